"""The schema of progress, assembled."""

from subgraphs.progress.queries import Query
from subgraphs.progress.subscriptions import Subscription
from subgraphs.progress.types import User
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(query=Query, subscription=Subscription, types=[User])

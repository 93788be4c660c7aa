"""The schema of notifications, assembled."""

from subgraphs.notifications.mutations import Mutation
from subgraphs.notifications.queries import Query
from subgraphs.notifications.subscriptions import Subscription
from subgraphs.notifications.types import Notification, User
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(query=Query, mutation=Mutation, subscription=Subscription, types=[Notification, User])

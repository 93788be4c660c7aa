"""The federated schema of accounts."""

from subgraphs.accounts.mutations.root import Mutation
from subgraphs.accounts.queries.root import Query
from subgraphs.accounts.subscriptions.root import Subscription
from subgraphs.accounts.types.user import User
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(query=Query, mutation=Mutation, subscription=Subscription, types=[User])

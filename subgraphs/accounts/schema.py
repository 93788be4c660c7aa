"""The federated schema of accounts."""

from subgraphs.accounts.mutations import Mutation
from subgraphs.accounts.queries import Query
from subgraphs.accounts.types import User
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(query=Query, mutation=Mutation, types=[User])

"""The schema of progress, assembled."""

from subgraphs.progress.mutations.root import Mutation
from subgraphs.progress.queries.root import Query
from subgraphs.progress.subscriptions.root import Subscription
from subgraphs.progress.types.items import Kanji, Lesson, Word
from subgraphs.progress.types.user import User
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(query=Query, mutation=Mutation, subscription=Subscription, types=[User, Kanji, Word, Lesson])

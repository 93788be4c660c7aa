"""The schema of learning, assembled."""

from subgraphs.learning.mutations import Mutation
from subgraphs.learning.queries import Query
from subgraphs.learning.types import Flashcard, Kanji, User, Word
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(query=Query, mutation=Mutation, types=[Flashcard, Kanji, User, Word])

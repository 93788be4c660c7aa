"""The federated schema of content, assembled."""

from subgraphs.content.mutations.mutation import Mutation
from subgraphs.content.queries.query import Query
from subgraphs.content.types.courses import Course, Lesson, User
from subgraphs.content.types.grammar import GrammarPoint
from subgraphs.content.types.kana import Kana
from subgraphs.content.types.lesson_blocks import BLOCK_TYPES
from subgraphs.content.types.media import MediaAsset
from subgraphs.content.types.series import Episode, Series
from subgraphs.content.types.study import Kanji, Sentence, Word
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(
    query=Query,
    mutation=Mutation,
    types=[GrammarPoint, Kana, Kanji, Sentence, Word, Course, Lesson, MediaAsset, Series, Episode, User, *BLOCK_TYPES],
)

"""The federated schema of content, assembled."""

from subgraphs.content.queries.query import Query
from subgraphs.content.types.study import Kana, Kanji, Sentence, Word
from subgraphs.shared.federated_schema import FederatedSchema

schema = FederatedSchema(query=Query, types=[Kana, Kanji, Sentence, Word])

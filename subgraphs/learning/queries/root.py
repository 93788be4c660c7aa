"""The root query type: what every module of this package brings."""

import strawberry

from subgraphs.learning.queries.captures import CaptureQueries
from subgraphs.learning.queries.flashcards import FlashcardQueries
from subgraphs.learning.queries.imports import ImportQueries


@strawberry.type
class Query(FlashcardQueries, CaptureQueries, ImportQueries):
    pass

"""All root query fields. All are nullable: where this domain fails, an answer keeps what other domains gave it."""

import strawberry

from subgraphs.content.queries.courses import CourseQueries
from subgraphs.content.queries.grammar import GrammarQueries
from subgraphs.content.queries.media import MediaQueries
from subgraphs.content.queries.search import SearchQueries
from subgraphs.content.queries.series import SeriesQueries
from subgraphs.content.queries.study import StudyQueries


@strawberry.type
class Query(GrammarQueries, StudyQueries, SearchQueries, CourseQueries, SeriesQueries, MediaQueries):
    """A new concern is one more base."""

"""The root query type: what every module of this package brings."""

import strawberry

from subgraphs.progress.queries.leaderboards import LeaderboardQueries


@strawberry.type
class Query(LeaderboardQueries):
    pass

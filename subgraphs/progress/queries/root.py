"""The root query type: what every module of this package brings."""

import strawberry

from subgraphs.progress.queries.achievements import AchievementQueries
from subgraphs.progress.queries.challenges import ChallengeQueries
from subgraphs.progress.queries.leaderboards import LeaderboardQueries
from subgraphs.progress.queries.xp_rules import XpRuleQueries


@strawberry.type
class Query(LeaderboardQueries, XpRuleQueries, AchievementQueries, ChallengeQueries):
    pass

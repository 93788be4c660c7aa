"""The root subscription type: what every module of this package brings."""

import strawberry

from subgraphs.progress.subscriptions.achievements import AchievementSubscriptions
from subgraphs.progress.subscriptions.challenges import ChallengeSubscriptions
from subgraphs.progress.subscriptions.leaderboards import LeaderboardSubscriptions
from subgraphs.progress.subscriptions.progress import ProgressSubscriptions


@strawberry.type
class Subscription(LeaderboardSubscriptions, ProgressSubscriptions, AchievementSubscriptions, ChallengeSubscriptions):
    pass

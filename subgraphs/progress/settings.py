"""Settings of progress, beside those that every subgraph has."""

from subgraphs.progress.achievement_settings import AchievementSettings
from subgraphs.progress.challenge_settings import ChallengeSettings
from subgraphs.progress.leaderboard_settings import LeaderboardSettings
from subgraphs.progress.streak_warning_settings import StreakWarningSettings
from subgraphs.progress.xp_settings import XpSettings


class ProgressSettings(XpSettings, LeaderboardSettings, AchievementSettings, ChallengeSettings, StreakWarningSettings):
    """Settings of another concern join here, as a class of their own."""

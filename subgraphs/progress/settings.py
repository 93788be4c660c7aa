"""Settings of progress, beside those that every subgraph has."""

from subgraphs.progress.leaderboard_settings import LeaderboardSettings
from subgraphs.progress.xp_settings import XpSettings


class ProgressSettings(XpSettings, LeaderboardSettings):
    """Settings of another concern join here, as a class of their own."""

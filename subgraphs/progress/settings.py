"""Settings of progress, beside those that every subgraph has."""

from subgraphs.progress.leaderboard_settings import LeaderboardSettings


class ProgressSettings(LeaderboardSettings):
    """Settings of another concern join here, as a class of their own."""

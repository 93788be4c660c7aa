"""What progress makes from its settings at start-up, and finds in `info.context.services` and `work.services`."""

from dataclasses import dataclass

from subgraphs.progress.repository.leaderboard_index import LeaderboardIndex, SqlLeaderboardIndex
from subgraphs.progress.settings import ProgressSettings


@dataclass(frozen=True, slots=True)
class ProgressServices:
    settings: ProgressSettings
    leaderboard_index: LeaderboardIndex


def make_services(settings: ProgressSettings) -> ProgressServices:
    return ProgressServices(settings=settings, leaderboard_index=SqlLeaderboardIndex())

"""Which index of ranks the settings ask for."""

from redis.asyncio import Redis

from subgraphs.progress.leaderboard_settings import LeaderboardSettings
from subgraphs.progress.repository.leaderboard_index import LeaderboardIndex, SqlLeaderboardIndex
from subgraphs.progress.repository.redis_leaderboard_index import RedisLeaderboardIndex
from subgraphs.shared.errors import SettingsError


def make_leaderboard_index(settings: LeaderboardSettings) -> LeaderboardIndex:
    if settings.leaderboard_index == "sql":
        return SqlLeaderboardIndex()
    if settings.redis_url is None:
        raise SettingsError("KUMIKI_LEADERBOARD_INDEX=redis needs a Redis: set KUMIKI_REDIS_URL.")
    return RedisLeaderboardIndex(Redis.from_url(settings.redis_url), settings.leaderboard_redis_memory)

"""Settings of leaderboards."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class LeaderboardSettings(SubgraphSettings):
    leaderboard_index: Literal["sql", "redis"] = "sql"
    """What knows ranks: `sql`, the domain's own database; `redis`, the Redis of `redis_url`, quicker on boards of many
    millions. Ranks are exact with both. After a change, `python -m subgraphs.progress index-leaderboards`."""

    leaderboard_redis_memory: timedelta = Field(default=timedelta(days=2), gt=timedelta())
    """How long Redis remembers the ranks of a day, week or month that is over. Too low: whoever looks back waits until
    they are loaded again; too high only costs memory."""

    leaderboard_pause: timedelta = Field(default=timedelta(seconds=2), ge=timedelta())
    """The least time between two values of one `leaderboardChanged` subscription. Too low: a busy board floods phones,
    and each value is a query; too high: what people watch lags behind what they do."""

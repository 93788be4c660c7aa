"""A process that is killed while events are written, published and handled loses none and counts none twice."""

import asyncio
import random
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from subgraphs.shared.messaging import Messaging
from subgraphs.shared.subgraph import run_subgraphs
from tests.subgraphs.shared.garden import GARDEN, PlantRow
from tests.support.forked import Forked
from tests.support.subgraphs import AnySubgraph, eventually, open_subgraph

KILLS = 4


def run_until_killed(home: Path, redis_url: str, seconds: float) -> None:
    with closing(Forked("tests.subgraphs.shared.busy_garden", str(home), redis_url)) as process:
        assert process.read_line() == b"growing\n"
        # Nothing is waited for here: the kill is meant to meet the process anywhere.
        time.sleep(seconds)


async def plants_by_garden(subgraph: AnySubgraph) -> dict[str, int]:
    statement = select(col(PlantRow.garden), func.count()).group_by(col(PlantRow.garden))
    async with subgraph.database.read() as session:
        return {garden: count for garden, count in (await session.execute(statement)).all()}


@pytest.mark.parametrize("over_redis", [False, True], ids=["in process", "redis"])
def test_killed_again_and_again_every_event_has_its_effect_once(
    over_redis: bool, tmp_path: Path, redis_socket: str
) -> None:
    redis_url = f"unix://{redis_socket}?db=9" if over_redis else ""
    delays = random.Random(2026)
    for _ in range(KILLS):
        run_until_killed(tmp_path, redis_url, delays.uniform(0.05, 0.5))
    asyncio.run(check(tmp_path, redis_url))


async def check(home: Path, redis_url: str) -> None:
    messaging = Messaging.over_redis(redis_url) if redis_url else Messaging.in_process()
    subgraph = open_subgraph(GARDEN, home, messaging)
    async with run_subgraphs([subgraph], messaging):
        grown = (await plants_by_garden(subgraph))["grown"]
        assert grown > KILLS

        async def all_are_handled() -> bool:
            return (await plants_by_garden(subgraph)).get("neighbours", 0) >= grown

        await eventually(all_are_handled, seconds=60)
        assert subgraph.relay is not None
        await subgraph.relay.drain()
        assert await plants_by_garden(subgraph) == {"grown": grown, "neighbours": grown}
        assert await subgraph.dead_letters() == []

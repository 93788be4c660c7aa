"""Killed again and again, an erasure goes on where it was, does nothing twice, and leaves nothing behind."""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from subgraphs.accounts.models.privacy import ErasurePartRow, ErasureRow, ErasureState
from tests.subgraphs.dying_domains import BEGIN, domains_at
from tests.subgraphs.leaving import NAMES, names_in
from tests.support.subgraphs import SubgraphUnderTest, database_engines, temporary_database

FEWEST_DEATHS = 3
SEED = 4
KEPT = {"outbox", "inbox", "job", "erased_user", "audit_entry", "erasure", "leaderboard_changes"}


async def die_until_it_is_done(home: Path, urls: dict[str, str]) -> int:
    """How often the process was killed."""
    command = (sys.executable, "-m", "tests.subgraphs.dying_domains", str(home), json.dumps(urls), str(SEED))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    assert process.returncode == 0
    return int(output.split()[-1])


async def announcements(domain: SubgraphUnderTest, event_type: str) -> int:
    outbox = domain.subgraph.definition.event_tables.outbox
    async with domain.subgraph.database.read() as session:
        bodies = (await session.scalars(select(outbox.c.body))).all()
    return sum(json.loads(body)["eventType"] == event_type for body in bodies)


async def erasure_in(accounts: SubgraphUnderTest) -> tuple[UUID, dict[str, ErasurePartRow]]:
    async with accounts.subgraph.database.read() as session:
        erasure = (await session.scalars(select(ErasureRow))).one()
        parts = (await session.scalars(select(ErasurePartRow))).all()
    assert erasure.state == ErasureState.ERASED
    return erasure.user_id, {part.domain: part for part in parts}


@pytest.mark.parametrize("engine", database_engines())
async def test_an_erasure_that_is_killed_between_its_steps_is_done_in_the_end(engine: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        urls = {n: await stack.enter_async_context(temporary_database(engine, tmp_path, n)) for n in NAMES}
        assert await die_until_it_is_done(tmp_path, urls) >= FEWEST_DEATHS
        domains = await stack.enter_async_context(domains_at(tmp_path, urls, BEGIN))
        user_id, parts = await erasure_in(domains["accounts"])
        assert set(parts) == set(NAMES) and all(part.confirmed_at for part in parts.values())
        assert parts["learning"].erased == {"flashcards": 2, "learners": 1, "reviews": 2}
        for name, domain in domains.items():
            assert set(await names_in(domain, user_id, "mika@example.com")) <= KEPT, name
            assert await domain.subgraph.dead_letters() == []
        confirmed = [await announcements(domains[name], "UserDataErased") for name in NAMES]
        assert confirmed == [int(name != "accounts") for name in NAMES]
        assert await announcements(domains["accounts"], "UserErased") == 1
    letters = [path.read_bytes() for path in (tmp_path / "outbox" / "mail").iterdir()]
    assert sum(b"Subject: Your account is erased" in letter for letter in letters) == 1

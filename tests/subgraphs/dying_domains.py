"""Domains that erase somebody while their process is killed again and again.

`python -m tests.subgraphs.dying_domains HOME URLS SEED`, the URLs of the databases by domain, in JSON. The first child
prepares: somebody with something in every domain asks to be erased. Each further child runs all domains in one process,
and kills itself, with a signal that it cannot catch, right before one of its first commits; the next child finds what
the last one left, a little later by the clock. When a child has seen the end, the number of those that died is printed.
Children are forked, so that the libraries are loaded once.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.models.privacy import ErasureRow, ErasureState
from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.subgraph import run_subgraphs
from tests.subgraphs.leaving import DEFINITIONS, REQUEST_ERASURE, STATE, settings_of, somebody
from tests.support.subgraphs import AnySubgraph, SubgraphUnderTest, eventually, open_subgraph

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STEP = timedelta(minutes=1)
"""Longer than a lease, and short enough that no hour comes full, at which every domain has housekeeping to do."""

QUICK = {"erasure_grace": STEP, "access_token_lifetime": STEP}
PATIENCE_SECONDS = 60.0
MOST_COMMITS = 10
"""Enough that every domain can begin its part and one of them can end it."""


class DeathWatch:
    """Kills this process before the n-th commit that changes something."""

    def __init__(self, commits: int) -> None:
        self._left = commits
        self._changing: set[int] = set()

    def watch(self, subgraph: AnySubgraph) -> None:
        engine = subgraph.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", self._see)
        event.listen(engine, "commit", self._commit)

    def _see(self, connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            self._changing.add(id(connection))

    def _commit(self, connection: Any) -> None:
        if id(connection) in self._changing:
            self._changing.discard(id(connection))
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


@asynccontextmanager
async def domains_at(
    home: Path, urls: Mapping[str, str], now: datetime, watch: DeathWatch | None = None
) -> AsyncIterator[dict[str, SubgraphUnderTest]]:
    messaging = Messaging.in_process()
    subgraphs = []
    for definition in DEFINITIONS:
        chosen = {**settings_of(definition), "job_attempts": 1_000, "database_url": urls.get(definition.name)}
        if definition is ACCOUNTS:
            chosen |= QUICK
        subgraphs.append(open_subgraph(definition, home, messaging, clock=lambda: now, **chosen))
    for subgraph in subgraphs:
        await subgraph.migrate()
        if watch is not None:
            watch.watch(subgraph)
    async with run_subgraphs(subgraphs, messaging):
        yield {subgraph.name: SubgraphUnderTest(subgraph, messaging) for subgraph in subgraphs}


async def prepare(home: Path, urls: Mapping[str, str]) -> None:
    async with domains_at(home, urls, BEGIN) as domains:
        leaver = await somebody(domains)
        await leaver.ask(REQUEST_ERASURE)

        async def all_have_looked() -> bool:
            parts = (await leaver.ask(STATE))["viewer"]["erasure"]["parts"]
            return all(part["retained"] is not None for part in parts)

        await eventually(all_have_looked)


async def erase(home: Path, urls: Mapping[str, str], generation: int, commits: int) -> None:
    now = BEGIN + STEP * generation
    async with domains_at(home, urls, now, DeathWatch(commits)) as domains:

        async def is_done_or_waits_for_the_clock() -> bool:
            return not await anything_waits(domains) and await state_of(domains) != ErasureState.ERASING

        await domains["accounts"].run_jobs()
        await eventually(is_done_or_waits_for_the_clock, PATIENCE_SECONDS)
        if await state_of(domains) == ErasureState.ERASED:
            (home / "erased").touch()


async def state_of(domains: dict[str, SubgraphUnderTest]) -> str:
    async with domains["accounts"].subgraph.database.read() as session:
        return str((await session.scalars(select(ErasureRow))).one().state)


async def anything_waits(domains: dict[str, SubgraphUnderTest]) -> bool:
    for domain in domains.values():
        async with domain.subgraph.database.read() as session:
            if await EventStore(session, domain.subgraph.definition.event_tables).unpublished(1):
                return True
    return False


def in_a_child(work: Any) -> bool:
    """Whether it lived to the end."""
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(work)
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    work.close()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(1)
    return os.WIFEXITED(status)


def main(home: Path, urls: Mapping[str, str], seed: int) -> None:
    chance = random.Random(seed)
    in_a_child(prepare(home, urls))
    died, generation = 0, 0
    while not (home / "erased").exists():
        generation += 1
        died += not in_a_child(erase(home, urls, generation, chance.randint(1, MOST_COMMITS)))
    sys.stdout.write(f"{died}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3]))

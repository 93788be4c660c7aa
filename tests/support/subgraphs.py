"""A subgraph on a temporary database, asked in process as whoever the test wants to be."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from subgraphs.shared.caller import CALLER_HEADER, Caller, sign_caller
from subgraphs.shared.client import ADDRESS_HEADER, AGENT_HEADER, LANGUAGE_HEADER, UNKNOWN_CLIENT, Client
from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_tables import JobRow, JobState
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.retention import FORGET_WHAT_IS_OVER
from subgraphs.shared.subgraph import Answer, Subgraph, SubgraphDefinition, run_subgraphs

POSTGRES_URL = os.environ.get("KUMIKI_TEST_POSTGRES_URL", "")
CALLER_KEY = "a key that only tests know, long enough"

AnyDefinition = SubgraphDefinition[Any, Any, Any]
AnySubgraph = Subgraph[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class SubgraphUnderTest:
    """A migrated subgraph whose outbox relay does not run by itself; `deliver_events` runs it once."""

    subgraph: AnySubgraph
    messaging: Messaging

    async def execute(
        self,
        document: str,
        variables: dict[str, Any] | None = None,
        *,
        caller: Caller | UUID | None = None,
        client: Client = UNKNOWN_CLIENT,
    ) -> Answer:
        return await self.subgraph.execute(document, variables, headers=headers_of(caller, client))

    async def data(
        self,
        document: str,
        variables: dict[str, Any] | None = None,
        *,
        caller: Caller | UUID | None = None,
        client: Client = UNKNOWN_CLIENT,
    ) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        answer = await self.execute(document, variables, caller=caller, client=client)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def entities(
        self, representations: list[dict[str, Any]], selection: str, *, caller: Caller | UUID | None = None
    ) -> Answer:
        """What the router asks: `entities([{"__typename": "User", "id": "1"}], "... on User { handle }")`."""
        document = f"query ($found: [_Any!]!) {{ _entities(representations: $found) {{ {selection} }} }}"
        return await self.execute(document, {"found": representations}, caller=caller)

    async def announced(self) -> list[EventEnvelope]:
        """The events of the outbox that are not published, in order."""
        async with self.subgraph.database.read() as session:
            rows = await EventStore(session, self.subgraph.definition.event_tables).unpublished(1_000)
        return [row.envelope for row in rows]

    async def deliver_events(self) -> None:
        """Publish what the outbox holds, and return when the consumers have handled it."""
        assert self.subgraph.relay is not None
        await self.subgraph.relay.drain()

    async def run_jobs(self) -> None:
        """Do every job that is due, and return when none is."""
        await self.subgraph.jobs.drain()

    async def jobs(self) -> list[JobRow]:
        """Every job that is remembered, in the order in which they were asked for, without housekeeping."""
        rows = await self.subgraph.list_jobs(list(JobState))
        return [row for row in rows if row.kind != FORGET_WHAT_IS_OVER.name]


@asynccontextmanager
async def subgraph_under_test(
    definition: AnyDefinition,
    directory: Path,
    *,
    messaging: Messaging | None = None,
    clock: Clock = utc_now,
    **settings: Any,
) -> AsyncIterator[SubgraphUnderTest]:
    """A subgraph on a SQLite file in the directory, migrated to head."""
    shared = messaging or Messaging.in_process()
    subgraph = open_subgraph(definition, directory, shared, clock=clock, **settings)
    await migrate_as_before(subgraph)
    try:
        yield SubgraphUnderTest(subgraph, shared)
    finally:
        await subgraph.close()
        if messaging is None:
            await shared.close()


_MIGRATED: dict[str, bytes] = {}
"""An empty SQLite database of each subgraph, once one was made."""


async def migrate_as_before(subgraph: AnySubgraph) -> None:
    """The history of a subgraph is run once per process on SQLite; other databases begin as copies of the first."""
    path = Path(subgraph.database.url.database or "")
    is_new = subgraph.database.is_sqlite and not _exists(path)
    if is_new and subgraph.name in _MIGRATED:
        _write(path, _MIGRATED[subgraph.name])
        return
    await subgraph.migrate()
    if is_new:
        _MIGRATED[subgraph.name] = _read(path)


def _exists(path: Path) -> bool:
    return path.exists()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _read(path: Path) -> bytes:
    return path.read_bytes()


@asynccontextmanager
async def running_subgraphs(
    definitions: list[AnyDefinition], directory: Path, *, clock: Clock = utc_now, **settings: Any
) -> AsyncIterator[dict[str, SubgraphUnderTest]]:
    """Several subgraphs in one process as the platform runs them: relays and consumers at work."""
    messaging = Messaging.in_process()
    subgraphs = [open_subgraph(d, directory, messaging, clock=clock, **settings) for d in definitions]
    for subgraph in subgraphs:
        await migrate_as_before(subgraph)
    async with run_subgraphs(subgraphs, messaging):
        yield {subgraph.name: SubgraphUnderTest(subgraph, messaging) for subgraph in subgraphs}


def open_subgraph(
    definition: AnyDefinition, directory: Path, messaging: Messaging, *, clock: Clock = utc_now, **settings: Any
) -> AnySubgraph:
    chosen = {"home": directory, "caller_key": SecretStr(CALLER_KEY), **settings}
    return definition.open(definition.settings_type(**chosen), messaging, clock)


def headers_of(caller: Caller | UUID | None, client: Client = UNKNOWN_CLIENT) -> dict[str, str]:
    """The headers with which the router tells who calls, and by what."""
    told = {ADDRESS_HEADER: client.address, AGENT_HEADER: client.agent, LANGUAGE_HEADER: client.languages}
    headers = {name: value for name, value in told.items() if value is not None}
    if caller is not None:
        who = Caller(caller) if isinstance(caller, UUID) else caller
        headers[CALLER_HEADER] = sign_caller(who, CALLER_KEY, utc_now())
    return headers


async def eventually(is_so: Callable[[], Awaitable[bool]], seconds: float = 10.0) -> None:
    """Wait for what other tasks or processes bring about; fail when it does not come."""
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110 - what is waited for may happen in another process
            await asyncio.sleep(0.005)


def database_engines() -> list[str]:
    """The engines that tests of SQL run on: SQLite, and PostgreSQL where KUMIKI_TEST_POSTGRES_URL names a server."""
    return ["sqlite", "postgresql"] if POSTGRES_URL else ["sqlite"]


@asynccontextmanager
async def temporary_database(engine: str, directory: Path, name: str) -> AsyncIterator[str]:
    """The URL of an empty database: a file, or one on the test server that is dropped afterwards."""
    if engine == "sqlite":
        yield f"sqlite+aiosqlite:///{directory / name}.db"
        return
    server = make_url(POSTGRES_URL).set(drivername="postgresql+asyncpg")
    database = f"test_{name}_{new_id().hex}"
    admin = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {database}"))
    try:
        yield server.set(database=database).render_as_string(hide_password=False)
    finally:
        async with admin.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {database} WITH (FORCE)"))
        await admin.dispose()


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

"""One database per subgraph: SQLite in a file, or PostgreSQL by URL, behind the same two doors.

`read()` gives a short session that never writes; every loader call opens its own, because resolvers run concurrently
and a session is not safe to share. `write()` gives the one session of a write transaction and commits it at the end:
nothing else in this code base commits.

SQLite has one writer at a time. A transaction that starts by reading and then wants to write can be refused at once,
whatever the busy timeout, when another writer came between; so write transactions begin as writers (`BEGIN IMMEDIATE`).
Inside this process they queue in arrival order on a lock of ours, which is fairer and quicker than SQLite's sleeping.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, MetaData, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# NORMAL: nothing is lost when the process dies; the last instants may be when the machine loses power.
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000")
_BEGINS_AS_WRITER = "kumiki_begins_as_writer"


def table_registry() -> registry:
    """What a domain's table base is made with: `class Table(SQLModel, registry=table_registry()): ...`.

    It holds a MetaData of its own, so that a domain's tables are its own even where all domains share a process.
    """
    return registry(metadata=MetaData(naming_convention=NAMING_CONVENTION))


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes and gives aware datetimes in UTC on every engine; a naive one is refused, being ambiguous."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StatementLog:
    """The SQL statements sent while it was listening, for tests that bound their number."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __len__(self) -> int:
        return len(self.statements)


_statement_log: ContextVar[StatementLog | None] = ContextVar("statement_log", default=None)


@contextmanager
def count_statements() -> Iterator[StatementLog]:
    """Log the statements of every subgraph database that this task and its children use."""
    log = StatementLog()
    token = _statement_log.set(log)
    try:
        yield log
    finally:
        _statement_log.reset(token)


class DatabaseIsClosed(Exception):
    """The subgraph is stopping, and takes no more work."""


class Database:
    """The engine of one subgraph."""

    def __init__(self, url: str, enforces_foreign_keys: bool = True) -> None:
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _create_engine(self.url, enforces_foreign_keys)
        self._writers: asyncio.Lock | nullcontext[None] = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._is_closed = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A short session that only reads. Each statement sees what is committed when it starts."""
        self._refuse_when_closed()
        async with AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One write transaction: committed when the block ends, rolled back when it raises."""
        self._refuse_when_closed()
        async with self._writers:
            self._refuse_when_closed()
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                await session.connection(execution_options={_BEGINS_AS_WRITER: True})
                yield session
                await session.commit()

    async def close(self) -> None:
        self._is_closed = True
        await self.engine.dispose()

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise DatabaseIsClosed(self.url.render_as_string(hide_password=True))


def _create_engine(url: URL, enforces_foreign_keys: bool) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)
    else:
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(url, pool_size=4, max_overflow=16)
        pragmas = (*_PRAGMAS, "foreign_keys=ON") if enforces_foreign_keys else _PRAGMAS
        event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite_connection, pragmas))
        event.listen(engine.sync_engine, "begin", _begin_sqlite_transaction)
    event.listen(engine.sync_engine, "before_cursor_execute", _log_statement)
    return engine


def _prepare_sqlite_connection(pragmas: Sequence[str], connection: Any, _record: object) -> None:
    # The driver's own transaction control would begin too late and as a reader; we begin ourselves.
    connection.isolation_level = None
    try:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:
        # Nobody has it yet: whoever is cancelled here would leave it open.
        connection.close()
        raise


def _begin_sqlite_transaction(connection: Connection) -> None:
    if connection.get_execution_options().get(_BEGINS_AS_WRITER):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _log_statement(
    _connection: Connection, _cursor: object, statement: str, _parameters: object, _context: object, _many: bool
) -> None:
    log = _statement_log.get()
    if log is not None and not statement.startswith("BEGIN"):
        log.statements.append(statement)


def rows_by_key(rows: Sequence[Any], key: str) -> dict[Any, Any]:
    """Rows under the value of one of their columns, as a loader wants them."""
    return {getattr(row, key): row for row in rows}

"""The tables that make at-least-once delivery count once. Every domain has them among its own tables.

`outbox`: events written in the transaction of the change that they tell of, until the relay has published them.
`inbox`: what a consumer has handled, written in the transaction of its effect.
`dead_letters`: events that a consumer gave up on, until somebody replays them.
`erased_user`: whose records were erased here, so that an event that was on its way cannot bring any back.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import parse_id


@dataclass(frozen=True, slots=True)
class EventTables:
    outbox: Table
    inbox: Table
    dead_letters: Table
    erased_user: Table


@dataclass(frozen=True, slots=True)
class OutboxRow:
    position: int
    envelope: EventEnvelope


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: int
    consumer: str
    error: str
    attempts: int
    died_at: datetime
    envelope: EventEnvelope


def define_event_tables(metadata: MetaData) -> EventTables:
    """Add the four tables to a domain's MetaData: `EVENT_TABLES = define_event_tables(Table.metadata)`."""
    return EventTables(_outbox(metadata), _inbox(metadata), _dead_letters(metadata), _erased_user(metadata))


SUBJECT_FIELDS = ("userId", "learnerId")
"""How events name the person whom they are about."""

# SQLite numbers rows by itself only where the column is exactly INTEGER.
_Position = BigInteger().with_variant(Integer(), "sqlite")


def _outbox(metadata: MetaData) -> Table:
    table = Table(
        "outbox",
        metadata,
        Column("position", _Position, primary_key=True, autoincrement=True),
        Column("event_key", String, nullable=False),
        Column("body", Text, nullable=False),
        Column("occurred_at", UtcDateTime(), nullable=False),
        Column("published_at", UtcDateTime(), nullable=True),
        # Positions are never used twice, so that a pruned outbox cannot change the order.
        sqlite_autoincrement=True,
    )
    unpublished = table.c.published_at.is_(None)
    Index("ix_outbox_unpublished", table.c.position, sqlite_where=unpublished, postgresql_where=unpublished)
    return table


def _inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox",
        metadata,
        Column("event_id", String(36), primary_key=True),
        Column("consumer", String, primary_key=True),
        Column("handled_at", UtcDateTime(), nullable=False),
    )


def _dead_letters(metadata: MetaData) -> Table:
    return Table(
        "dead_letters",
        metadata,
        Column("id", _Position, primary_key=True, autoincrement=True),
        Column("consumer", String, nullable=False),
        Column("body", Text, nullable=False),
        Column("error", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("died_at", UtcDateTime(), nullable=False),
        sqlite_autoincrement=True,
    )


def _erased_user(metadata: MetaData) -> Table:
    return Table(
        "erased_user",
        metadata,
        Column("user_id", Uuid(), primary_key=True),
        Column("erased_at", UtcDateTime(), nullable=False),
    )


class EventStore:
    """The statements over the event tables, within one session."""

    def __init__(self, session: AsyncSession, tables: EventTables) -> None:
        self._session = session
        self._tables = tables

    async def add_to_outbox(self, envelopes: Iterable[EventEnvelope]) -> None:
        announced = list(envelopes)
        rows = [{"event_key": e.key, "body": e.to_json(), "occurred_at": e.occurred_at} for e in announced]
        if self._is_postgresql:
            # Positions are given before commit. Two transactions on one key must therefore take turns from here to
            # their commit, or the later position could become visible first.
            for key in sorted({envelope.key for envelope in announced}):
                await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
        await self._session.execute(self._tables.outbox.insert(), rows)

    async def unpublished(self, limit: int, under_way: Collection[int] = ()) -> list[OutboxRow]:
        """The first ones, in order, but for those at positions that are under way."""
        outbox = self._tables.outbox
        statement = (
            select(outbox.c.position, outbox.c.body)
            .where(outbox.c.published_at.is_(None))
            .order_by(outbox.c.position)
            .limit(limit)
        )
        if under_way:
            statement = statement.where(outbox.c.position.not_in(under_way))
        rows = (await self._session.execute(statement)).all()
        return [OutboxRow(row.position, EventEnvelope.from_json(row.body)) for row in rows]

    async def mark_published(self, positions: Iterable[int], at: datetime) -> None:
        outbox = self._tables.outbox
        await self._session.execute(
            update(outbox).where(outbox.c.position.in_(list(positions))).values(published_at=at)
        )

    async def delete_published_before(self, instant: datetime) -> None:
        outbox = self._tables.outbox
        await self._session.execute(delete(outbox).where(outbox.c.published_at < instant))

    async def delete_handled_before(self, instant: datetime) -> None:
        inbox = self._tables.inbox
        await self._session.execute(delete(inbox).where(inbox.c.handled_at < instant))

    async def delete_dead_letters_before(self, instant: datetime) -> None:
        table = self._tables.dead_letters
        await self._session.execute(delete(table).where(table.c.died_at < instant))

    async def record_handled(self, envelope: EventEnvelope, consumer: str, at: datetime) -> bool:
        """Claim an event for this transaction's effect. False: it had its effect before."""
        insert = postgresql.insert if self._is_postgresql else sqlite.insert
        values = {"event_id": str(envelope.event_id), "consumer": consumer, "handled_at": at}
        statement = insert(self._tables.inbox).values(values).on_conflict_do_nothing()
        result: Any = await self._session.execute(statement)
        return bool(result.rowcount)

    async def remember_erased(self, user_id: UUID, at: datetime) -> None:
        insert = postgresql.insert if self._is_postgresql else sqlite.insert
        values = {"user_id": user_id, "erased_at": at}
        await self._session.execute(insert(self._tables.erased_user).values(values).on_conflict_do_nothing())

    async def is_about_erased(self, envelope: EventEnvelope) -> bool:
        """Whether the person whom an event is about has been erased here."""
        named = [parse_id(str(envelope.data[field])) for field in SUBJECT_FIELDS if envelope.data.get(field)]
        if not named:
            return False
        column = self._tables.erased_user.c.user_id
        found = await self._session.execute(select(column).where(column.in_(named)))
        return found.first() is not None

    async def delete_erased_before(self, instant: datetime) -> None:
        table = self._tables.erased_user
        await self._session.execute(delete(table).where(table.c.erased_at < instant))

    async def add_dead_letter(
        self, envelope: EventEnvelope, consumer: str, error: str, attempts: int, at: datetime
    ) -> None:
        values = {"consumer": consumer, "body": envelope.to_json(), "error": error, "attempts": attempts, "died_at": at}
        await self._session.execute(self._tables.dead_letters.insert().values(values))

    async def dead_letters(self) -> list[DeadLetter]:
        table = self._tables.dead_letters
        rows = (await self._session.execute(select(table).order_by(table.c.id))).all()
        return [
            DeadLetter(r.id, r.consumer, r.error, r.attempts, r.died_at, EventEnvelope.from_json(r.body)) for r in rows
        ]

    async def delete_dead_letter(self, letter_id: int) -> None:
        table = self._tables.dead_letters
        await self._session.execute(delete(table).where(table.c.id == letter_id))

    @property
    def _is_postgresql(self) -> bool:
        return self._session.get_bind().dialect.name == "postgresql"

"""Flashcards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.scheduling.memory import FlashcardState
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, fetch_page

BY_DUE = SeekOrder.by("flashcards.due", ascending(FlashcardRow.due), ascending(FlashcardRow.id))
BY_AGE = SeekOrder.by("flashcards.age", ascending(FlashcardRow.created_at), ascending(FlashcardRow.id))


class FlashcardRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, flashcard_ids: Iterable[UUID]) -> dict[UUID, FlashcardRow]:
        statement = select(FlashcardRow).where(col(FlashcardRow.id).in_(list(flashcard_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def by_items(self, owner_id: UUID, items: Iterable[ItemRef]) -> dict[ItemRef, FlashcardRow]:
        """The owner's cards made from these items."""
        keys = [(item.kind, item.id) for item in items]
        statement = select(FlashcardRow).where(
            col(FlashcardRow.owner_id) == owner_id,
            tuple_(col(FlashcardRow.item_kind), col(FlashcardRow.item_id)).in_(keys),
        )
        rows = (await self._session.scalars(statement)).all()
        return {item: row for row in rows if (item := item_of(row)) is not None}

    async def locked(self, flashcard_id: UUID, owner_id: UUID) -> FlashcardRow | None:
        """The owner's card, held until the transaction ends."""
        statement = select(FlashcardRow).where(
            col(FlashcardRow.id) == flashcard_id, col(FlashcardRow.owner_id) == owner_id
        )
        return (await self._session.scalars(statement.with_for_update())).one_or_none()

    async def locked_many(self, flashcard_ids: Iterable[UUID], owner_id: UUID) -> dict[UUID, FlashcardRow]:
        """The owner's cards among these, held until the transaction ends."""
        statement = select(FlashcardRow).where(
            col(FlashcardRow.id).in_(list(flashcard_ids)), col(FlashcardRow.owner_id) == owner_id
        )
        # In one order, so that two who hold cards do not wait for each other.
        locking = statement.order_by(col(FlashcardRow.id)).with_for_update()
        return {row.id: row for row in (await self._session.scalars(locking)).all()}

    async def add_missing(self, rows: Sequence[FlashcardRow]) -> bool:
        """Add these cards; False, and nothing added, when another transaction has just made one of them."""
        try:
            async with self._session.begin_nested():
                self._session.add_all(rows)
        except IntegrityError:
            return False
        return True

    async def delete(self, row: FlashcardRow) -> None:
        # The reviews go by the foreign key's cascade, without being read.
        await self._session.execute(delete(FlashcardRow).where(col(FlashcardRow.id) == row.id))

    async def page_of_due(self, owner_id: UUID, now: datetime, request: PageRequest) -> Page[FlashcardRow]:
        return await fetch_page(self._session, _due(owner_id, now), BY_DUE, request)

    async def count_due(self, owner_id: UUID, now: datetime) -> int:
        return await self._count(_due(owner_id, now))

    async def page(
        self, owner_id: UUID, states: Sequence[FlashcardState] | None, request: PageRequest
    ) -> Page[FlashcardRow]:
        return await fetch_page(self._session, _owned(owner_id, states), BY_AGE, request)

    async def count(self, owner_id: UUID, states: Sequence[FlashcardState] | None) -> int:
        return await self._count(_owned(owner_id, states))

    async def _count(self, statement: Select[FlashcardRow]) -> int:
        counting = statement.with_only_columns(func.count())
        return int((await self._session.execute(counting)).scalar_one())


def item_of(row: FlashcardRow) -> ItemRef | None:
    """None for a free card."""
    return ItemRef(ItemKind(row.item_kind), row.item_id) if row.item_id is not None else None


def _due(owner_id: UUID, now: datetime) -> Select[FlashcardRow]:
    return select(FlashcardRow).where(col(FlashcardRow.owner_id) == owner_id, col(FlashcardRow.due) <= now)


def _owned(owner_id: UUID, states: Sequence[FlashcardState] | None) -> Select[FlashcardRow]:
    statement = select(FlashcardRow).where(col(FlashcardRow.owner_id) == owner_id)
    return statement if states is None else statement.where(col(FlashcardRow.state).in_(states))

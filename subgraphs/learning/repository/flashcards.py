"""Flashcards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.repository.daily_limits import Allowance, within
from subgraphs.learning.scheduling.memory import FlashcardState
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, fetch_page

BY_DUE = SeekOrder.by("flashcards.due", ascending(FlashcardRow.due), ascending(FlashcardRow.id))
BY_AGE = SeekOrder.by("flashcards.age", ascending(FlashcardRow.created_at), ascending(FlashcardRow.id))


class FlashcardRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, flashcard_ids: Iterable[UUID]) -> dict[UUID, FlashcardRow]:
        """Deleted ones too."""
        statement = select(FlashcardRow).where(col(FlashcardRow.id).in_(list(flashcard_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def by_items(self, owner_id: UUID, items: Iterable[ItemRef]) -> dict[ItemRef, FlashcardRow]:
        """One of the owner's cards of each of these items: `main_card` of all there are."""
        found: dict[ItemRef, list[FlashcardRow]] = {}
        for row in await self.of_items(owner_id, items):
            if (item := item_of(row)) is not None:
                found.setdefault(item, []).append(row)
        return {item: main_card(rows) for item, rows in found.items()}

    async def of_items(
        self, owner_id: UUID, items: Iterable[ItemRef], *, with_deleted: bool = False
    ) -> Sequence[FlashcardRow]:
        """The owner's cards made from these items, the oldest first."""
        statement = (
            select(FlashcardRow)
            .where(col(FlashcardRow.owner_id) == owner_id, _is_of(items))
            .order_by(col(FlashcardRow.created_at), col(FlashcardRow.id))
        )
        if not with_deleted:
            statement = statement.where(is_kept())
        return (await self._session.scalars(statement)).all()

    async def locked(self, flashcard_id: UUID, owner_id: UUID, *, with_deleted: bool = False) -> FlashcardRow | None:
        """The owner's card, held until the transaction ends."""
        rows = await self.locked_many([flashcard_id], owner_id, with_deleted=with_deleted)
        return rows.get(flashcard_id)

    async def locked_many(
        self, flashcard_ids: Iterable[UUID], owner_id: UUID, *, with_deleted: bool = False
    ) -> dict[UUID, FlashcardRow]:
        """The owner's cards among these, held until the transaction ends."""
        statement = select(FlashcardRow).where(
            col(FlashcardRow.id).in_(list(flashcard_ids)), col(FlashcardRow.owner_id) == owner_id
        )
        if not with_deleted:
            statement = statement.where(is_kept())
        # In one order, so that two who hold cards do not wait for each other.
        locking = statement.order_by(col(FlashcardRow.id)).with_for_update()
        return {row.id: row for row in (await self._session.scalars(locking)).all()}

    async def locked_siblings(self, rows: Iterable[FlashcardRow], owner_id: UUID) -> Sequence[FlashcardRow]:
        """Other cards that ask about the same things as these, held until the transaction ends."""
        given = list(rows)
        notes = [row.note_id for row in given if row.note_id is not None]
        items = [item for row in given if (item := item_of(row)) is not None]
        statement = select(FlashcardRow).where(
            col(FlashcardRow.owner_id) == owner_id,
            or_(col(FlashcardRow.note_id).in_(notes), _is_of(items)),
            col(FlashcardRow.id).not_in([row.id for row in given]),
            is_kept(),
        )
        return (await self._session.scalars(statement.order_by(col(FlashcardRow.id)).with_for_update())).all()

    async def add_missing(self, rows: Sequence[FlashcardRow], tags: Sequence[FlashcardTagRow] = ()) -> bool:
        """Add these cards; False, and nothing added, when another transaction has just made one of them."""
        try:
            async with self._session.begin_nested():
                self._session.add_all(rows)
                # The cards first: their tags refer to them.
                await self._session.flush()
                self._session.add_all(tags)
        except IntegrityError:
            return False
        return True

    async def delete(self, flashcard_ids: Iterable[UUID]) -> None:
        # The reviews and tags go by the foreign key's cascade, without being read.
        await self._session.execute(delete(FlashcardRow).where(col(FlashcardRow.id).in_(list(flashcard_ids))))

    async def deleted_before(self, instant: datetime, limit: int) -> Sequence[FlashcardRow]:
        """Anybody's cards that were deleted before then, the first ones first, held until the transaction ends."""
        deleted_at = col(FlashcardRow.deleted_at)
        statement = select(FlashcardRow).where(deleted_at.is_not(None), deleted_at < instant)
        ordered = statement.order_by(deleted_at, col(FlashcardRow.id)).limit(limit)
        return (await self._session.scalars(ordered.with_for_update(skip_locked=True))).all()

    async def page_of_due(
        self, owner_id: UUID, now: datetime, request: PageRequest, allowance: Allowance | None = None
    ) -> Page[FlashcardRow]:
        return await fetch_page(self._session, _due(owner_id, now, allowance), BY_DUE, request)

    async def count_due(self, owner_id: UUID, now: datetime, allowance: Allowance | None = None) -> int:
        return await self._count(_due(owner_id, now, allowance))

    async def page(
        self, owner_id: UUID, states: Sequence[FlashcardState] | None, request: PageRequest
    ) -> Page[FlashcardRow]:
        return await fetch_page(self._session, _owned(owner_id, states), BY_AGE, request)

    async def _count(self, statement: Select[FlashcardRow]) -> int:
        counting = statement.with_only_columns(func.count())
        return int((await self._session.execute(counting)).scalar_one())


def item_of(row: FlashcardRow) -> ItemRef | None:
    """None for a free card."""
    return ItemRef(ItemKind(row.item_kind), row.item_id) if row.item_id is not None else None


def main_card(rows: Sequence[FlashcardRow]) -> FlashcardRow:
    """Of cards of one item: that which asks for the meaning, or else the first."""
    return next((row for row in rows if row.template == FlashcardTemplate.RECOGNITION), rows[0])


def is_kept() -> ColumnElement[bool]:
    """Not deleted."""
    return col(FlashcardRow.deleted_at).is_(None)


def can_be_asked(now: datetime) -> ColumnElement[bool]:
    """Neither deleted nor suspended, nor buried at this time: such cards alone are ever offered to be answered."""
    buried_until = col(FlashcardRow.buried_until)
    return and_(is_kept(), col(FlashcardRow.suspended_at).is_(None), or_(buried_until.is_(None), buried_until <= now))


def _is_of(items: Iterable[ItemRef]) -> ColumnElement[bool]:
    keys = [(item.kind, item.id) for item in items]
    return tuple_(col(FlashcardRow.item_kind), col(FlashcardRow.item_id)).in_(keys)


def _due(owner_id: UUID, now: datetime, allowance: Allowance | None) -> Select[FlashcardRow]:
    due = select(FlashcardRow).where(
        col(FlashcardRow.owner_id) == owner_id, col(FlashcardRow.due) <= now, can_be_asked(now)
    )
    return due if allowance is None else within(due, allowance)


def _owned(owner_id: UUID, states: Sequence[FlashcardState] | None) -> Select[FlashcardRow]:
    statement = select(FlashcardRow).where(col(FlashcardRow.owner_id) == owner_id, is_kept())
    return statement if states is None else statement.where(col(FlashcardRow.state).in_(states))

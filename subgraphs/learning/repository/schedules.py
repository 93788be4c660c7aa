"""Writing what histories make of cards."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.scheduling.memory import FlashcardState, Memory

_OF_CARDS = (*(field.name for field in fields(Memory)), "schedule_version")
_OF_REVIEWS = ("state_before", "state_after", "due", "interval_days", "algorithm", "recall_probability")


class ScheduleRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def behind(self, owner_id: UUID, version: int, limit: int) -> Sequence[FlashcardRow]:
        """Some of the cards that were worked out by other versions, held until the transaction ends."""
        ordered = _behind(owner_id, version).order_by(col(FlashcardRow.id)).limit(limit)
        return (await self._session.scalars(ordered.with_for_update())).all()

    async def count_behind(self, owner_id: UUID, version: int) -> int:
        counting = _behind(owner_id, version).with_only_columns(func.count())
        return int((await self._session.execute(counting)).scalar_one())

    async def count_cards(self, owner_id: UUID) -> int:
        statement = select(func.count()).select_from(FlashcardRow).where(col(FlashcardRow.owner_id) == owner_id)
        return int((await self._session.execute(statement)).scalar_one())


def _behind(owner_id: UUID, version: int) -> Select[FlashcardRow]:
    """Cards without a history are what they are by any rules."""
    card = FlashcardRow
    has_history = or_(col(card.state) != FlashcardState.NEW, col(card.history_version) > 0)
    return select(card).where(col(card.owner_id) == owner_id, col(card.schedule_version) != version, has_history)


def write_together(cards: Iterable[FlashcardRow], reviews: Iterable[ReviewRow]) -> None:
    """Have what was worked out written, for all rows by one statement: rows of which other columns changed would each
    take one of their own."""
    _write_all(cards, _OF_CARDS)
    _write_all(reviews, _OF_REVIEWS)


def _write_all(rows: Iterable[Any], columns: Sequence[str]) -> None:
    for row in rows:
        if inspect(row).persistent:
            for column in columns:
                flag_modified(row, column)

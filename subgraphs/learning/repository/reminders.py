"""Who is to be reminded, and who was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.learners import LearnerRow
from subgraphs.learning.models.preferences import PreferencesRow, ReminderRoundRow, ReminderRow
from subgraphs.learning.repository.flashcards import can_be_asked
from subgraphs.learning.scheduling.memory import FlashcardState


@dataclass(frozen=True, slots=True)
class Reminded:
    user_id: UUID
    zone: str
    hour: int
    new_per_day: int


@dataclass(frozen=True, slots=True)
class DueCounts:
    answered_before: int
    new: int


class ReminderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def zones(self) -> list[str]:
        """Where anybody lives."""
        statement = select(col(LearnerRow.time_zone)).distinct().order_by(col(LearnerRow.time_zone))
        return list((await self._session.scalars(statement)).all())

    async def done_until(self, name: str) -> datetime | None:
        row = await self._session.get(ReminderRoundRow, name)
        return row.done_until if row is not None else None

    async def mark_done(self, name: str, until: datetime) -> None:
        await self._session.merge(ReminderRoundRow(name=name, done_until=until))

    async def reminded_at(
        self,
        zones_by_hour: Mapping[int, Sequence[str]],
        defaults: PreferencesRow,
        after: UUID | None,
        limit: int,
    ) -> list[Reminded]:
        """Who wants to be reminded at one of these hours, in the order of their ids, behind `after`."""
        learner, chosen = LearnerRow, PreferencesRow
        hour = func.coalesce(col(chosen.reminder_hour), defaults.reminder_hour)
        new_per_day = func.coalesce(col(chosen.new_per_day), defaults.new_per_day)
        is_reminded: ColumnElement[bool] = col(chosen.is_reminded).is_(True)
        if defaults.is_reminded:
            is_reminded = or_(is_reminded, col(chosen.is_reminded).is_(None))
        at = [and_(hour == each, col(learner.time_zone).in_(zones)) for each, zones in zones_by_hour.items()]
        statement = (
            select(col(learner.user_id), col(learner.time_zone), hour, new_per_day)
            .outerjoin(chosen, col(chosen.user_id) == col(learner.user_id))
            .where(is_reminded, or_(*at))
        )
        if after is not None:
            statement = statement.where(col(learner.user_id) > after)
        ordered = statement.order_by(col(learner.user_id)).limit(limit)
        return [Reminded(*row) for row in (await self._session.execute(ordered)).all()]

    async def due_counts(self, user_ids: Sequence[UUID], now: datetime) -> dict[UUID, DueCounts]:
        """How many cards of each of these people are due; those without any are left out."""
        card = FlashcardRow
        is_new = case((col(card.state) == FlashcardState.NEW, 1), else_=0)
        statement = (
            select(col(card.owner_id), func.count(), func.sum(is_new))
            .where(col(card.owner_id).in_(user_ids), col(card.due) <= now, can_be_asked(now))
            .group_by(col(card.owner_id))
        )
        found = (await self._session.execute(statement)).all()
        return {owner: DueCounts(int(total) - int(new), int(new)) for owner, total, new in found}

    async def already_reminded(self, wanted: Iterable[tuple[UUID, date]]) -> set[UUID]:
        keys = tuple_(col(ReminderRow.user_id), col(ReminderRow.day))
        statement = select(col(ReminderRow.user_id)).where(keys.in_(list(wanted)))
        return set((await self._session.scalars(statement)).all())

    def add(self, row: ReminderRow) -> None:
        self._session.add(row)

    async def forget_before(self, instant: datetime) -> None:
        await self._session.execute(delete(ReminderRow).where(col(ReminderRow.announced_at) < instant))

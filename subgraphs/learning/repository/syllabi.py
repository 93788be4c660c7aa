"""Syllabi with their weeks and items, and what there is to make one from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.models.syllabi import (
    CompletedLessonRow,
    SyllabusItemKind,
    SyllabusItemRow,
    SyllabusRow,
    SyllabusState,
    SyllabusWeekRow,
)
from subgraphs.learning.repository.items import is_offered_to
from subgraphs.shared.pagination import (
    Page,
    PageRequest,
    SeekOrder,
    ascending,
    descending,
    fetch_page,
    fetch_pages_by_parent,
)

NEWEST = SeekOrder.by("syllabi", descending(SyllabusRow.created_at), descending(SyllabusRow.id))
BY_NUMBER = SeekOrder.by("syllabus-weeks", ascending(SyllabusWeekRow.number))
BY_POSITION = SeekOrder.by("syllabus-items", ascending(SyllabusItemRow.position))

_LEARNT = ("REVIEW", "RELEARNING")
"""States of cards that have been learnt once."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that a syllabus may hold."""

    id: UUID
    kind: SyllabusItemKind
    level: str
    rank: int
    minutes: int | None
    """Of a lesson, as its author says."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of something is done."""

    total: int = 0
    done: int = 0

    @property
    def is_whole(self) -> bool:
        return self.done >= self.total


WeekKey = tuple[UUID, int]
"""A syllabus, and the number of a week."""


class SyllabusRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    # --- What there is to begin

    async def candidates(
        self, owner_id: UUID, levels: Mapping[SyllabusItemKind, Sequence[str]], language: str
    ) -> list[Candidate]:
        """What the learner has not begun, each kind from its easiest: no card of it was ever answered, the lesson was
        not completed."""
        item = ItemRow
        minutes = case(
            (col(item.kind) == SyllabusItemKind.LESSON, col(item.details)["minutes"].as_integer()), else_=None
        )
        wanted = [and_(col(item.kind) == kind, col(item.level).in_(names)) for kind, names in levels.items()]
        statement = (
            select(col(item.id), col(item.kind), col(item.level), col(item.rank), minutes)
            .where(
                or_(*wanted),
                col(item.language) == language,
                *is_offered_to(owner_id),
                ~_has_card(owner_id, col(item.kind), col(item.id), col(FlashcardRow.reps) > 0),
                ~_has_completed(owner_id, col(item.id)),
            )
            .order_by(col(item.course_id), col(item.rank), col(item.id))
        )
        return [
            Candidate(row[0], SyllabusItemKind(row[1]), row[2], row[3] or 0, row[4])
            for row in await self._rows(statement)
        ]

    async def cards(self, owner_id: UUID) -> list[tuple[datetime, float]]:
        """When each card that was begun is due, and how long it has lasted before."""
        card = FlashcardRow
        statement = select(col(card.due), func.coalesce(col(card.interval_days), col(card.stability), 0.0)).where(
            col(card.owner_id) == owner_id,
            col(card.reps) > 0,
            col(card.deleted_at).is_(None),
            col(card.suspended_at).is_(None),
        )
        return [(row[0], row[1]) for row in await self._rows(statement)]

    async def answer_seconds(self, owner_id: UUID, since: datetime) -> tuple[int, float]:
        """How many answers were timed since then, and what one took; a longer one counts as a minute."""
        milliseconds = case((col(ReviewRow.duration_ms) > 60_000, 60_000), else_=col(ReviewRow.duration_ms))
        statement = select(func.count(milliseconds), func.avg(milliseconds)).where(
            col(ReviewRow.owner_id) == owner_id,
            col(ReviewRow.reviewed_at) >= since,
            col(ReviewRow.duration_ms).is_not(None),
            col(ReviewRow.undone_at).is_(None),
        )
        count, mean = (await self._rows(statement))[0]
        return count, float(mean or 0) / 1000

    async def note_completed_lesson(
        self, learner_id: UUID, lesson_id: UUID, course_id: UUID, completed_at: datetime
    ) -> None:
        await self._session.merge(
            CompletedLessonRow(
                learner_id=learner_id, lesson_id=lesson_id, course_id=course_id, completed_at=completed_at
            )
        )

    # --- Syllabi

    async def by_ids(self, syllabus_ids: Iterable[UUID]) -> dict[UUID, SyllabusRow]:
        statement = select(SyllabusRow).where(col(SyllabusRow.id).in_(list(syllabus_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def locked(self, syllabus_id: UUID, owner_id: UUID | None = None) -> SyllabusRow | None:
        """Held until the transaction ends; that of this owner, where one is named."""
        statement = select(SyllabusRow).where(col(SyllabusRow.id) == syllabus_id).with_for_update()
        if owner_id is not None:
            statement = statement.where(col(SyllabusRow.owner_id) == owner_id)
        return (await self._session.scalars(statement)).one_or_none()

    async def page(
        self, owner_id: UUID, states: Sequence[SyllabusState] | None, request: PageRequest
    ) -> Page[SyllabusRow]:
        statement = select(SyllabusRow).where(col(SyllabusRow.owner_id) == owner_id)
        if states is not None:
            statement = statement.where(col(SyllabusRow.state).in_(states))
        return await fetch_page(self._session, statement, NEWEST, request)

    async def count_active(self, owner_id: UUID) -> int:
        statement = select(func.count()).where(
            col(SyllabusRow.owner_id) == owner_id, col(SyllabusRow.state) == SyllabusState.ACTIVE
        )
        return int((await self._session.execute(statement)).scalar_one())

    async def due_for_adaptation(self, now: datetime, after: UUID, limit: int) -> list[UUID]:
        """Those whose week is over, by id, behind one."""
        row = SyllabusRow
        statement = (
            select(col(row.id))
            .where(col(row.state) == SyllabusState.ACTIVE, col(row.next_adaptation_at) <= now, col(row.id) > after)
            .order_by(col(row.id))
            .limit(limit)
        )
        return list((await self._session.scalars(statement)).all())

    async def add(self, row: SyllabusRow) -> None:
        self._session.add(row)
        await self._session.flush()

    async def delete(self, row: SyllabusRow) -> None:
        # Weeks and items go by the foreign keys' cascade, without being read.
        await self._session.execute(delete(SyllabusRow).where(col(SyllabusRow.id) == row.id))

    # --- Their weeks

    async def weeks(self, syllabus_id: UUID) -> list[SyllabusWeekRow]:
        week = SyllabusWeekRow
        statement = select(week).where(col(week.syllabus_id) == syllabus_id).order_by(col(week.number))
        return list((await self._session.scalars(statement)).all())

    async def pages_of_weeks(
        self, syllabus_ids: Sequence[UUID], request: PageRequest
    ) -> dict[UUID, Page[SyllabusWeekRow]]:
        week = SyllabusWeekRow
        pages = await fetch_pages_by_parent(
            self._session, select(week), week.syllabus_id, syllabus_ids, BY_NUMBER, request
        )
        return dict(pages)

    async def weeks_at(self, keys: Iterable[tuple[UUID, date]]) -> dict[tuple[UUID, date], SyllabusWeekRow]:
        """The week of each syllabus that holds the day."""
        wanted = list(keys)
        week = SyllabusWeekRow
        days = [day for _, day in wanted]
        statement = select(week).where(
            col(week.syllabus_id).in_([syllabus_id for syllabus_id, _ in wanted]),
            col(week.starts_on) <= max(days),
            col(week.ends_on) >= min(days),
        )
        rows = (await self._session.scalars(statement)).all()
        return {
            (syllabus_id, day): row
            for syllabus_id, day in wanted
            for row in rows
            if row.syllabus_id == syllabus_id and row.starts_on <= day <= row.ends_on
        }

    async def replace_weeks(self, syllabus_id: UUID, first: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Have these weeks from the first one on, in place of those that were there."""
        week = SyllabusWeekRow
        await self._session.execute(delete(week).where(col(week.syllabus_id) == syllabus_id, col(week.number) >= first))
        if rows:
            await self._session.execute(insert(week), list(rows))

    # --- Their items

    async def add_items(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._session.execute(insert(SyllabusItemRow), list(rows))

    async def note_what_is_done(self, syllabus: SyllabusRow, now: datetime) -> None:
        """Write down of the items that are done by now that they are."""
        item = SyllabusItemRow
        await self._session.execute(
            update(item)
            .where(
                col(item.syllabus_id) == syllabus.id,
                col(item.done_at).is_(None),
                is_done_by(syllabus.owner_id),
            )
            .values(done_at=now)
            .execution_options(synchronize_session=False)
        )

    async def open_items(self, syllabus_id: UUID) -> list[SyllabusItemRow]:
        """Those that nobody has noted as done, in their order."""
        item = SyllabusItemRow
        statement = (
            select(item)
            .where(col(item.syllabus_id) == syllabus_id, col(item.done_at).is_(None))
            .order_by(col(item.position))
        )
        return list((await self._session.scalars(statement.execution_options(populate_existing=True))).all())

    async def counts_by_week(self, syllabus_id: UUID) -> dict[int, Progress]:
        """By what was noted."""
        item = SyllabusItemRow
        statement = (
            select(col(item.week), func.count(), func.count(col(item.done_at)))
            .where(col(item.syllabus_id) == syllabus_id)
            .group_by(col(item.week))
        )
        return {row[0]: Progress(row[1], row[2]) for row in await self._rows(statement)}

    async def move_items(self, syllabus_id: UUID, week_by_item: Mapping[UUID, int]) -> None:
        table: SqlTable = SyllabusItemRow.__table__  # type: ignore[attr-defined]
        statement = (
            table.update()
            .where(table.c.syllabus_id == syllabus_id, table.c.item_id == bindparam("moved"))
            .values(week=bindparam("to_week"))
        )
        if week_by_item:
            moved = [{"moved": item_id, "to_week": week} for item_id, week in week_by_item.items()]
            await self._session.execute(statement, moved)

    async def settle_done_items(self, syllabus_id: UUID, week: int) -> None:
        """Those that were done ahead of their week belong to this one."""
        item = SyllabusItemRow
        await self._session.execute(
            update(item)
            .where(col(item.syllabus_id) == syllabus_id, col(item.done_at).is_not(None), col(item.week) > week)
            .values(week=week)
            .execution_options(synchronize_session=False)
        )

    async def mark_items(self, syllabus_id: UUID, item_ids: Sequence[UUID], done_at: datetime | None) -> None:
        item = SyllabusItemRow
        await self._session.execute(
            update(item)
            .where(col(item.syllabus_id) == syllabus_id, col(item.item_id).in_(item_ids))
            .values(done_at=done_at)
            .execution_options(synchronize_session=False)
        )

    async def items_of(self, syllabus_id: UUID, item_ids: Sequence[UUID]) -> set[UUID]:
        item = SyllabusItemRow
        statement = select(col(item.item_id)).where(
            col(item.syllabus_id) == syllabus_id, col(item.item_id).in_(item_ids)
        )
        return set((await self._session.scalars(statement)).all())

    async def items_of_week(self, syllabus_id: UUID, week: int) -> list[SyllabusItemRow]:
        item = SyllabusItemRow
        statement = select(item).where(col(item.syllabus_id) == syllabus_id, col(item.week) == week)
        return list((await self._session.scalars(statement.order_by(col(item.position)))).all())

    async def pages_of_items(
        self, keys: Sequence[WeekKey], request: PageRequest
    ) -> dict[WeekKey, Page[SyllabusItemRow]]:
        """A page of each of these weeks: a statement per syllabus."""
        weeks: dict[UUID, list[int]] = {}
        for syllabus_id, week in keys:
            weeks.setdefault(syllabus_id, []).append(week)
        item = SyllabusItemRow
        found: dict[WeekKey, Page[SyllabusItemRow]] = {}
        for syllabus_id, numbers in weeks.items():
            statement = select(item).where(col(item.syllabus_id) == syllabus_id)
            pages = await fetch_pages_by_parent(self._session, statement, item.week, numbers, BY_POSITION, request)
            found |= {(syllabus_id, number): page for number, page in pages.items()}
        return found

    async def done_among(self, owner_id: UUID, keys: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], bool]:
        """Of items, each with its syllabus: whether it is done by now."""
        wanted = list(keys)
        item = SyllabusItemRow
        statement = select(col(item.syllabus_id), col(item.item_id)).where(
            col(item.syllabus_id).in_({syllabus_id for syllabus_id, _ in wanted}),
            col(item.item_id).in_({item_id for _, item_id in wanted}),
            or_(col(item.done_at).is_not(None), is_done_by(owner_id)),
        )
        done = {(row[0], row[1]) for row in await self._rows(statement)}
        return {key: key in done for key in wanted}

    async def progress_of_weeks(self, owner_id: UUID, keys: Iterable[WeekKey]) -> dict[WeekKey, Progress]:
        """How much of each week is done by now."""
        wanted = list(keys)
        item = SyllabusItemRow
        statement = (
            _progress(owner_id, col(item.syllabus_id), col(item.week))
            .where(
                col(item.syllabus_id).in_({syllabus_id for syllabus_id, _ in wanted}),
                col(item.week).in_({week for _, week in wanted}),
            )
            .group_by(col(item.syllabus_id), col(item.week))
        )
        return {(row[0], row[1]): Progress(row[2], row[3]) for row in await self._rows(statement)}

    async def progress_of_syllabi(self, owner_id: UUID, syllabus_ids: Sequence[UUID]) -> dict[UUID, Progress]:
        item = SyllabusItemRow
        statement = (
            _progress(owner_id, col(item.syllabus_id))
            .where(col(item.syllabus_id).in_(syllabus_ids))
            .group_by(col(item.syllabus_id))
        )
        return {row[0]: Progress(row[1], row[2]) for row in await self._rows(statement)}

    async def progress_by_kind(self, owner_id: UUID, syllabus_id: UUID) -> dict[str, Progress]:
        item = SyllabusItemRow
        statement = (
            _progress(owner_id, col(item.kind)).where(col(item.syllabus_id) == syllabus_id).group_by(col(item.kind))
        )
        return {row[0]: Progress(row[1], row[2]) for row in await self._rows(statement)}

    async def _rows(self, statement: Executable) -> Sequence[Any]:
        return (await self._session.execute(statement)).all()


def is_done_by(owner_id: UUID) -> ColumnElement[bool]:
    """Of an item of a syllabus: its learner has learnt a card of it, or completed the lesson."""
    item = SyllabusItemRow
    return or_(
        _has_card(owner_id, col(item.kind), col(item.item_id), col(FlashcardRow.state).in_(_LEARNT)),
        _has_completed(owner_id, col(item.item_id)),
    )


def _progress(owner_id: UUID, *keys: Any) -> Select[Any]:
    done = or_(col(SyllabusItemRow.done_at).is_not(None), is_done_by(owner_id))
    return select(*keys, func.count(), func.sum(case((done, 1), else_=0)))


def _has_card(owner_id: UUID, kind: Any, item_id: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    card = FlashcardRow
    return exists().where(
        col(card.owner_id) == owner_id,
        col(card.item_kind) == kind,
        col(card.item_id) == item_id,
        col(card.deleted_at).is_(None),
        condition,
    )


def _has_completed(owner_id: UUID, lesson_id: Any) -> ColumnElement[bool]:
    lesson = CompletedLessonRow
    return exists().where(col(lesson.learner_id) == owner_id, col(lesson.lesson_id) == lesson_id)

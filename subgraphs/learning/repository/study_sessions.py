"""Study sessions and their queues."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.study_choices import CardChoice
from subgraphs.learning.models.study_sessions import StudySessionCardRow, StudySessionRow, StudySessionStatus
from subgraphs.learning.repository.daily_limits import Allowance, within
from subgraphs.learning.repository.flashcards import can_be_asked
from subgraphs.learning.repository.study_choices import chosen_cards
from subgraphs.learning.scheduling.memory import FlashcardState
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

LATEST_SESSION = SeekOrder.by(
    "study_sessions.latest", descending(StudySessionRow.started_at), descending(StudySessionRow.id)
)


class StudySessionRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, session_ids: Iterable[UUID]) -> dict[UUID, StudySessionRow]:
        statement = select(StudySessionRow).where(col(StudySessionRow.id).in_(list(session_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def open_of(self, owner_id: UUID) -> StudySessionRow | None:
        return (await self._session.scalars(_open_of(owner_id))).one_or_none()

    async def locked_open(self, owner_id: UUID) -> StudySessionRow | None:
        return (await self._session.scalars(_open_of(owner_id).with_for_update())).one_or_none()

    async def locked(self, owner_id: UUID, session_ids: Sequence[UUID]) -> dict[UUID, StudySessionRow]:
        """The owner's sessions, held until the transaction ends."""
        row = StudySessionRow
        statement = select(row).where(col(row.id).in_(session_ids), col(row.owner_id) == owner_id)
        rows = (await self._session.scalars(statement.order_by(col(row.id)).with_for_update())).all()
        return {one.id: one for one in rows}

    async def page(self, owner_id: UUID, request: PageRequest) -> Page[StudySessionRow]:
        statement = select(StudySessionRow).where(col(StudySessionRow.owner_id) == owner_id)
        return await fetch_page(self._session, statement, LATEST_SESSION, request)

    async def add(self, row: StudySessionRow, flashcard_ids: Sequence[UUID]) -> bool:
        """Add a session with its queue; False, and nothing added, when the owner has just opened another."""
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return False
        self._session.add_all(
            StudySessionCardRow(
                session_id=row.id, flashcard_id=card_id, position=place, answers=0, wrong_answers=0, is_done=False
            )
            for place, card_id in enumerate(flashcard_ids)
        )
        await self._session.flush()
        return True

    async def due_ids(
        self, owner_id: UUID, choice: CardChoice, now: datetime, count: int, allowance: Allowance
    ) -> list[UUID]:
        """Learnt or begun cards that are due, as many as the day allows, the longest overdue first."""
        card = FlashcardRow
        statement = chosen_cards(owner_id, choice, now).where(
            col(card.state) != FlashcardState.NEW, col(card.due) <= now
        )
        return await self._ids(within(statement, allowance).order_by(col(card.due), col(card.id)), count)

    async def new_ids(
        self, owner_id: UUID, choice: CardChoice, now: datetime, count: int, allowance: Allowance
    ) -> list[UUID]:
        """Cards that were never answered, as many as the day allows, the oldest first."""
        card = FlashcardRow
        statement = chosen_cards(owner_id, choice, now).where(col(card.state) == FlashcardState.NEW)
        return await self._ids(within(statement, allowance).order_by(col(card.created_at), col(card.id)), count)

    async def crammed_ids(self, owner_id: UUID, choice: CardChoice, now: datetime, count: int) -> list[UUID]:
        """Cards due or not, those that were not seen for longest first."""
        card = FlashcardRow
        seen = func.coalesce(col(card.last_reviewed_at), col(card.created_at))
        return await self._ids(chosen_cards(owner_id, choice, now).order_by(seen, col(card.id)), count)

    async def queued(
        self, session_ids: Sequence[UUID], flashcard_ids: Sequence[UUID]
    ) -> dict[tuple[UUID, UUID], StudySessionCardRow]:
        row = StudySessionCardRow
        statement = select(row).where(col(row.session_id).in_(session_ids), col(row.flashcard_id).in_(flashcard_ids))
        return {(one.session_id, one.flashcard_id): one for one in (await self._session.scalars(statement)).all()}

    async def next_cards(self, session_id: UUID, now: datetime, latest: datetime, count: int) -> list[FlashcardRow]:
        """What to ask next: what has come back, then the queue, then what comes back until `latest`, ahead of time."""
        entry = StudySessionCardRow
        comes_back_at = col(entry.comes_back_at)
        urgency = case((comes_back_at.is_(None), 1), (comes_back_at <= now, 0), else_=2)
        statement = (
            _waiting(FlashcardRow, [session_id], now)
            .where(or_(comes_back_at.is_(None), comes_back_at <= latest))
            .order_by(urgency, comes_back_at, col(entry.position))
            .limit(count)
        )
        return list((await self._session.scalars(statement)).all())

    async def count_waiting(self, session_ids: Sequence[UUID], now: datetime) -> dict[UUID, int]:
        """How many cards each of these has yet to ask; those with none are left out."""
        session_id = col(StudySessionCardRow.session_id)
        statement = _waiting(session_id, session_ids, now).add_columns(func.count()).group_by(session_id)
        return {row[0]: row[1] for row in (await self._session.execute(statement)).all()}

    async def missed(self, session_ids: Sequence[UUID]) -> dict[UUID, list[FlashcardRow]]:
        """The cards that were not recalled, those that failed most often first."""
        entry, card = StudySessionCardRow, FlashcardRow
        statement = (
            select(col(entry.session_id), card)
            .join(card, col(card.id) == col(entry.flashcard_id))
            .where(col(entry.session_id).in_(session_ids), col(entry.wrong_answers) > 0, col(card.deleted_at).is_(None))
            .order_by(col(entry.wrong_answers).desc(), col(entry.position), col(card.id))
        )
        found: dict[UUID, list[FlashcardRow]] = {}
        for session_id, row in (await self._session.execute(statement)).all():
            found.setdefault(session_id, []).append(row)
        return found

    async def last_position(self, session_id: UUID) -> int:
        position = func.max(col(StudySessionCardRow.position))
        found = await self._session.execute(select(position).where(col(StudySessionCardRow.session_id) == session_id))
        return int(found.scalar_one() or 0)

    async def locked_idle(
        self, active_before: datetime, paused_before: datetime, count: int
    ) -> Sequence[StudySessionRow]:
        """Open sessions in which nothing has happened since, left out where somebody is just changing them."""
        row = StudySessionRow
        is_paused = col(row.status) == StudySessionStatus.PAUSED
        idle = (is_paused & (col(row.last_active_at) < paused_before)) | (
            ~is_paused & (col(row.last_active_at) < active_before)
        )
        statement = select(row).where(col(row.finished_at).is_(None), idle).order_by(col(row.last_active_at))
        return (await self._session.scalars(statement.limit(count).with_for_update(skip_locked=True))).all()

    async def forget_queues_before(self, instant: datetime) -> None:
        over = select(col(StudySessionRow.id)).where(col(StudySessionRow.finished_at) < instant)
        entry = StudySessionCardRow
        await self._session.execute(delete(entry).where(col(entry.session_id).in_(over)))

    async def _ids(self, statement: Select[FlashcardRow], count: int) -> list[UUID]:
        rows = await self._session.execute(statement.with_only_columns(col(FlashcardRow.id)).limit(count))
        return list(rows.scalars().all())


def _open_of(owner_id: UUID) -> Select[StudySessionRow]:
    row = StudySessionRow
    return select(row).where(col(row.owner_id) == owner_id, col(row.finished_at).is_(None))


def _waiting(what: Any, session_ids: Sequence[UUID], now: datetime) -> Select[Any]:
    """Of the cards that these sessions have yet to ask, and that can be asked."""
    entry = StudySessionCardRow
    return (
        select(what)
        .select_from(entry)
        .join(FlashcardRow, col(FlashcardRow.id) == col(entry.flashcard_id))
        .where(col(entry.session_id).in_(session_ids), ~col(entry.is_done), can_be_asked(now))
    )

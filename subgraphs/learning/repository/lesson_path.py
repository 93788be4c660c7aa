"""What recommendations of lessons are made from."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRow
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


class LessonPathRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lessons(self, user_id: UUID, levels: Sequence[str], language: str, limit: int) -> list[ItemRow]:
        """Lessons of these levels, and those that are for none in particular, course after course in their order."""
        statement = (
            select(ItemRow)
            .where(
                col(ItemRow.kind) == ItemKind.LESSON,
                col(ItemRow.language) == language,
                or_(col(ItemRow.level).in_(levels), col(ItemRow.level).is_(None)),
                *is_offered_to(user_id),
            )
            .order_by(col(ItemRow.course_id), col(ItemRow.rank))
            .limit(limit)
        )
        return list((await self._session.scalars(statement)).all())

    async def completed(self, user_id: UUID) -> dict[UUID, UUID]:
        """The lessons that somebody has completed, each with its course."""
        row = CompletedLessonRow
        statement = select(col(row.lesson_id), col(row.course_id)).where(col(row.learner_id) == user_id)
        return {found[0]: found[1] for found in (await self._session.execute(statement)).all()}

    async def followed(self, user_id: UUID) -> list[SyllabusRow]:
        row = SyllabusRow
        statement = select(row).where(col(row.owner_id) == user_id, col(row.state) == SyllabusState.ACTIVE)
        return list((await self._session.scalars(statement)).all())

    async def planned_by(self, syllabus_ids: Sequence[UUID], day: date) -> set[UUID]:
        """The lessons that stand in syllabi for the week of that day or an earlier one."""
        item, week = SyllabusItemRow, SyllabusWeekRow
        statement = (
            select(col(item.item_id))
            .join(week, (col(week.syllabus_id) == col(item.syllabus_id)) & (col(week.number) == col(item.week)))
            .where(
                col(item.syllabus_id).in_(syllabus_ids),
                col(item.kind) == SyllabusItemKind.LESSON,
                col(item.done_at).is_(None),
                col(week.starts_on) <= day,
            )
        )
        return set((await self._session.scalars(statement)).all())

    async def mistaken(self, user_id: UUID, since: datetime, limit: int) -> set[UUID]:
        """Words and kanji that were forgotten since then, the latest ones."""
        card, review = FlashcardRow, ReviewRow
        statement = (
            select(col(card.item_id))
            .join(review, col(review.flashcard_id) == col(card.id))
            .where(
                col(review.owner_id) == user_id,
                col(review.reviewed_at) >= since,
                col(review.rating) == "AGAIN",
                col(review.undone_at).is_(None),
                col(card.item_kind).in_([ItemKind.WORD, ItemKind.KANJI]),
                col(card.deleted_at).is_(None),
            )
            .order_by(col(review.reviewed_at).desc())
            .limit(limit)
        )
        return {found for found in (await self._session.scalars(statement)).all() if found is not None}

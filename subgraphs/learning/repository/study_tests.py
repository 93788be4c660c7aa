"""Tests with their questions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.study_tests import QuestionRow, StudyTestKind, StudyTestRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

LATEST_TEST = SeekOrder.by("study_tests.latest", descending(StudyTestRow.started_at), descending(StudyTestRow.id))


class StudyTestRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, test: StudyTestRow, questions: Sequence[QuestionRow]) -> None:
        self._session.add(test)
        # The test first: its questions refer to it.
        await self._session.flush()
        await self.add_questions(questions)

    async def add_questions(self, questions: Sequence[QuestionRow]) -> None:
        self._session.add_all(questions)
        await self._session.flush()

    async def by_ids(self, test_ids: Iterable[UUID]) -> dict[UUID, StudyTestRow]:
        statement = select(StudyTestRow).where(col(StudyTestRow.id).in_(list(test_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def locked(self, owner_id: UUID, test_id: UUID) -> StudyTestRow | None:
        """The owner's test, held until the transaction ends."""
        row = StudyTestRow
        statement = select(row).where(col(row.id) == test_id, col(row.owner_id) == owner_id)
        return (await self._session.scalars(statement.with_for_update())).one_or_none()

    async def page(
        self, owner_id: UUID, kinds: Sequence[StudyTestKind] | None, request: PageRequest
    ) -> Page[StudyTestRow]:
        statement = select(StudyTestRow).where(col(StudyTestRow.owner_id) == owner_id)
        if kinds is not None:
            statement = statement.where(col(StudyTestRow.kind).in_(kinds))
        return await fetch_page(self._session, statement, LATEST_TEST, request)

    async def count_open(self, owner_id: UUID) -> int:
        row = StudyTestRow
        statement = select(func.count()).where(col(row.owner_id) == owner_id, col(row.finished_at).is_(None))
        return int((await self._session.execute(statement)).scalar_one())

    async def questions(self, test_ids: Sequence[UUID]) -> dict[UUID, list[QuestionRow]]:
        """In the order in which they are asked."""
        row = QuestionRow
        statement = select(row).where(col(row.test_id).in_(test_ids)).order_by(col(row.test_id), col(row.position))
        found: dict[UUID, list[QuestionRow]] = {}
        for question in (await self._session.scalars(statement)).all():
            found.setdefault(question.test_id, []).append(question)
        return found

    async def question(self, test_id: UUID, question_id: UUID) -> QuestionRow | None:
        row = QuestionRow
        statement = select(row).where(col(row.id) == question_id, col(row.test_id) == test_id)
        return (await self._session.scalars(statement)).one_or_none()

    async def locked_expired(self, now: datetime, count: int) -> Sequence[StudyTestRow]:
        """Open tests whose time is over, left out where somebody is just changing them."""
        row = StudyTestRow
        statement = select(row).where(col(row.finished_at).is_(None), col(row.expires_at) < now)
        statement = statement.order_by(col(row.expires_at)).limit(count)
        return (await self._session.scalars(statement.with_for_update(skip_locked=True))).all()

    async def last_mistakes(self, owner_id: UUID, since: datetime, count: int) -> list[QuestionRow]:
        """What was answered wrongly in tests since then, the latest first."""
        test, row = StudyTestRow, QuestionRow
        statement = (
            select(row)
            .join(test, col(test.id) == col(row.test_id))
            .where(
                col(test.owner_id) == owner_id,
                col(test.started_at) >= since,
                col(row.outcome).in_(["WRONG", "SKIPPED"]),
                col(row.item_id).is_not(None),
            )
            .order_by(col(row.answered_at).desc(), col(row.id))
            .limit(count)
        )
        return list((await self._session.scalars(statement)).all())

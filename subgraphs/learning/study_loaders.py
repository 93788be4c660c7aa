"""Batched reads of study sessions and tests."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.study_sessions import StudySessionRow
from subgraphs.learning.models.study_tests import QuestionRow, StudyTestRow
from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.learning.repository.study_tests import StudyTestRepository
from subgraphs.shared.loaders import LoaderSource


class StudyLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.study_session_by_id = source.by_key(_sessions_by_id)
        self.study_test_by_id = source.by_key(_tests_by_id)
        self.questions_by_test = source.lists_by_key(_questions_by_test)
        self.missed_in_session = source.lists_by_key(_missed_in_session)


async def _sessions_by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, StudySessionRow]:
    return await StudySessionRepository(session).by_ids(keys)


async def _missed_in_session(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, Sequence[FlashcardRow]]:
    return await StudySessionRepository(session).missed(keys)


async def _tests_by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, StudyTestRow]:
    return await StudyTestRepository(session).by_ids(keys)


async def _questions_by_test(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, Sequence[QuestionRow]]:
    return await StudyTestRepository(session).questions(keys)

"""Batched reads of study sessions and tests."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.study_sessions import StudySessionRow
from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.shared.loaders import LoaderSource


class StudyLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.study_session_by_id = source.by_key(_sessions_by_id)
        self.missed_in_session = source.lists_by_key(_missed_in_session)


async def _sessions_by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, StudySessionRow]:
    return await StudySessionRepository(session).by_ids(keys)


async def _missed_in_session(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, Sequence[FlashcardRow]]:
    return await StudySessionRepository(session).missed(keys)

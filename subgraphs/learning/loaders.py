"""Batched reads of learning."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.anki_loaders import AnkiLoaders
from subgraphs.learning.capture_loaders import CaptureLoaders
from subgraphs.learning.card_loaders import CardLoaders
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.preferences import PreferencesRepository
from subgraphs.learning.repository.reviews import ReviewRepository
from subgraphs.learning.study_loaders import StudyLoaders
from subgraphs.learning.study_rules import StudyRules
from subgraphs.learning.syllabus_loaders import SyllabusLoaders
from subgraphs.shared.loaders import LoaderSource
from subgraphs.shared.pagination import Page, PageRequest


class Loaders(AnkiLoaders, CardLoaders, StudyLoaders, SyllabusLoaders):
    def __init__(self, source: LoaderSource) -> None:
        AnkiLoaders.__init__(self, source)
        CardLoaders.__init__(self, source)
        StudyLoaders.__init__(self, source)
        SyllabusLoaders.__init__(self, source)
        self.captures = CaptureLoaders(source)
        self.flashcard_by_id = source.by_key(_flashcards_by_id)
        self.study_rules_by_user = source.by_key(_study_rules_by_user)
        self.retention_by_deck = source.by_key(_retention_by_deck)
        self.reviews_by_flashcard = source.pages_by_key(_reviews_by_flashcard)


async def _flashcards_by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, FlashcardRow]:
    return await FlashcardRepository(session).by_ids(keys)


async def _study_rules_by_user(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, StudyRules]:
    return await PreferencesRepository(session).study_rules(keys)


async def _retention_by_deck(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, float]:
    return await PreferencesRepository(session).retention_by_deck(keys)


async def _reviews_by_flashcard(
    session: AsyncSession, keys: Sequence[UUID], request: PageRequest
) -> Mapping[UUID, Page[ReviewRow]]:
    return await ReviewRepository(session).pages_by_flashcard(keys, request)

"""Batched reads of captures."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.captures import CaptureRow, CaptureTextRow
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.repository.captures import CaptureRepository
from subgraphs.shared.loaders import LoaderSource


class CaptureLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.by_id = source.by_key(_by_id)
        self.text = source.by_key(_texts)
        self.tags = source.lists_by_key(_tags)
        self.flashcards = source.lists_by_key(_flashcards)


async def _by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, CaptureRow]:
    return await CaptureRepository(session).by_ids(keys)


async def _texts(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, CaptureTextRow]:
    return await CaptureRepository(session).texts(keys)


async def _tags(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    return await CaptureRepository(session).tags(keys)


async def _flashcards(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, Sequence[FlashcardRow]]:
    return await CaptureRepository(session).flashcards(keys)

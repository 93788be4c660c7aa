"""Batched reads of syllabi."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.syllabi import SyllabusItemRow, SyllabusRow, SyllabusWeekRow
from subgraphs.learning.repository.syllabi import Progress, SyllabusRepository, WeekKey
from subgraphs.shared.loaders import LoaderSource
from subgraphs.shared.pagination import Page, PageRequest

OwnedSyllabus = tuple[UUID, UUID]
"""Whose it is, and which."""
OwnedWeek = tuple[UUID, UUID, int]
OwnedItem = tuple[UUID, UUID, UUID]


class SyllabusLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.syllabus_by_id = source.by_key(_syllabi)
        self.progress_of_syllabus = source.by_key(_progress_of_syllabi)
        self.progress_of_syllabus_week = source.by_key(_progress_of_weeks)
        self.syllabus_week_at = source.by_key(_weeks_at)
        self.weeks_of_syllabus = source.pages_by_key(_pages_of_weeks)
        self.items_of_syllabus_week = source.pages_by_key(_pages_of_items)
        self.is_syllabus_item_done = source.by_key(_done)


async def _syllabi(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, SyllabusRow]:
    return await SyllabusRepository(session).by_ids(keys)


async def _progress_of_syllabi(
    session: AsyncSession, keys: Sequence[OwnedSyllabus]
) -> Mapping[OwnedSyllabus, Progress]:
    # There is one caller, so there is one owner.
    owner_id = keys[0][0]
    found = await SyllabusRepository(session).progress_of_syllabi(owner_id, [syllabus_id for _, syllabus_id in keys])
    return {(owner_id, syllabus_id): progress for syllabus_id, progress in found.items()}


async def _progress_of_weeks(session: AsyncSession, keys: Sequence[OwnedWeek]) -> Mapping[OwnedWeek, Progress]:
    owner_id = keys[0][0]
    found = await SyllabusRepository(session).progress_of_weeks(owner_id, [key[1:] for key in keys])
    return {(owner_id, *key): progress for key, progress in found.items()}


async def _weeks_at(
    session: AsyncSession, keys: Sequence[tuple[UUID, date]]
) -> Mapping[tuple[UUID, date], SyllabusWeekRow]:
    return await SyllabusRepository(session).weeks_at(keys)


async def _pages_of_weeks(
    session: AsyncSession, keys: Sequence[UUID], request: PageRequest
) -> Mapping[UUID, Page[SyllabusWeekRow]]:
    return await SyllabusRepository(session).pages_of_weeks(keys, request)


async def _pages_of_items(
    session: AsyncSession, keys: Sequence[WeekKey], request: PageRequest
) -> Mapping[WeekKey, Page[SyllabusItemRow]]:
    return await SyllabusRepository(session).pages_of_items(keys, request)


async def _done(session: AsyncSession, keys: Sequence[OwnedItem]) -> Mapping[OwnedItem, bool]:
    owner_id = keys[0][0]
    found = await SyllabusRepository(session).done_among(owner_id, [(one[1], one[2]) for one in keys])
    return {(owner_id, *key): is_done for key, is_done in found.items()}

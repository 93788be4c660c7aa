"""Filling a database with the courses and series that ship.

A newer file becomes a newer version of its course, as the work of an author would: who takes it keeps what they have.
"""

import asyncio
from pathlib import Path

from subgraphs.content.blocks import store_blocks
from subgraphs.content.models.courses import CourseRow, CourseState, LessonRow
from subgraphs.content.models.series import EpisodeRow, SeasonRow, SeriesRow, SeriesState
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.content.repository.seeding import SeedRepository
from subgraphs.content.repository.series import SeriesRepository
from subgraphs.content.repository.translations import TranslationRepository
from subgraphs.content.service.authored_content import (
    COURSES,
    SERIES,
    TRANSLATIONS,
    ShippedCourse,
    ShippedSeries,
    read_course,
    read_series,
    read_translations,
    version_of,
)
from subgraphs.content.service.lesson_blocks import make_block
from subgraphs.content.service.publishing import release
from subgraphs.content.service.series import announce_series, sentence_rows
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.ids import seed_id
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions, UnitOfWork

AUTHOR = seed_id("user", 12)
REVIEWER = seed_id("user", 13)
"""Two tutors whom accounts seeds."""


async def seed_courses(transactions: Transactions, _settings: ContentSettings, report: ReportProgress) -> None:
    for path in COURSES:
        version = await asyncio.to_thread(version_of, path)
        if await _has(transactions, path, version):
            continue
        shipped = await asyncio.to_thread(read_course, path)
        async with transactions.begin() as work:
            await _write_course(work, shipped)
            await SeedRepository(work.session).set_seed_version(path.name, version)
        report("lessons", len(shipped.lessons), len(shipped.lessons))


async def seed_series(transactions: Transactions, _settings: ContentSettings, report: ReportProgress) -> None:
    version = await asyncio.to_thread(version_of, SERIES)
    if await _has(transactions, SERIES, version):
        return
    shipped = await asyncio.to_thread(read_series, SERIES)
    async with transactions.begin() as work:
        for one in shipped:
            await _write_series(work, one)
        await SeedRepository(work.session).set_seed_version(SERIES.name, version)
    report("series", len(shipped), len(shipped))


async def seed_translations(transactions: Transactions, _settings: ContentSettings, report: ReportProgress) -> None:
    """From a file of its own, so that a new translation makes no new version of a course."""
    version = await asyncio.to_thread(version_of, TRANSLATIONS)
    if await _has(transactions, TRANSLATIONS, version):
        return
    shipped = await asyncio.to_thread(read_translations, TRANSLATIONS)
    async with transactions.begin() as work:
        for one in shipped:
            await TranslationRepository(work.session).set_texts(one.subject_id, one.locale, one.texts)
        await SeedRepository(work.session).set_seed_version(TRANSLATIONS.name, version)
    report("translations", len(shipped), len(shipped))


async def _has(transactions: Transactions, path: Path, version: str) -> bool:
    async with transactions.database.read() as session:
        return await SeedRepository(session).seed_version(path.name) == version


async def _write_course(work: UnitOfWork, shipped: ShippedCourse) -> None:
    repository = CourseRepository(work.session)
    course = await repository.locked_course(shipped.id)
    if course is None:
        course = CourseRow(
            id=shipped.id,
            owner_id=AUTHOR,
            organization_id=None,
            state=CourseState.DRAFT,
            revision=0,
            title="",
            summary="",
            description="",
            language="",
            level=None,
            prerequisite_ids=[],
            published_version=None,
            published_at=None,
            created_at=work.now,
            updated_at=work.now,
            deleted_at=None,
            client_mutation_id=None,
        )
        await repository.add(course)
    course.revision += 1
    for name in ("title", "summary", "description", "language", "level"):
        setattr(course, name, getattr(shipped, name))
    await _write_lessons(work, shipped)
    await release(work, course, published_by=AUTHOR, approved_by=REVIEWER, note=shipped.note)


async def _write_lessons(work: UnitOfWork, shipped: ShippedCourse) -> None:
    present = {lesson.id: lesson for lesson in await CourseRepository(work.session).all_lessons(shipped.id)}
    for lesson_id in present.keys() - {lesson.id for lesson in shipped.lessons}:
        present[lesson_id].deleted_at = work.now
    for position, lesson in enumerate(shipped.lessons):
        before = present.get(lesson.id)
        row = LessonRow(
            id=lesson.id,
            course_id=shipped.id,
            position=position,
            revision=before.revision + 1 if before is not None else 1,
            title=lesson.title,
            summary=lesson.summary,
            minutes=lesson.minutes,
            blocks=store_blocks(make_block(block_id, draft) for block_id, draft in lesson.blocks),
            prerequisite_ids=[str(one) for one in lesson.prerequisite_ids],
            updated_at=work.now,
            deleted_at=None,
        )
        await work.session.merge(row)
    await work.session.flush()


async def _write_series(work: UnitOfWork, shipped: ShippedSeries) -> None:
    repository = SeriesRepository(work.session)
    known = await repository.locked_series(shipped.id)
    series = await work.session.merge(
        SeriesRow(
            id=shipped.id,
            owner_id=AUTHOR,
            organization_id=None,
            state=SeriesState.PUBLISHED,
            revision=known.revision + 1 if known is not None else 1,
            title=shipped.title,
            original_title=shipped.original_title,
            synopsis=shipped.synopsis,
            language="ja",
            level=shipped.level,
            genres=list(shipped.genres),
            published_at=known.published_at if known is not None else work.now,
            created_at=known.created_at if known is not None else work.now,
            deleted_at=known.deleted_at if known is not None else None,
        )
    )
    await work.session.flush()
    for number, season in enumerate(shipped.seasons, start=1):
        row = SeasonRow(id=season.id, series_id=series.id, number=number, title=season.title, synopsis=season.synopsis)
        await work.session.merge(row)
        await work.session.flush()
        for place, episode in enumerate(season.episodes, start=1):
            await work.session.merge(
                EpisodeRow(
                    id=episode.id,
                    series_id=series.id,
                    season_id=season.id,
                    number=place,
                    title=episode.title,
                    original_title=episode.original_title,
                    synopsis=episode.synopsis,
                    seconds=episode.seconds,
                )
            )
            await work.session.flush()
            await repository.set_words(episode.id, episode.word_ids)
            await repository.set_sentences(episode.id, sentence_rows(episode.id, episode.sentences))
    await work.session.flush()
    await announce_series(work, series)

"""Following what content announces of its dictionary and its courses, in whatever order it is heard.

Entries of the dictionary belong to an edition: what is older than what is known changes nothing, and the end of an
edition withdraws what it did not hold. Lessons belong to a version of their course. Which of them are offered follows
from the newest version that was heard of and from whether the course is deleted, never from the order of events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from subgraphs.learning.models.courses import CourseRow
from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.repository.catalogue import CatalogueRepository, Values
from subgraphs.learning.search_text import search_text_of_item
from subgraphs.shared.unit_of_work import UnitOfWork

UNLISTED = "UNLISTED"
"""What content calls the level of what is on no list."""

Entry = Mapping[str, Any]


async def keep_entries(work: UnitOfWork, edition: int, entries: Sequence[Entry]) -> None:
    repository = CatalogueRepository(work.session)
    if edition >= await repository.edition():
        await repository.put_items([_item_of_entry(edition, entry) for entry in entries])


async def end_edition(work: UnitOfWork, edition: int) -> None:
    repository = CatalogueRepository(work.session)
    if edition > await repository.edition():
        await repository.end_edition(edition)


@dataclass(frozen=True, slots=True)
class CourseNews:
    """A version of a course, as it was announced."""

    course_id: UUID
    version: int
    title: str
    language: str
    level: str | None
    organization_id: UUID | None
    lesson_ids: Sequence[str]


async def keep_course(work: UnitOfWork, news: CourseNews) -> None:
    course = await _course(work, news.course_id)
    if news.version >= course.version:
        course.version = news.version
        course.title, course.language, course.level = news.title, news.language, news.level
        course.organization_id = news.organization_id
        course.lesson_ids = list(news.lesson_ids)
    await CatalogueRepository(work.session).settle_lessons(course)


async def keep_lessons(work: UnitOfWork, news: CourseNews, lessons: Sequence[Entry]) -> None:
    """Lessons of this version; `news.lesson_ids` is not looked at."""
    course = await _course(work, news.course_id)
    repository = CatalogueRepository(work.session)
    await repository.put_items([_item_of_lesson(news, lesson) for lesson in lessons])
    await repository.settle_lessons(course)


async def follow_deletion(work: UnitOfWork, course_id: UUID, is_deleted: bool, at: datetime) -> None:
    course = await _course(work, course_id)
    if course.deletion_changed_at is None or at > course.deletion_changed_at:
        course.is_deleted, course.deletion_changed_at = is_deleted, at
    await CatalogueRepository(work.session).settle_lessons(course)


async def _course(work: UnitOfWork, course_id: UUID) -> CourseRow:
    """What is known of it, held until the transaction ends."""
    repository = CatalogueRepository(work.session)
    course = await repository.locked_course(course_id)
    if course is None:
        course = CourseRow(
            id=course_id,
            version=0,
            title="",
            language="",
            level=None,
            organization_id=None,
            lesson_ids=[],
            is_deleted=False,
            deletion_changed_at=None,
        )
        await repository.add_course(course)
    return course


def _item_of_entry(edition: int, entry: Entry) -> Values:
    return {
        "id": UUID(entry["id"]),
        "kind": entry["kind"],
        "text": entry["text"],
        "reading": entry["reading"],
        "meanings": entry["meanings"],
        "language": entry["language"],
        "level": None if entry["level"] == UNLISTED else entry["level"],
        "rank": entry["rank"],
        "details": {**entry["details"], "frequency": entry["frequency"]},
        "course_id": None,
        "organization_id": None,
        "edition": edition,
        "search_text": search_text_of_item(entry["text"], entry["reading"], entry["meanings"], entry["details"]),
        "is_withdrawn": False,
    }


def _item_of_lesson(news: CourseNews, lesson: Entry) -> Values:
    return {
        "id": UUID(lesson["lessonId"]),
        "kind": ItemKind.LESSON,
        "text": lesson["title"],
        "reading": None,
        "meanings": [lesson["summary"]] if lesson["summary"] else [],
        "language": news.language,
        "level": news.level,
        "rank": lesson["position"],
        "details": {name: lesson.get(name) for name in ("minutes", "wordIds", "kanjiIds")},
        "course_id": news.course_id,
        "organization_id": news.organization_id,
        "edition": news.version,
        "search_text": search_text_of_item(lesson["title"], None, [lesson["summary"]]),
        "is_withdrawn": True,
    }

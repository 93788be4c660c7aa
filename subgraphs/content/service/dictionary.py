"""Telling other domains what there is to study.

They keep what they need of it in tables of their own: they may not read ours, and asking for thousands of words in the
middle of a request would be slow. So the dictionary is told as a whole, in batches, whenever it has changed; what was
told is numbered, so that a copy can tell old from new in whatever order it hears.
"""

from collections.abc import Sequence

from subgraphs.content.blocks import introduced_by
from subgraphs.content.events.dictionary import (
    CourseListed,
    DictionaryEntriesPublished,
    DictionaryEntry,
    DictionaryPublished,
    ListedLesson,
)
from subgraphs.content.models.courses import CourseRow, CourseVersionRow, LessonVersionRow
from subgraphs.content.repository.dictionary import DictionaryRepository
from subgraphs.content.repository.seeding import SeedRepository
from subgraphs.content.service.study_seed import STUDY_SEED, batches
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.garbage import garbage_left_alone
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions, UnitOfWork

ANNOUNCEMENT = "dictionary"
EDITION = "dictionary-edition"

ENTRIES_VERSION = 1
"""Raised when the same content is told in other words, so that it is told again."""

ENTRIES_AT_ONCE = 250


async def announce_changed_dictionary(
    transactions: Transactions, _settings: ContentSettings, report: ReportProgress
) -> None:
    """Tell of the dictionary, unless this state of it was told already."""
    async with transactions.database.read() as session:
        repository = SeedRepository(session)
        told, state = await repository.seed_version(ANNOUNCEMENT), await repository.seed_version(STUDY_SEED)
    if state is None or told == _version_of(state):
        return
    with garbage_left_alone():
        count = await _announce(transactions)
    report(ANNOUNCEMENT, count, count)


async def _announce(transactions: Transactions) -> int:
    async with transactions.begin() as work:
        return await announce_dictionary(work)


async def announce_dictionary(work: UnitOfWork) -> int:
    """Tell of all that there is to study, and of every published course; how many entries that were."""
    seeds = SeedRepository(work.session)
    edition = max(int(work.now.timestamp() * 1000), int(await seeds.seed_version(EDITION) or 0) + 1)
    repository = DictionaryRepository(work.session)
    kinds = (repository.words, repository.kanji, repository.sentences, repository.grammar)
    counts: dict[str, int] = {}
    for read_kind in kinds:
        entries = await read_kind()
        counts |= {entries[0].kind: len(entries)} if entries else {}
        _announce_entries(work, edition, entries)
    work.announce(DictionaryPublished(edition=edition, counts=counts))
    await _list_courses(work, repository)
    state = await seeds.seed_version(STUDY_SEED)
    await seeds.set_seed_version(ANNOUNCEMENT, _version_of(state or ""))
    await seeds.set_seed_version(EDITION, str(edition))
    return sum(counts.values())


def _version_of(state: str) -> str:
    return f"{state}.{ENTRIES_VERSION}"


def _announce_entries(work: UnitOfWork, edition: int, entries: Sequence[DictionaryEntry]) -> None:
    for batch in batches(entries, ENTRIES_AT_ONCE):
        work.announce(DictionaryEntriesPublished(edition=edition, entries=list(batch)))


async def _list_courses(work: UnitOfWork, repository: DictionaryRepository) -> None:
    lessons = await repository.lessons_of_published_courses()
    for course, version in await repository.published_courses():
        work.announce(_listed(course, version, lessons[course.id]))


def _listed(course: CourseRow, version: CourseVersionRow, lessons: Sequence[LessonVersionRow]) -> CourseListed:
    return CourseListed(
        course_id=course.id,
        owner_id=course.owner_id,
        organization_id=course.organization_id,
        course_version=version.number,
        title=version.title,
        summary=version.summary,
        language=version.language,
        level=version.level,
        lessons=[_listed_lesson(lesson) for lesson in lessons],
    )


def _listed_lesson(lesson: LessonVersionRow) -> ListedLesson:
    words, kanji = introduced_by(lesson.blocks)
    return ListedLesson(
        lesson_id=lesson.lesson_id,
        position=lesson.position + 1,
        title=lesson.title,
        summary=lesson.summary,
        minutes=lesson.minutes,
        word_ids=words,
        kanji_ids=kanji,
    )

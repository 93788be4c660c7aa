"""Writing the lessons of a draft, block by block."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from subgraphs.content.blocks import Block, read_blocks, store_blocks
from subgraphs.content.errors import (
    BlockIsUnknown,
    CourseStateIsWrong,
    LessonIsUnknown,
    NumberIsOutOfRange,
    OrderIsIncomplete,
    PrerequisiteIsUnknown,
    PrerequisitesHaveACycle,
    TooMany,
)
from subgraphs.content.models.courses import CourseRow, LessonRow
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.content.service.drafts import change, check_revision, hold_draft
from subgraphs.content.service.lesson_blocks import BlockDraft, faults_of_blocks, make_block
from subgraphs.content.service.media_uses import faults_of_recordings, keep_for_lesson
from subgraphs.content.service.prerequisites import find_cycle
from subgraphs.content.service.text_rules import LONGEST_SUMMARY, LONGEST_TITLE, check_length, check_line
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_LESSON_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class NewLesson:
    title: str
    summary: str
    minutes: int
    blocks: Sequence[BlockDraft] = ()
    position: int | None = None
    """Counted from 1; None: at the end."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and within which limits."""

    caller: Caller
    settings: ContentSettings


@dataclass(frozen=True, slots=True)
class HeldLesson:
    lesson: LessonRow
    course: CourseRow


async def add_lesson(work: UnitOfWork, author: Author, course_id: UUID, revision: int, wanted: NewLesson) -> HeldLesson:
    repository = CourseRepository(work.session)
    course = await hold_draft(work, author.caller, course_id, revision)
    lessons = await repository.lessons(course.id)
    if len(lessons) >= author.settings.most_lessons:
        raise TooMany(f"A course has at most {author.settings.most_lessons} lessons.", ("input", "courseId"))
    texts = {"title": wanted.title, "summary": wanted.summary, "minutes": wanted.minutes}
    faults = list(_faults_of(texts)) + await _faults_of_all(work, author, course, wanted.blocks)
    raise_refusals(faults)
    lesson = LessonRow(
        id=new_id(),
        course_id=course.id,
        position=len(lessons),
        revision=1,
        title=wanted.title,
        summary=wanted.summary,
        minutes=wanted.minutes,
        blocks=store_blocks(make_block(new_id(), block) for block in wanted.blocks),
        prerequisite_ids=[],
        updated_at=work.now,
        deleted_at=None,
    )
    await repository.add(lesson)
    await keep_for_lesson(work, lesson)
    place = len(lessons) if wanted.position is None else max(0, wanted.position - 1)
    _number([*lessons[:place], lesson, *lessons[place:]])
    await change(work, course, author.caller)
    return HeldLesson(lesson, course)


async def update_lesson(
    work: UnitOfWork, author: Author, lesson_id: UUID, revision: int, changes: Mapping[str, Any]
) -> HeldLesson:
    """Change what is named in `changes`: title, summary, minutes."""
    held = await hold_lesson(work, author, lesson_id, revision)
    raise_refusals(list(_faults_of(changes)))
    for name, value in changes.items():
        setattr(held.lesson, name, value)
    return await _changed(held, author, work)


async def set_lesson_prerequisites(
    work: UnitOfWork, author: Author, lesson_id: UUID, revision: int, prerequisite_ids: Sequence[UUID]
) -> HeldLesson:
    held = await hold_lesson(work, author, lesson_id, revision)
    wanted = list(dict.fromkeys(prerequisite_ids))
    lessons = {one.id: one for one in await CourseRepository(work.session).lessons(held.course.id)}
    for index, one in enumerate(wanted):
        if one not in lessons:
            path = ("input", "lessonIds", str(index))
            raise PrerequisiteIsUnknown("There is no such lesson in this course.", path)

    async def read_edges(lesson_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[UUID]]:
        return {one: [UUID(other) for other in lessons[one].prerequisite_ids] for one in lesson_ids if one in lessons}

    cycle = await find_cycle(lesson_id, wanted, read_edges)
    if cycle is not None:
        named = " → ".join(lessons[one].title for one in cycle)
        raise PrerequisitesHaveACycle(f"Each would have to be taken before itself: {named}.", ("input", "lessonIds"))
    held.lesson.prerequisite_ids = [str(one) for one in wanted]
    return await _changed(held, author, work)


async def reorder_lessons(
    work: UnitOfWork, author: Author, course_id: UUID, revision: int, lesson_ids: Sequence[UUID]
) -> CourseRow:
    course = await hold_draft(work, author.caller, course_id, revision)
    lessons = {lesson.id: lesson for lesson in await CourseRepository(work.session).lessons(course.id)}
    if sorted(lesson_ids) != sorted(lessons):
        raise OrderIsIncomplete("Name every lesson of the course, each once.", ("input", "lessonIds"))
    _number([lessons[one] for one in lesson_ids])
    await change(work, course, author.caller)
    return course


async def delete_lesson(work: UnitOfWork, author: Author, lesson_id: UUID, revision: int) -> HeldLesson:
    """Take it out of the draft; it can be restored, and published versions keep it."""
    held = await hold_lesson(work, author, lesson_id, revision)
    lessons = await CourseRepository(work.session).lessons(held.course.id)
    requiring = [one.title for one in lessons if str(lesson_id) in one.prerequisite_ids]
    if requiring:
        raise CourseStateIsWrong(f"Other lessons require it: {', '.join(requiring)}.", ("input", "lessonId"))
    held.lesson.deleted_at = work.now
    _number([one for one in lessons if one.id != lesson_id])
    return await _changed(held, author, work, is_structure=True)


async def restore_lesson(work: UnitOfWork, author: Author, lesson_id: UUID) -> HeldLesson:
    """Put a deleted lesson back, at the end and without what it required."""
    repository = CourseRepository(work.session)
    lesson = await repository.lesson(lesson_id)
    if lesson is None:
        raise LessonIsUnknown(lesson_id)
    course = await _hold_course_of(work, author, lesson)
    if lesson.deleted_at is None:
        raise CourseStateIsWrong("This lesson is not deleted.", ("input", "lessonId"))
    lesson.position = len(await repository.lessons(course.id))
    lesson.prerequisite_ids = []
    lesson.deleted_at = None
    return await _changed(HeldLesson(lesson, course), author, work, is_structure=True)


async def add_block(
    work: UnitOfWork, author: Author, lesson_id: UUID, revision: int, draft: BlockDraft, position: int | None
) -> HeldLesson:
    """Put a block into a lesson; the position is counted from 1, None is the end."""
    held = await hold_lesson(work, author, lesson_id, revision)
    blocks = read_blocks(held.lesson.blocks)
    if len(blocks) >= author.settings.most_blocks:
        raise TooMany(f"A lesson has at most {author.settings.most_blocks} blocks.", ("input", "lessonId"))
    await _refuse_faults(work, author, held, draft)
    place = len(blocks) if position is None else max(0, position - 1)
    return await _with_blocks(held, [*blocks[:place], make_block(new_id(), draft), *blocks[place:]], author, work)


async def update_block(
    work: UnitOfWork, author: Author, lesson_id: UUID, revision: int, block_id: UUID, draft: BlockDraft
) -> HeldLesson:
    """Replace what a block says. It keeps its id, and a quiz its answers."""
    held = await hold_lesson(work, author, lesson_id, revision)
    blocks = read_blocks(held.lesson.blocks)
    place = _place_of(blocks, block_id)
    await _refuse_faults(work, author, held, draft)
    blocks[place] = make_block(block_id, draft)
    return await _with_blocks(held, blocks, author, work)


async def remove_block(work: UnitOfWork, author: Author, lesson_id: UUID, revision: int, block_id: UUID) -> HeldLesson:
    held = await hold_lesson(work, author, lesson_id, revision)
    blocks = read_blocks(held.lesson.blocks)
    del blocks[_place_of(blocks, block_id)]
    return await _with_blocks(held, blocks, author, work)


async def reorder_blocks(
    work: UnitOfWork, author: Author, lesson_id: UUID, revision: int, block_ids: Sequence[UUID]
) -> HeldLesson:
    held = await hold_lesson(work, author, lesson_id, revision)
    blocks = {block.id: block for block in read_blocks(held.lesson.blocks)}
    if sorted(block_ids) != sorted(blocks):
        raise OrderIsIncomplete("Name every block of the lesson, each once.", ("input", "blockIds"))
    return await _with_blocks(held, [blocks[one] for one in block_ids], author, work)


async def hold_lesson(work: UnitOfWork, author: Author, lesson_id: UUID, revision: int) -> HeldLesson:
    lesson = await CourseRepository(work.session).lesson(lesson_id)
    if lesson is None or lesson.deleted_at is not None:
        raise LessonIsUnknown(lesson_id)
    course = await _hold_course_of(work, author, lesson)
    # Read again: the course is held from here on, and another change may have come between.
    await work.session.refresh(lesson)
    if lesson.deleted_at is not None:
        raise LessonIsUnknown(lesson_id)
    check_revision(lesson.revision, revision)
    return HeldLesson(lesson, course)


async def _hold_course_of(work: UnitOfWork, author: Author, lesson: LessonRow) -> CourseRow:
    view = (await CourseRepository(work.session).views(author.caller.user_id, [lesson.course_id])).get(lesson.course_id)
    if view is None or not view.may_see(author.caller):
        raise LessonIsUnknown(lesson.id)
    return await hold_draft(work, author.caller, lesson.course_id)


async def _changed(held: HeldLesson, author: Author, work: UnitOfWork, *, is_structure: bool = False) -> HeldLesson:
    held.lesson.revision += 1
    held.lesson.updated_at = work.now
    await change(work, held.course, author.caller, is_structure=is_structure)
    return held


async def _with_blocks(held: HeldLesson, blocks: Sequence[Block], author: Author, work: UnitOfWork) -> HeldLesson:
    held.lesson.blocks = store_blocks(blocks)
    await keep_for_lesson(work, held.lesson)
    return await _changed(held, author, work)


def _number(lessons: Sequence[LessonRow]) -> None:
    for position, lesson in enumerate(lessons):
        lesson.position = position


def _place_of(blocks: Sequence[Block], block_id: UUID) -> int:
    for place, block in enumerate(blocks):
        if block.id == block_id:
            return place
    raise BlockIsUnknown("There is no such block in this lesson.", ("input", "blockId"))


def _faults_of(texts: Mapping[str, Any]) -> Iterator[Refusal]:
    if "title" in texts:
        yield from check_line(texts["title"], LONGEST_TITLE, ("input", "title"))
    if "summary" in texts:
        yield from check_length(texts["summary"], LONGEST_SUMMARY, ("input", "summary"))
    if "minutes" in texts and not 1 <= texts["minutes"] <= LONGEST_LESSON_MINUTES:
        yield NumberIsOutOfRange("A lesson takes from a minute to a day.", ("input", "minutes"))


async def _faults_of_all(
    work: UnitOfWork, author: Author, course: CourseRow, blocks: Sequence[BlockDraft]
) -> list[Refusal]:
    settings = author.settings
    if len(blocks) > settings.most_blocks:
        return [TooMany(f"A lesson has at most {settings.most_blocks} blocks.", ("input", "blocks"))]
    paths = [("input", "blocks", str(index)) for index in range(len(blocks))]
    found = await faults_of_blocks(work, blocks, paths, settings)
    return found + await faults_of_recordings(work, author.caller, course, blocks, paths)


async def _refuse_faults(work: UnitOfWork, author: Author, held: HeldLesson, draft: BlockDraft) -> None:
    paths = [("input", "block")]
    found = await faults_of_blocks(work, [draft], paths, author.settings)
    raise_refusals(found + await faults_of_recordings(work, author.caller, held.course, [draft], paths, held.lesson.id))

"""What lessons show: recordings that their authors may use, and that stay as long as a lesson needs them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from subgraphs.content.blocks import AudioBlock, Block, read_blocks
from subgraphs.content.errors import ItemIsUnknown
from subgraphs.content.models.courses import CourseRow, LessonRow
from subgraphs.content.models.media import MediaKind
from subgraphs.content.repository.media import MediaRepository
from subgraphs.content.service.lesson_blocks import AudioDraft, BlockDraft
from subgraphs.content.service.media import usable_ids
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Refusal
from subgraphs.shared.unit_of_work import UnitOfWork

Path = tuple[str, ...]


async def faults_of_recordings(
    work: UnitOfWork,
    caller: Caller,
    course: CourseRow,
    drafts: Sequence[BlockDraft],
    paths: Sequence[Path],
    lesson_id: UUID | None = None,
) -> list[Refusal]:
    """A recording is the author's own, or the course's organization's; or the lesson has it already."""
    wanted = {draft.media_id for draft in drafts if isinstance(draft, AudioDraft)}
    if not wanted:
        return []
    known = await usable_ids(work.session, caller, wanted, MediaKind.AUDIO, course.organization_id)
    if lesson_id is not None:
        known |= await MediaRepository(work.session).used_by(lesson_id, course.id)
    return [
        ItemIsUnknown("There is no such recording that you may use here.", (*path, "audio", "mediaId"))
        for draft, path in zip(drafts, paths, strict=True)
        if isinstance(draft, AudioDraft) and draft.media_id not in known
    ]


async def keep_for_lesson(work: UnitOfWork, lesson: LessonRow) -> None:
    """The lesson shows what is in its blocks, and nothing else any more."""
    recordings = recordings_in(read_blocks(lesson.blocks))
    await MediaRepository(work.session).set_uses(lesson.id, recordings, work.now)


async def keep_for_versions(work: UnitOfWork, course: CourseRow, lessons: Iterable[LessonRow]) -> None:
    """A version that is out keeps what it shows, whatever becomes of the draft."""
    recordings = {one for lesson in lessons for one in recordings_in(read_blocks(lesson.blocks))}
    await MediaRepository(work.session).add_uses(course.id, recordings)


def recordings_in(blocks: Iterable[Block]) -> set[UUID]:
    return {block.media_id for block in blocks if isinstance(block, AudioBlock)}

"""Captures: kept, described, tried again, deleted and brought back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.capture_errors import (
    CaptureHasCards,
    CaptureIsBeingProcessed,
    CaptureIsEmpty,
    CaptureIsUnknown,
    QuotaIsReached,
    TagIsEmpty,
    TextIsTooLong,
    TitleIsEmpty,
    TooManyTags,
)
from subgraphs.learning.capture_files import KeptFile
from subgraphs.learning.capture_settings import CaptureSettings
from subgraphs.learning.capturing.passages import read_passages
from subgraphs.learning.events.captures import CaptureCreated
from subgraphs.learning.models.captures import (
    CaptureKind,
    CaptureRow,
    CaptureStage,
    CaptureStatus,
    CaptureTextRow,
    TextSource,
)
from subgraphs.learning.repository.captures import CaptureRepository
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.japanese.fold import fold_kana
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_TITLE, LONGEST_URL, LONGEST_TAG = 200, 2_000, 50
_TITLE_FROM_TEXT = 40
_UNTITLED = {
    CaptureKind.SCREENSHOT: "Screenshot",
    CaptureKind.TEXT: "Text",
    CaptureKind.VIDEO: "Video",
}


class ProcessCapture(JobRequest):
    """Make cards of a capture."""

    kind: ClassVar[str] = "process-capture"

    capture_id: UUID
    number: int
    """Which attempt of the capture's this is; where a later one has begun, it is not wanted any more."""


@dataclass(frozen=True, slots=True)
class NewCapture:
    """What a learner says of a capture."""

    kind: CaptureKind
    title: str | None = None
    text: str = ""
    """What is on it or said in it, where the learner has that."""
    source_url: str | None = None
    tags: Sequence[str] = field(default_factory=tuple)
    is_vertical: bool = False
    file_digest: str = ""


def captures_channel(owner_id: UUID) -> str:
    return f"captures:{owner_id}"


async def check_new(
    session: AsyncSession, owner_id: UUID, wanted: NewCapture, size: int, settings: CaptureSettings
) -> None:
    """Raise what is wrong with it before its file is looked at."""
    faults = [*_title_faults(wanted.title, None), *_tag_faults(wanted.tags, settings)]
    faults += _text_faults(wanted.text, settings)
    if wanted.source_url is not None and len(wanted.source_url) > LONGEST_URL:
        faults.append(TextIsTooLong(LONGEST_URL, ("input", "sourceUrl")))
    raise_refusals(faults)
    usage = await CaptureRepository(session).usage(owner_id)
    if usage.count >= settings.captures_per_learner or usage.bytes + size > settings.capture_bytes_per_learner:
        raise QuotaIsReached


async def create_capture(
    work: UnitOfWork,
    owner_id: UUID,
    capture_id: UUID,
    wanted: NewCapture,
    kept: KeptFile | None,
    settings: CaptureSettings,
    client_mutation_id: str | None = None,
) -> CaptureRow:
    """Keep it, and have it processed. Another one comes back where this was sent before."""
    performed = await claim(work, owner_id, client_mutation_id, f"create-capture:{_digest(wanted)}")
    if performed is not None and not performed.is_new:
        return await _made_before(work.session, owner_id, performed.row.result)
    await check_new(work.session, owner_id, wanted, kept.size if kept is not None else 0, settings)
    row = _new_row(work, owner_id, capture_id, wanted, kept)
    repository = CaptureRepository(work.session)
    repository.add(row)
    await repository.set_tags(row, _tidy_tags(wanted.tags))
    await _put_text(work, row, wanted.text)
    work.announce(CaptureCreated(learner_id=owner_id, capture_id=row.id, kind=row.kind))
    work.enqueue(ProcessCapture(capture_id=row.id, number=row.attempt))
    if performed is not None:
        performed.row.result = str(row.id)
    return row


async def update_capture(
    work: UnitOfWork,
    owner_id: UUID,
    capture_id: UUID,
    title: str | None,
    tags: Sequence[str] | None,
    settings: CaptureSettings,
) -> CaptureRow:
    row = await _hold(work, owner_id, capture_id)
    raise_refusals([*_title_faults(title, TitleIsEmpty()), *_tag_faults(tags or (), settings)])
    repository = CaptureRepository(work.session)
    if title is not None:
        row.title = title.strip()
        text = (await repository.texts([row.id]))[row.id]
        text.search_text = _searched(row.title, text.text)
    if tags is not None:
        await repository.set_tags(row, _tidy_tags(tags))
    row.updated_at = work.now
    return row


async def set_capture_text(
    work: UnitOfWork, owner_id: UUID, capture_id: UUID, text: str, settings: CaptureSettings
) -> CaptureRow:
    """What is on it, as the learner typed it: it is processed with that."""
    row = await _hold(work, owner_id, capture_id)
    faults = _text_faults(text, settings)
    if not text.strip():
        faults.append(CaptureIsEmpty("There is no text in this.", ("input", "text")))
    raise_refusals(faults)
    _check_without_cards(row)
    await _put_text(work, row, text)
    _process_again(work, row)
    return row


async def retry_capture(work: UnitOfWork, owner_id: UUID, capture_id: UUID) -> CaptureRow:
    """Have a capture that failed processed again."""
    row = await _hold(work, owner_id, capture_id)
    _check_without_cards(row)
    if row.status == CaptureStatus.PENDING:
        raise CaptureIsBeingProcessed
    _process_again(work, row)
    return row


async def delete_capture(work: UnitOfWork, owner_id: UUID, capture_id: UUID) -> CaptureRow:
    """Hide it. Its cards stay."""
    row = await _hold(work, owner_id, capture_id, with_deleted=True)
    row.deleted_at = row.deleted_at or work.now
    return row


async def restore_capture(work: UnitOfWork, owner_id: UUID, capture_id: UUID) -> CaptureRow:
    row = await _hold(work, owner_id, capture_id, with_deleted=True)
    if row.deleted_at is not None:
        row.deleted_at = None
        if row.status == CaptureStatus.PENDING:
            _process_again(work, row)
    return row


async def put_recognised(work: UnitOfWork, row: CaptureRow, text: str) -> None:
    """The text that was read from a screenshot."""
    await _put_text(work, row, text, TextSource.RECOGNITION)


async def _made_before(session: AsyncSession, owner_id: UUID, made: str) -> CaptureRow:
    found = (await CaptureRepository(session).by_ids([UUID(made)])).get(UUID(made))
    if found is None or found.owner_id != owner_id:
        raise CaptureIsUnknown(made)
    return found


async def _hold(work: UnitOfWork, owner_id: UUID, capture_id: UUID, with_deleted: bool = False) -> CaptureRow:
    row = await CaptureRepository(work.session).locked(capture_id, owner_id)
    if row is None or (row.deleted_at is not None and not with_deleted):
        raise CaptureIsUnknown(str(capture_id))
    return row


def _check_without_cards(row: CaptureRow) -> None:
    if row.status == CaptureStatus.PROCESSED:
        raise CaptureHasCards


def _process_again(work: UnitOfWork, row: CaptureRow) -> None:
    row.status, row.stage, row.failure = CaptureStatus.PENDING, CaptureStage.WAITING, None
    row.attempt += 1
    row.processed_at, row.updated_at = None, work.now
    work.enqueue(ProcessCapture(capture_id=row.id, number=row.attempt))


def _new_row(
    work: UnitOfWork, owner_id: UUID, capture_id: UUID, wanted: NewCapture, kept: KeptFile | None
) -> CaptureRow:
    return CaptureRow(
        id=capture_id,
        owner_id=owner_id,
        kind=wanted.kind,
        title=(wanted.title or "").strip() or _title_of(wanted),
        source_url=wanted.source_url,
        is_vertical=wanted.is_vertical,
        status=CaptureStatus.PENDING,
        stage=CaptureStage.WAITING,
        failure=None,
        attempt=1,
        processor=None,
        object_key=kept.key if kept is not None else None,
        size=kept.size if kept is not None else 0,
        width=kept.width if kept is not None else None,
        height=kept.height if kept is not None else None,
        characters=0,
        topic_id=None,
        card_count=0,
        created_at=work.now,
        updated_at=work.now,
        processed_at=None,
        deleted_at=None,
    )


def _title_of(wanted: NewCapture) -> str:
    sentences = read_passages(wanted.text[: 10 * _TITLE_FROM_TEXT])
    first = sentences[0].text if sentences else _UNTITLED[wanted.kind]
    return first if len(first) <= _TITLE_FROM_TEXT else first[: _TITLE_FROM_TEXT - 1] + "…"


async def _put_text(work: UnitOfWork, row: CaptureRow, text: str, source: TextSource = TextSource.LEARNER) -> None:
    row.characters = len(text)
    await CaptureRepository(work.session).put_text(
        CaptureTextRow(capture_id=row.id, source=source, text=text, search_text=_searched(row.title, text))
    )


def _searched(title: str, text: str) -> str:
    return fold_kana(f"{title}\n{text}")


def _tidy_tags(tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(tag.strip() for tag in tags))


def _title_faults(title: str | None, when_empty: Refusal | None) -> list[Refusal]:
    if title is None:
        return []
    if len(title.strip()) > LONGEST_TITLE:
        return [TextIsTooLong(LONGEST_TITLE, ("input", "title"))]
    return [when_empty] if when_empty is not None and not title.strip() else []


def _tag_faults(tags: Sequence[str], settings: CaptureSettings) -> list[Refusal]:
    faults: list[Refusal] = [TooManyTags(settings.capture_tags)] if len(tags) > settings.capture_tags else []
    for index, tag in enumerate(tags):
        if not tag.strip():
            faults.append(TagIsEmpty(index))
        elif len(tag.strip()) > LONGEST_TAG:
            faults.append(TextIsTooLong(LONGEST_TAG, ("input", "tags", str(index))))
    return faults


def _text_faults(text: str, settings: CaptureSettings) -> list[Refusal]:
    if len(text) > settings.capture_characters:
        return [TextIsTooLong(settings.capture_characters, ("input", "text"))]
    return []


def _digest(wanted: NewCapture) -> str:
    parts = (wanted.kind, wanted.title, wanted.text, wanted.source_url, *wanted.tags, wanted.file_digest)
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()

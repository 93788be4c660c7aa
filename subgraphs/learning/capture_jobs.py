"""What happens to captures after the answer: cards are made of them, and what was deleted goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from subgraphs.learning.capture_files import FOLDER
from subgraphs.learning.capturing.drafts import Drafts
from subgraphs.learning.capturing.levels import guess_level
from subgraphs.learning.capturing.passages import Sentence, read_passages
from subgraphs.learning.capturing.recognition import NoRecognizer, RecognitionFailed
from subgraphs.learning.capturing.tokens import tokenize
from subgraphs.learning.capturing.vocabulary import CapturedText, Entry, familiar, place_words, spellings
from subgraphs.learning.events.captures import CaptureDeleted, CaptureFailed, CaptureProcessed
from subgraphs.learning.models.captures import (
    CaptureFailure,
    CaptureKind,
    CaptureRow,
    CaptureStage,
    CaptureStatus,
)
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.repository.capture_words import CaptureWordRepository
from subgraphs.learning.repository.captures import CaptureRepository, fail
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.service.capture_cards import add_cards
from subgraphs.learning.service.captures import ProcessCapture, captures_channel, put_recognised
from subgraphs.learning.service.language_model_ledger import DatabaseLedger
from subgraphs.learning.settings import LearningSettings
from subgraphs.learning.wiring import LearningServices
from subgraphs.shared.ids import parse_id
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob, PeriodicRun
from subgraphs.shared.retry_policy import RetryPolicy
from subgraphs.shared.unit_of_work import UnitOfWork

Context = JobContext[LearningSettings, LearningServices]

_BATCH = 100
_STRAY_AFTER = timedelta(days=1)
"""A file that belongs to nothing may be about to: its row is written after it."""

_STUCK_AFTER = timedelta(days=1)
"""By then, the last attempt has failed."""

_LONGEST_SENTENCE_LIST = 5_000
_BATCH_OF_TEXTS = 500
_HARDEST = 1_000_000
"""The rank of what has none."""


class _CaptureFailed(Exception):
    def __init__(self, failure: CaptureFailure) -> None:
        super().__init__(failure)
        self.failure = failure


class CatalogueIsUnknown(Exception):
    """Nothing was heard of the dictionary yet. Try again."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One attempt to process one capture."""

    job: Context
    capture: CaptureRow

    async def enter(self, stage: CaptureStage) -> bool:
        """Tell how far it is; False where nobody wants it any more."""
        async with self.job.begin() as work:
            is_wanted = await CaptureRepository(work.session).advance(self.capture.id, self.capture.attempt, stage)
            if is_wanted:
                _publish(work, self.capture, is_finished=False)
        return is_wanted


async def process_capture(job: Context, request: ProcessCapture) -> None:
    async with job.database.read() as session:
        capture = (await CaptureRepository(session).by_ids([request.capture_id])).get(request.capture_id)
    if capture is None or not _is_wanted(capture, request.number):
        return
    if job.attempt > job.settings.capture_attempts:
        await _finish_failed(job, capture, await _last_failure(job))
        return
    attempt = _Attempt(job, capture)
    try:
        sentences = await _read(attempt)
        drafts = await _draft(attempt, sentences)
    except _CaptureFailed as error:
        await _finish_failed(job, capture, error.failure)
    else:
        await _finish(job, capture, drafts)


def _is_wanted(capture: CaptureRow, number: int) -> bool:
    is_current = capture.attempt == number and capture.status == CaptureStatus.PENDING
    return is_current and capture.deleted_at is None


async def _read(attempt: _Attempt) -> list[Sentence]:
    job, capture = attempt.job, attempt.capture
    await attempt.enter(CaptureStage.READING_TEXT)
    async with job.database.read() as session:
        text = (await CaptureRepository(session).texts([capture.id]))[capture.id].text
    if not text.strip() and capture.kind == CaptureKind.SCREENSHOT:
        text = await _recognise(attempt)
    if not text.strip():
        is_video = capture.kind == CaptureKind.VIDEO
        raise _CaptureFailed(CaptureFailure.NO_SUBTITLES if is_video else CaptureFailure.NO_TEXT_FOUND)
    return read_passages(text)[:_LONGEST_SENTENCE_LIST]


async def _recognise(attempt: _Attempt) -> str:
    job, capture = attempt.job, attempt.capture
    if capture.object_key is None:
        return ""
    picture = await job.services.objects.read_all(capture.object_key)
    try:
        text = await job.services.captures.recognizer.read(picture, capture.is_vertical)
    except NoRecognizer as error:
        raise _CaptureFailed(CaptureFailure.NO_TEXT_RECOGNIZER) from error
    except RecognitionFailed as error:
        raise _CaptureFailed(CaptureFailure.RECOGNITION_FAILED) from error
    text = text[: job.settings.capture_characters]
    async with job.begin() as work:
        held = await CaptureRepository(work.session).locked(capture.id)
        if held is not None and _is_wanted(held, capture.attempt):
            await put_recognised(work, held, text)
    return text


async def _draft(attempt: _Attempt, sentences: Sequence[Sentence]) -> Drafts:
    await attempt.enter(CaptureStage.FINDING_WORDS)
    text = await _find_words(attempt.job, attempt.capture.owner_id, sentences)
    if not text.words:
        raise _CaptureFailed(CaptureFailure.NO_WORDS_FOUND)
    if all(word.is_known for word in text.words):
        raise _CaptureFailed(CaptureFailure.NOTHING_NEW)
    await attempt.enter(CaptureStage.WRITING_CARDS)
    processor = attempt.job.services.captures.processor(DatabaseLedger(attempt.job.transactions, attempt.job.settings))
    drafts = await processor.draft(text, attempt.capture.owner_id)
    if not drafts.cards:
        raise _CaptureFailed(CaptureFailure.NOTHING_NEW)
    return drafts


async def _find_words(job: Context, owner_id: UUID, sentences: Sequence[Sentence]) -> CapturedText:
    tokens = await tokenize([sentence.text for sentence in sentences])
    settings = job.settings
    async with job.database.read() as session:
        items, words = ItemRepository(session), CaptureWordRepository(session)
        if not await items.is_catalogue_known():
            raise CatalogueIsUnknown
        rows = await _rows_of(items, sorted(spellings(tokens)))
        places = place_words(tokens, {text: [_entry(row) for row in found] for text, found in rows.items()})
        cards = await words.cards_of(owner_id, [entry.item_id for entry in places])
        level = await words.placed_level(owner_id) or guess_level(
            await words.known_by_level(owner_id),
            await items.count_by_level(ItemKind.WORD),
            settings.capture_known_share,
        )
    # A word that is asked for in both ways has nothing left to be asked.
    known = {key for key, each in cards.items() if each.is_mature or (each.has_recognition and each.has_cloze)}
    with_card = {key for key, each in cards.items() if each.has_recognition}
    return CapturedText(
        sentences=tuple(sentences),
        words=familiar(places, with_card, known),
        level=level,
        least_cards=settings.capture_least_cards,
        most_cards=settings.capture_most_cards,
    )


async def _rows_of(items: ItemRepository, texts: Sequence[str]) -> dict[str, list[ItemRow]]:
    found: dict[str, list[ItemRow]] = {}
    for start in range(0, len(texts), _BATCH_OF_TEXTS):
        found |= await items.by_texts(texts[start : start + _BATCH_OF_TEXTS])
    return found


def _entry(row: ItemRow) -> Entry:
    return Entry(
        row.id,
        row.text,
        row.reading or row.text,
        tuple(row.meanings),
        row.level,
        row.rank if row.rank is not None else _HARDEST,
    )


async def _finish(job: Context, capture: CaptureRow, drafts: Drafts) -> None:
    async with job.finish() as work:
        repository = CaptureRepository(work.session)
        held = await repository.locked(capture.id)
        if held is None or not _is_wanted(held, capture.attempt):
            return
        tags = (await repository.tags([held.id])).get(held.id, ())
        topic = await add_cards(work, held, drafts.cards, tags)
        held.status, held.stage, held.failure = CaptureStatus.PROCESSED, CaptureStage.DONE, None
        held.topic_id, held.card_count, held.processor = topic.id, len(drafts.cards), drafts.processor
        held.processed_at = held.updated_at = work.now
        work.announce(
            CaptureProcessed(
                learner_id=held.owner_id,
                capture_id=held.id,
                kind=held.kind,
                topic_id=topic.id,
                card_count=len(drafts.cards),
                item_ids=[draft.entry.item_id for draft in drafts.cards if draft.entry is not None],
                processor=drafts.processor,
            )
        )
        _publish(work, held, is_finished=True)


async def _last_failure(job: Context) -> CaptureFailure:
    async with job.database.read() as session:
        is_known = await ItemRepository(session).is_catalogue_known()
    return CaptureFailure.PROCESSING_FAILED if is_known else CaptureFailure.CATALOGUE_IS_UNKNOWN


async def _finish_failed(job: Context, capture: CaptureRow, failure: CaptureFailure) -> None:
    async with job.finish() as work:
        held = await CaptureRepository(work.session).locked(capture.id)
        if held is not None and _is_wanted(held, capture.attempt):
            _fail(work, held, failure)


def _fail(work: UnitOfWork, row: CaptureRow, failure: CaptureFailure) -> None:
    fail(row, failure, work.now)
    work.announce(CaptureFailed(learner_id=row.owner_id, capture_id=row.id, kind=row.kind, failure=failure))
    _publish(work, row, is_finished=True)


def _publish(work: UnitOfWork, row: CaptureRow, *, is_finished: bool) -> None:
    work.publish_live(captures_channel(row.owner_id), {"captureId": str(row.id), "isFinished": is_finished})


async def collect_captures(job: Context, _run: PeriodicRun) -> None:
    """Give up what no attempt will finish, and forget what was deleted long enough ago."""
    async with job.begin() as work:
        repository = CaptureRepository(work.session)
        for capture_id in await repository.stuck_since(work.now - _STUCK_AFTER, _BATCH):
            row = await repository.locked(capture_id)
            if row is not None and row.status == CaptureStatus.PENDING:
                _fail(work, row, CaptureFailure.PROCESSING_FAILED)
    while True:
        async with job.begin() as work:
            repository = CaptureRepository(work.session)
            rows = await repository.deleted_before(work.now - job.settings.deleted_capture_retention, _BATCH)
            keys = [row.object_key for row in rows if row.object_key is not None]
            await repository.remove(row.id for row in rows)
            for row in rows:
                work.announce(CaptureDeleted(learner_id=row.owner_id, capture_id=row.id, kind=row.kind))
        # After the commit: a file without its row is found again, a row without its file is an error to readers.
        await job.services.objects.delete(*keys)
        if len(rows) < _BATCH:
            return


async def sweep_capture_files(job: Context, _run: PeriodicRun) -> None:
    """Delete files that no capture has, as a crash leaves them."""
    objects, before = job.services.objects, job.now() - _STRAY_AFTER
    keys: list[str] = []
    async for info in objects.listing(FOLDER):
        if info.written_at < before:
            keys.append(info.key)
        if len(keys) == _BATCH:
            await _delete_strays(job, keys)
            keys = []
    await _delete_strays(job, keys)


async def _delete_strays(job: Context, keys: Sequence[str]) -> None:
    ids = {capture_id for key in keys if (capture_id := parse_id(key.split("/")[1])) is not None}
    async with job.database.read() as session:
        rows = await CaptureRepository(session).by_ids(ids)
    known = {row.object_key for row in rows.values()}
    await job.services.objects.delete(*(key for key in keys if key not in known))


CAPTURE_JOBS = (
    Job(
        request=ProcessCapture,
        handler=process_capture,
        retries=RetryPolicy(attempts=20, first_pause=5, longest_pause=300),
        at_once=2,
    ),
)
CAPTURE_PERIODIC_JOBS = (
    PeriodicJob(name="collect-captures", handler=collect_captures, every=timedelta(hours=1)),
    PeriodicJob(
        name="sweep-capture-files", handler=sweep_capture_files, every=timedelta(days=1), offset=timedelta(hours=4)
    ),
)

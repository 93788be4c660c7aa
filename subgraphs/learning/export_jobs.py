"""What happens to exports after the answer: the file is written, and deleted when its time has come."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from subgraphs.learning.anki.collection import MediaFile
from subgraphs.learning.anki.write_package import PackageForm, write_package
from subgraphs.learning.delimited.read_rows import Delimiter
from subgraphs.learning.delimited.write_rows import write_rows
from subgraphs.learning.import_options import ExportOptions
from subgraphs.learning.models.imports import ExportFormat, ExportRow, ExportState
from subgraphs.learning.repository.imports import EXPORTS_UNDER_WAY, ExportRepository
from subgraphs.learning.service.anki_export import WantedFile, collection_of
from subgraphs.learning.service.export_material import ExportMaterial, read_material
from subgraphs.learning.service.exports import ExpireExport, GiveUpExport, RunExport, finish_export, tell
from subgraphs.learning.settings import LearningSettings
from subgraphs.learning.wiring import LearningServices
from subgraphs.shared.file_types import TEXT, ZIP
from subgraphs.shared.jobs import Job, JobContext, LeaseIsLost
from subgraphs.shared.objects import ObjectIsMissing, new_key
from subgraphs.shared.privacy_archive import pieces_of, save

Context = JobContext[LearningSettings, LearningServices]

HEADER = ("front", "back", "reading", "hint", "notes", "tags", "deck", "topic", "template", "state", "due")
_FOLDER = "card-exports"
_ALL = 100
_SHARE_OF_READING = 20
_SHARE_OF_MEDIA = 70
_TOLD_EVERY = 200
_LONGEST = timedelta(days=1)
_FORMS = {ExportFormat.ANKI: PackageForm.NEWEST, ExportFormat.ANKI_OLDER: PackageForm.OLDER}


class _IsNotWanted(Exception):
    """It was cancelled, or has ended."""


async def run_export(job: Context, request: RunExport) -> None:
    async with job.database.read() as session:
        row = (await ExportRepository(session).by_ids([request.export_id])).get(request.export_id)
    if row is None or row.state not in EXPORTS_UNDER_WAY:
        return
    try:
        async with asyncio.timeout(job.settings.import_timeout.total_seconds()):
            await _run(job, row)
    except _IsNotWanted:
        return
    except LeaseIsLost:
        raise
    except Exception:
        # Whatever went wrong may go right another time, but not for ever.
        if job.attempt >= job.settings.import_attempts:
            await _fail(job, row.id, "SOMETHING_WENT_WRONG")
        raise


async def _run(job: Context, row: ExportRow) -> None:
    await _advance(job, row.id, 0)
    options = ExportOptions.model_validate(row.options)
    async with job.database.read() as session:
        material = await read_material(session, row.owner_id, options)
    if not material.flashcards:
        await _fail(job, row.id, "NOTHING_TO_EXPORT")
        return
    await _advance(job, row.id, _SHARE_OF_READING)
    with TemporaryDirectory(prefix="kumiki-export-") as name:
        directory = Path(name)
        if row.format in _FORMS:
            path, media_count = await _write_package(job, row, material, options, directory)
            key = new_key(_FOLDER, ZIP)
        else:
            path, media_count = directory / "cards.txt", 0
            delimiter = Delimiter.TAB if row.format == ExportFormat.TSV else Delimiter.COMMA
            await asyncio.to_thread(write_rows, path, HEADER, _table(material), delimiter)
            key = new_key(_FOLDER, TEXT)
        await _keep(job, row.id, key, path, (len(material.flashcards), media_count))


async def _write_package(
    job: Context, row: ExportRow, material: ExportMaterial, options: ExportOptions, directory: Path
) -> tuple[Path, int]:
    written = await asyncio.to_thread(collection_of, material, options.keeps_schedule, job.now())
    media = await _fetch(job, row.id, written.files, directory)
    path = directory / "cards.apkg"
    now = int(job.now().timestamp())
    await asyncio.to_thread(write_package, path, written.collection, media, _FORMS[ExportFormat(row.format)], now)
    return path, len(media)


async def _fetch(job: Context, export_id: UUID, files: Sequence[WantedFile], directory: Path) -> list[MediaFile]:
    """Those that are there; a file that was deleted meanwhile is missing in the package too."""
    fetched = []
    for count, file in enumerate(files):
        path = directory / f"{count}.media"
        try:
            await save(job.services.objects, file.key, path)
        except ObjectIsMissing:
            continue
        fetched.append(MediaFile(file.name, path, file.size))
        if count % _TOLD_EVERY == 0:
            share = (_SHARE_OF_MEDIA - _SHARE_OF_READING) * count // len(files)
            await _advance(job, export_id, _SHARE_OF_READING + share)
    return fetched


def _table(material: ExportMaterial) -> Iterator[Sequence[str]]:
    """What was written on each flashcard, or what its item says."""
    for row in material.flashcards:
        wording = material.wording(row)
        yield (
            row.front or wording.written or "",
            row.back or "; ".join(wording.meanings),
            row.reading or wording.reading or "",
            row.hint or "",
            row.notes or "",
            ", ".join(material.tags.get(row.id, ())),
            material.decks.get(row.deck_id, "") if row.deck_id is not None else "",
            material.topics.get(row.topic_id, "") if row.topic_id is not None else "",
            row.template,
            row.state,
            row.due.isoformat(),
        )


async def _advance(job: Context, export_id: UUID, done: int) -> None:
    """Raises `_IsNotWanted`."""
    async with job.begin() as work:
        held = await ExportRepository(work.session).locked(export_id)
        if held is None or held.state not in EXPORTS_UNDER_WAY:
            raise _IsNotWanted
        held.state, held.done, held.total = ExportState.RUNNING, done, _ALL
        tell(work, held)


async def _keep(job: Context, export_id: UUID, key: str, path: Path, counts: tuple[int, int]) -> None:
    objects = job.services.objects
    await objects.put(key, pieces_of(path))
    size = (await asyncio.to_thread(path.stat)).st_size
    is_kept = False
    try:
        async with job.finish() as work:
            held = await ExportRepository(work.session).locked(export_id)
            if held is None or held.state != ExportState.RUNNING:
                raise _IsNotWanted
            held.card_count, held.media_count = counts
            held.object_key, held.size = key, size
            held.done = held.total = _ALL
            held.expires_at = work.now + job.settings.cards_export_retention
            finish_export(work, held, ExportState.READY)
            work.enqueue(ExpireExport(export_id=export_id), run_at=held.expires_at)
        is_kept = True
    finally:
        if not is_kept:
            await objects.delete(key)


async def _fail(job: Context, export_id: UUID, failure: str) -> None:
    async with job.begin() as work:
        held = await ExportRepository(work.session).locked(export_id)
        if held is not None and held.state in EXPORTS_UNDER_WAY:
            finish_export(work, held, ExportState.FAILED, failure)


async def give_up_export(job: Context, request: GiveUpExport) -> None:
    await _fail(job, request.export_id, "IT_TOOK_TOO_LONG")


async def expire_export(job: Context, request: ExpireExport) -> None:
    async with job.database.read() as session:
        row = (await ExportRepository(session).by_ids([request.export_id])).get(request.export_id)
    if row is not None and row.object_key is not None:
        await job.services.objects.delete(row.object_key)
    async with job.finish() as work:
        held = await ExportRepository(work.session).locked(request.export_id)
        if held is not None and held.state == ExportState.READY:
            held.object_key, held.state = None, ExportState.EXPIRED
            tell(work, held)


EXPORT_JOBS = (
    Job(request=RunExport, handler=run_export, timeout=_LONGEST, at_once=1),
    Job(request=GiveUpExport, handler=give_up_export),
    Job(request=ExpireExport, handler=expire_export),
)

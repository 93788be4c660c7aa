"""What happens to imports after the answer: the file is looked at, and flashcards are made of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from subgraphs.learning.anki.collection import Package, PackageLimits
from subgraphs.learning.anki.read_database import PackageIsRefused
from subgraphs.learning.anki.read_package import read_package
from subgraphs.learning.anki.wording import Wording
from subgraphs.learning.delimited.read_rows import TableIsRefused
from subgraphs.learning.events.imports import FlashcardsImported
from subgraphs.learning.import_options import ImportOptions
from subgraphs.learning.import_previews import preview_of_package, preview_of_table, read_cards
from subgraphs.learning.import_settings import ImportSettings
from subgraphs.learning.models.imports import ImportFormat, ImportRow, ImportState
from subgraphs.learning.repository.anki import AnkiRepository
from subgraphs.learning.repository.imports import ExportRepository, ImportRepository
from subgraphs.learning.service.anki_import import AnkiImport, AnkiMaterial, wordings_of
from subgraphs.learning.service.anki_media import FOLDER, KeptFile, keep_file, names_used
from subgraphs.learning.service.import_notes import CREATED, REVIEWS, UPDATED, ImportNotes
from subgraphs.learning.service.import_places import ImportFails
from subgraphs.learning.service.imports import (
    OVER,
    GiveUpImport,
    RunImport,
    ThrowImportFileAway,
    finish,
    imports_channel,
    tell,
)
from subgraphs.learning.service.table_import import TableImport
from subgraphs.learning.settings import LearningSettings
from subgraphs.learning.wiring import LearningServices
from subgraphs.shared.jobs import Job, JobContext, LeaseIsLost, PeriodicJob, PeriodicRun
from subgraphs.shared.objects import ObjectIsMissing
from subgraphs.shared.privacy_archive import save
from subgraphs.shared.unit_of_work import UnitOfWork

Context = JobContext[LearningSettings, LearningServices]

_TOLD_EVERY = 25
_SHARE_OF_READING = 10
"""Of a hundred steps: what is behind when the file has been read."""

_SHARE_OF_MEDIA = 30
_ALL = 100
_BATCH = 500
_STRAY_AFTER = timedelta(days=1)
_LONGEST = timedelta(days=1)
"""More than the settings will say, by which an attempt is ended."""


class _IsNotWanted(Exception):
    """It was cancelled, or has ended."""


@dataclass(slots=True)
class _Running:
    """One attempt at one import."""

    job: Context
    row: ImportRow
    options: ImportOptions
    report: ImportNotes

    @property
    def settings(self) -> LearningSettings:
        return self.job.settings

    async def advance(self, done: int) -> None:
        """Tell how far it is, in hundredths. Raises `_IsNotWanted`."""
        async with self.job.begin() as work:
            held = await ImportRepository(work.session).locked(self.row.id)
            if held is None or held.state in OVER:
                raise _IsNotWanted
            held.state, held.done, held.total = ImportState.RUNNING, done, _ALL
            tell(work, held)

    async def say(self, done: int) -> None:
        """The same while a transaction is open that others cannot see into."""
        channel, told = imports_channel(self.row.owner_id), {"importId": str(self.row.id), "done": done, "total": _ALL}
        await self.job.live.publish(channel, told)


async def run_import(job: Context, request: RunImport) -> None:
    async with job.database.read() as session:
        row = (await ImportRepository(session).by_ids([request.import_id])).get(request.import_id)
    if row is None or row.state not in (ImportState.PENDING, ImportState.RUNNING) or row.object_key is None:
        return
    options = ImportOptions.model_validate(row.options)
    running = _Running(job, row, options, ImportNotes(job.settings.import_problems_kept))
    try:
        async with asyncio.timeout(job.settings.import_timeout.total_seconds()):
            await running.advance(0)
            await _run(running, row.object_key)
    except _IsNotWanted:
        return
    except LeaseIsLost:
        raise
    except (PackageIsRefused, TableIsRefused, ImportFails) as error:
        await _fail(job, row, str(error))
    except ObjectIsMissing:
        await _fail(job, row, "FILE_IS_MISSING")
    except Exception:
        # Whatever went wrong may go right another time, but not for ever.
        if job.attempt >= job.settings.import_attempts:
            await _fail(job, row, "SOMETHING_WENT_WRONG")
        raise


async def _run(running: _Running, object_key: str) -> None:
    with TemporaryDirectory(prefix="kumiki-import-") as name:
        directory = Path(name)
        path = directory / "file"
        await save(running.job.services.objects, object_key, path)
        if running.row.format == ImportFormat.ANKI:
            await _run_anki(running, path, directory / "unpacked")
        else:
            await _run_table(running, await asyncio.to_thread(path.read_bytes))


async def _run_anki(running: _Running, path: Path, directory: Path) -> None:
    settings = running.settings
    await asyncio.to_thread(directory.mkdir)
    with await asyncio.to_thread(path.open, "rb") as file:
        package = await read_package(file, directory, _limits(settings), settings.import_unpack_timeout)
    for name, reason in package.left_out:
        running.report.problem(reason, text=name)
    wordings = await asyncio.to_thread(wordings_of, package.collection)
    await running.advance(_SHARE_OF_READING)
    if running.options.stops_at_preview:
        await _show(running, await asyncio.to_thread(preview_of_package, package, wordings, settings))
        return
    files = await _keep_media(running, package, wordings)
    material = AnkiMaterial(package.collection, wordings, files)
    async with _writing(running) as work:
        writing = AnkiImport(
            work, running.row.owner_id, running.row.id, running.options, material, settings, running.report
        )
        await _write(running, writing.write())


async def _run_table(running: _Running, content: bytes) -> None:
    settings, options = running.settings, running.options
    found = await asyncio.to_thread(read_cards, content, options, settings)
    await running.advance(_SHARE_OF_READING)
    if options.stops_at_preview:
        await _show(running, preview_of_table(found, settings))
        return
    async with _writing(running) as work:
        writing = TableImport(
            work, running.row.owner_id, running.row.id, options, found.drafts, settings, running.report
        )
        await _write(running, writing.write())


@asynccontextmanager
async def _writing(running: _Running) -> AsyncIterator[UnitOfWork]:
    """The transaction in which everything appears. One of a learner's writes at a time."""
    async with running.job.finish() as work:
        repository = ImportRepository(work.session)
        await repository.locked_under_way(running.row.owner_id)
        held = await repository.locked(running.row.id)
        if held is None or held.state != ImportState.RUNNING:
            raise _IsNotWanted
        yield work
        report = running.report
        held.counts, held.problems, held.problem_count = dict(report.counts), report.problems, report.problem_count
        held.done = held.total = _ALL
        finish(work, held, ImportState.DONE)
        work.announce(
            FlashcardsImported(
                learner_id=held.owner_id,
                import_id=held.id,
                format=held.format,
                created=report.counts[CREATED],
                updated=report.counts[UPDATED],
                reviews=report.counts[REVIEWS],
            )
        )


async def _write(running: _Running, written: AsyncIterator[tuple[int, int]]) -> None:
    begun, told = _SHARE_OF_MEDIA, 0
    async for done, total in written:
        reached = begun + (_ALL - begun) * done // max(total, 1)
        if reached >= told + _ALL // _TOLD_EVERY and reached < _ALL:
            told = reached
            await running.say(reached)


async def _keep_media(running: _Running, package: Package, wordings: dict[int, Wording]) -> list[KeptFile]:
    used = names_used(package.collection)
    shown = {name for each in wordings.values() for name in (*each.pictures[:1], *each.sounds[:1])}
    files = [file for file in package.media if file.name in used]
    await _check_media_room(running, sum(file.size for file in files))
    kept = []
    for count, file in enumerate(files):
        kept.append(await keep_file(running.job.services.objects, running.row.owner_id, file, file.name in shown))
        if count % _BATCH == 0:
            share = (_SHARE_OF_MEDIA - _SHARE_OF_READING) * count // len(files)
            await running.advance(_SHARE_OF_READING + share)
    return kept


async def _check_media_room(running: _Running, size: int) -> None:
    async with running.job.database.read() as session:
        taken = await AnkiRepository(session).media_bytes(running.row.owner_id)
    if taken + size > running.settings.import_media_bytes_per_learner:
        raise ImportFails("TOO_MUCH_MEDIA")


def _limits(settings: ImportSettings) -> PackageLimits:
    return PackageLimits(
        collection_bytes=settings.import_collection_bytes,
        media_bytes=settings.import_media_file_bytes,
        all_media_bytes=settings.import_media_bytes,
        media=settings.import_most_media,
        cards=settings.import_most_cards,
        answers=settings.import_most_answers,
        memory=settings.import_memory_bytes,
        seconds=max(1, int(settings.import_unpack_timeout.total_seconds())),
    )


async def _show(running: _Running, preview: dict[str, Any]) -> None:
    async with running.job.finish() as work:
        held = await ImportRepository(work.session).locked(running.row.id)
        if held is None or held.state != ImportState.RUNNING:
            raise _IsNotWanted
        report = running.report
        held.preview, held.state = preview, ImportState.PREVIEWED
        held.problems, held.problem_count = report.problems, report.problem_count
        held.done = held.total = 0
        tell(work, held)


async def _fail(job: Context, row: ImportRow, failure: str) -> None:
    async with job.begin() as work:
        held = await ImportRepository(work.session).locked(row.id)
        if held is not None and held.state not in OVER:
            finish(work, held, ImportState.FAILED, failure)


async def give_up_import(job: Context, request: GiveUpImport) -> None:
    async with job.finish() as work:
        held = await ImportRepository(work.session).locked(request.import_id)
        if held is not None and held.state not in OVER:
            finish(work, held, ImportState.FAILED, "IT_TOOK_TOO_LONG")


async def throw_import_file_away(job: Context, request: ThrowImportFileAway) -> None:
    async with job.database.read() as session:
        row = (await ImportRepository(session).by_ids([request.import_id])).get(request.import_id)
    if row is not None and row.object_key is not None:
        await job.services.objects.delete(row.object_key)
    async with job.finish() as work:
        held = await ImportRepository(work.session).locked(request.import_id)
        if held is not None and held.state in OVER:
            held.object_key = None


async def forget_imports(job: Context, _run: PeriodicRun) -> None:
    """What nothing refers to any more: old imports and exports, notes without cards, files without notes."""
    async with job.begin() as work:
        long_ago = work.now - job.settings.import_history_retention
        await ImportRepository(work.session).forget_before(long_ago)
        await ExportRepository(work.session).forget_before(long_ago)
        await AnkiRepository(work.session).forget_unused()
    while True:
        async with job.begin() as work:
            repository = AnkiRepository(work.session)
            rows = await repository.unused_media(work.now - _STRAY_AFTER, _BATCH)
            keys = [row.key for row in rows]
            await repository.forget_media([row.id for row in rows])
        await job.services.objects.delete(*keys)
        if len(rows) < _BATCH:
            return


async def sweep_import_files(job: Context, _run: PeriodicRun) -> None:
    """Files that no row knows of, as an import leaves them that was ended while it ran."""
    objects, before = job.services.objects, job.now() - _STRAY_AFTER
    stray: list[str] = []
    async for info in objects.listing(FOLDER):
        if info.written_at < before:
            stray.append(info.key)
        if len(stray) == _BATCH:
            await _delete_strays(job, stray)
            stray = []
    await _delete_strays(job, stray)


async def _delete_strays(job: Context, keys: Sequence[str]) -> None:
    async with job.database.read() as session:
        known = await AnkiRepository(session).known_keys(keys)
    await job.services.objects.delete(*(key for key in keys if key not in known))


IMPORT_JOBS = (
    Job(request=RunImport, handler=run_import, timeout=_LONGEST, at_once=1),
    Job(request=GiveUpImport, handler=give_up_import),
    Job(request=ThrowImportFileAway, handler=throw_import_file_away),
)
IMPORT_PERIODIC_JOBS = (
    PeriodicJob(name="forget-imports", handler=forget_imports, every=timedelta(days=1), offset=timedelta(hours=3)),
    PeriodicJob(
        name="sweep-import-files", handler=sweep_import_files, every=timedelta(days=1), offset=timedelta(hours=5)
    ),
)

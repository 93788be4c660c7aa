"""What happens to media after the answer: files are brought into their lasting form, and what is over is collected."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from subgraphs.content.media_errors import FileDiffers, FileIsRefused
from subgraphs.content.media_files import INCOMING, KEPT, KeptFile, MediaFiles, keys_of, type_of_key
from subgraphs.content.models.media import MediaKind, MediaRow, MediaStatus
from subgraphs.content.repository.media import MediaRepository
from subgraphs.content.service.media import ProcessMedia, settle
from subgraphs.content.settings import ContentSettings
from subgraphs.content.wiring import ContentServices
from subgraphs.shared.ids import parse_id
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob, PeriodicRun
from subgraphs.shared.objects import ObjectIsMissing
from subgraphs.shared.uploads import UploadTooLarge

log = structlog.get_logger(__name__)

Context = JobContext[ContentSettings, ContentServices]

_BATCH = 100
_STRAY_AFTER = timedelta(days=1)
"""A file that belongs to nothing may be about to: its row is written after it."""

_STUCK_AFTER = timedelta(days=1)
"""By then, the last attempt to process it has failed."""

_GRACE = timedelta(hours=1)
"""Between a file that came at the last moment, and the client's word that it is there."""

_PATH = ("input", "mediaId")


async def process_media(job: Context, request: ProcessMedia) -> None:
    row = await _read(job, request.media_id)
    if row is None or row.status != MediaStatus.PROCESSING:
        return
    files = job.services.media
    if row.object_key is None:
        await _take_upload(job, files, row)
    if row.status == MediaStatus.PROCESSING and row.kind == MediaKind.IMAGE and row.object_key is not None:
        variants = await files.variants(row.id, row.object_key)
        await _change(job, files, row, variants=variants)


async def _take_upload(job: Context, files: MediaFiles, row: MediaRow) -> None:
    incoming = row.incoming_key
    if incoming is None:
        return
    try:
        async with files.fetched(incoming, row.size) as file:
            if file.size != row.size:
                raise FileDiffers(_PATH)
            kept = await files.keep(row.id, file, _PATH, type_of_key(incoming))
    except (FileIsRefused, UploadTooLarge, ObjectIsMissing) as error:
        refusal = error if isinstance(error, FileIsRefused) else FileDiffers(_PATH)
        await _change(job, files, row, failure=refusal)
    else:
        await _change(job, files, row, kept=kept)
    await files.objects.delete(incoming)


async def _change(
    job: Context,
    files: MediaFiles,
    row: MediaRow,
    kept: KeptFile | None = None,
    variants: list[dict[str, Any]] | None = None,
    failure: FileIsRefused | None = None,
) -> None:
    """Write what came of it, on the row that was read too; what was kept goes where the medium is gone meanwhile."""
    async with job.begin() as work:
        repository = MediaRepository(work.session)
        held = await repository.hold(row.id)
        if held is not None:
            size = held.size
            for each in (held, row):
                _apply(each, kept, variants, failure)
            await repository.resize(held.holder_id, held.size - size)
    if held is None:
        row.status = MediaStatus.FAILED
        made = [variant["key"] for variant in variants or []]
        await files.objects.delete(*made, *([kept.key] if kept is not None else []))


def _apply(
    row: MediaRow, kept: KeptFile | None, variants: list[dict[str, Any]] | None, failure: FileIsRefused | None
) -> None:
    if kept is not None:
        settle(row, kept)
    if variants is not None:
        row.variants, row.status = variants, MediaStatus.READY
    if failure is not None:
        row.failure, row.status, row.size = failure.code, MediaStatus.FAILED, 0
    row.incoming_key = None


async def _read(job: Context, media_id: UUID) -> MediaRow | None:
    async with job.database.read() as session:
        return await MediaRepository(session).get(media_id)


async def collect_media(job: Context, _run: PeriodicRun) -> None:
    """Forget uploads that never came, and what was deleted or used by nothing for long enough."""
    settings, now = job.settings, job.now()
    async with job.begin() as work:
        await MediaRepository(work.session).fail_stuck(now - _STUCK_AFTER)
    while True:
        async with job.begin() as work:
            repository = MediaRepository(work.session)
            rows = await repository.over(
                now - _GRACE, now - settings.media_restore_period, now - settings.media_orphan_period, _BATCH
            )
            keys = [key for row in rows for key in keys_of(row)]
            for row in rows:
                await repository.remove(row)
        # After the commit: a file without its row is found again, a row without its file is an error to readers.
        await job.services.media.objects.delete(*keys)
        if len(rows) < _BATCH:
            return


async def sweep_media_files(job: Context, _run: PeriodicRun) -> None:
    """Delete files that no medium has, as a crash leaves them, and count anew what all take."""
    objects, before = job.services.media.objects, job.now() - _STRAY_AFTER
    for folder in (INCOMING, KEPT):
        keys: list[str] = []
        async for info in objects.listing(folder):
            if info.written_at < before:
                keys.append(info.key)
            if len(keys) == _BATCH:
                await _delete_strays(job, keys)
                keys = []
        await _delete_strays(job, keys)
    async with job.begin() as work:
        await MediaRepository(work.session).count_anew()


async def _delete_strays(job: Context, keys: Sequence[str]) -> None:
    ids = {media_id for key in keys if (media_id := parse_id(key.split("/")[1])) is not None}
    async with job.database.read() as session:
        rows = await MediaRepository(session).by_ids(sorted(ids))
    known = {key for row in rows.values() for key in keys_of(row)}
    strays = [key for key in keys if key not in known]
    if strays:
        log.info("media.strays_deleted", count=len(strays))
        await job.services.media.objects.delete(*strays)


JOBS = (Job(request=ProcessMedia, handler=process_media, at_once=2),)
PERIODIC_JOBS = (
    PeriodicJob(name="collect-media", handler=collect_media, every=timedelta(hours=1)),
    PeriodicJob(
        name="sweep-media-files", handler=sweep_media_files, every=timedelta(days=1), offset=timedelta(hours=3)
    ),
)

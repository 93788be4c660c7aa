"""Everything about a person in one archive: every domain hands in its part, and the last one sets off the packing.

    COLLECTING --all parts are there--> PACKING --> READY --> EXPIRED
         `------- not within the patience -----> FAILED

Each step is one transaction, begun by an event or a job that comes at least once, and does nothing where the export is
elsewhere by then.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.errors import ExportWasMadeLately
from subgraphs.accounts.models.privacy import DataExportRow, ExportState
from subgraphs.accounts.privacy_events import UserDataRequested
from subgraphs.accounts.privacy_jobs import ExpireExport, GiveUpExport, PackExport, TellOfExport
from subgraphs.accounts.repository.privacy import Export, PrivacyRepository
from subgraphs.accounts.service import audit
from subgraphs.accounts.service.reauthentication import require_recent_proof
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Unauthenticated
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.jobs import JobContext
from subgraphs.shared.objects import ObjectStore, open_object_store
from subgraphs.shared.privacy_archive import pieces_of, save
from subgraphs.shared.privacy_participant import HANDOVER, part_key
from subgraphs.shared.unit_of_work import UnitOfWork

UNDER_WAY = frozenset({ExportState.COLLECTING, ExportState.PACKING})

Context = JobContext[AccountsSettings, object]


def export_channel(user_id: UUID) -> str:
    return f"data-export:{user_id}"


def archive_key(export_id: UUID) -> str:
    return f"exports/{export_id}.zip"


async def request_export(work: UnitOfWork, caller: Caller, settings: AccountsSettings) -> Export:
    """Set off an export; the one that is under way, where there is one. Raises `ExportWasMadeLately`."""
    await require_recent_proof(work, caller, settings.reauthentication_lifetime)
    repository = PrivacyRepository(work.session)
    if await repository.lock_user(caller.user_id) is None:
        raise Unauthenticated("This account does not exist any more.")
    latest = (await repository.latest_exports([caller.user_id])).get(caller.user_id)
    if latest is not None and latest.row.state in UNDER_WAY:
        return latest
    if latest is not None and latest.row.state != ExportState.FAILED:
        free_at = latest.row.requested_at + settings.export_pause
        if work.now < free_at:
            raise ExportWasMadeLately(free_at)
    row = DataExportRow(user_id=caller.user_id, state=ExportState.COLLECTING, requested_at=work.now)
    await repository.add_export(row, settings.privacy_domains)
    work.announce(UserDataRequested(user_id=caller.user_id, export_id=row.id))
    work.enqueue(GiveUpExport(export_id=row.id), run_at=work.now + settings.export_patience)
    audit.record(work, AuditKind.DATA_EXPORT_REQUESTED, user_id=caller.user_id, actor=caller)
    return (await repository.exports([row.id]))[row.id]


async def note_collected(work: UnitOfWork, event: EventEnvelope) -> None:
    """A domain's part is there."""
    repository = PrivacyRepository(work.session)
    export = await repository.export(UUID(event.data["exportId"]))
    if export is None or export.state != ExportState.COLLECTING:
        return
    if await repository.mark_collected(export.id, event.data["domain"], work.now):
        export.state = ExportState.PACKING
        work.enqueue(PackExport(export_id=export.id), unique_key=str(export.id))
    _tell(work, export)


async def pack_export(job: Context, request: PackExport) -> None:
    export = await _load(job, request.export_id)
    if export is None or export.row.state != ExportState.PACKING:
        return
    handover, objects = await _open(job, HANDOVER), await _open(job, "accounts")
    parts = [part.domain for part in export.parts]
    with TemporaryDirectory() as directory:
        archive = Path(directory) / "export.zip"
        for number, domain in enumerate(parts):
            await save(handover, part_key(request.export_id, domain), Path(directory) / f"{domain}.zip")
            await job.report(number + 1, len(parts))
        await asyncio.to_thread(_join, Path(directory), archive, export)
        size = archive.stat().st_size
        await objects.put(archive_key(request.export_id), pieces_of(archive))
    async with job.finish() as work:
        row = await PrivacyRepository(work.session).export(request.export_id)
        if row is not None and row.state == ExportState.PACKING:
            _make_ready(work, row, size, job.settings)
    await _delete_parts(handover, export)


async def expire_export(job: Context, request: ExpireExport) -> None:
    export = await _load(job, request.export_id)
    if export is not None:
        await delete_files(job, export)
    async with job.finish() as work:
        row = await PrivacyRepository(work.session).export(request.export_id)
        if row is not None and row.state == ExportState.READY:
            row.state, row.object_key = ExportState.EXPIRED, None
            _tell(work, row)


async def give_up_export(job: Context, request: GiveUpExport) -> None:
    async with job.finish() as work:
        row = await PrivacyRepository(work.session).export(request.export_id)
        if row is not None and row.state in UNDER_WAY:
            row.state, row.finished_at = ExportState.FAILED, work.now
            # By then no part is on its way any more.
            work.enqueue(ExpireExport(export_id=row.id), run_at=work.now + job.settings.export_retention)
            _tell(work, row)


async def delete_files(job: Context, export: Export) -> None:
    """The archive, and what is left of its parts."""
    await (await _open(job, "accounts")).delete(archive_key(export.row.id))
    await _delete_parts(await _open(job, HANDOVER), export)


def _make_ready(work: UnitOfWork, row: DataExportRow, size: int, settings: AccountsSettings) -> None:
    row.state, row.finished_at = ExportState.READY, work.now
    row.expires_at = work.now + settings.export_retention
    row.object_key, row.size_bytes = archive_key(row.id), size
    work.enqueue(ExpireExport(export_id=row.id), run_at=row.expires_at)
    work.enqueue(TellOfExport(export_id=row.id))
    _tell(work, row)


def _tell(work: UnitOfWork, row: DataExportRow) -> None:
    work.publish_live(export_channel(row.user_id), {"exportId": str(row.id)})


async def _load(job: Context, export_id: UUID) -> Export | None:
    async with job.database.read() as session:
        return (await PrivacyRepository(session).exports([export_id])).get(export_id)


async def _open(job: Context, store: str) -> ObjectStore:
    return await asyncio.to_thread(open_object_store, job.settings, store, job.transactions.clock)


async def _delete_parts(handover: ObjectStore, export: Export) -> None:
    await handover.delete(*(part_key(export.row.id, part.domain) for part in export.parts))


def _join(directory: Path, target: Path, export: Export) -> None:
    """One archive with a folder per domain, and a page of contents."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        contents: dict[str, list[str]] = {}
        for part in export.parts:
            with ZipFile(directory / f"{part.domain}.zip") as source:
                contents[part.domain] = list(_copy_members(source, archive, part.domain))
        about = {"userId": str(export.row.user_id), "requestedAt": export.row.requested_at, "contents": contents}
        archive.writestr("contents.json", orjson.dumps(about, option=orjson.OPT_INDENT_2))


def _copy_members(source: ZipFile, target: ZipFile, folder: str) -> Iterator[str]:
    for member in source.infolist():
        info = ZipInfo(f"{folder}/{member.filename}", member.date_time)
        info.compress_type = member.compress_type
        with source.open(member) as reader, target.open(info, "w", force_zip64=True) as writer:
            copyfileobj(reader, writer)
        yield info.filename

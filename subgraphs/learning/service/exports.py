"""Exports: begun, cancelled, written down for download.

PENDING --> RUNNING --> READY --> EXPIRED
either of the first two --> FAILED, CANCELLED
"""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from subgraphs.learning.import_errors import (
    AnotherExportIsRunning,
    ExportIsUnknown,
    ImportIsOver,
    NothingToExport,
    TooManyImports,
    TooMuchToExport,
)
from subgraphs.learning.import_options import ExportOptions
from subgraphs.learning.import_settings import ImportSettings
from subgraphs.learning.models.imports import ExportFormat, ExportRow, ExportState
from subgraphs.learning.repository.imported_cards import ImportedCardRepository
from subgraphs.learning.repository.imports import EXPORTS_UNDER_WAY, ExportRepository
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.placing import place_refusals
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.unit_of_work import UnitOfWork

_ONE_DAY = timedelta(days=1)


class RunExport(JobRequest):
    """Write the file."""

    kind: ClassVar[str] = "run-export"

    export_id: UUID


class GiveUpExport(JobRequest):
    """Nobody should wait for ever."""

    kind: ClassVar[str] = "give-up-cards-export"

    export_id: UUID


class ExpireExport(JobRequest):
    """Delete the file."""

    kind: ClassVar[str] = "expire-cards-export"

    export_id: UUID


def exports_channel(owner_id: UUID) -> str:
    return f"exports:{owner_id}"


async def begin_export(
    work: UnitOfWork,
    owner_id: UUID,
    format: ExportFormat,
    options: ExportOptions,
    settings: ImportSettings,
    client_mutation_id: str | None,
) -> ExportRow:
    """Have some flashcards written to a file. A repetition finds the export that the first sending made."""
    repository = ExportRepository(work.session)
    performed = await claim(work, owner_id, client_mutation_id, f"export:{format}")
    if performed is not None and not performed.is_new:
        found = await repository.locked(UUID(performed.row.result), owner_id)
        if found is None:
            raise ExportIsUnknown(performed.row.result)
        return found
    row = await _new_row(work, owner_id, format, options, settings)
    repository.add(row)
    if performed is not None:
        performed.row.result = str(row.id)
    work.enqueue(RunExport(export_id=row.id))
    work.enqueue(GiveUpExport(export_id=row.id), run_at=work.now + settings.import_patience)
    return row


async def cancel_export(work: UnitOfWork, owner_id: UUID, export_id: UUID) -> ExportRow:
    """Cancelling twice is cancelling once. Raises refusals for one that has ended otherwise."""
    row = await ExportRepository(work.session).locked(export_id, owner_id)
    if row is None:
        raise ExportIsUnknown(str(export_id))
    if row.state == ExportState.CANCELLED:
        return row
    if row.state not in EXPORTS_UNDER_WAY:
        raise ImportIsOver
    finish_export(work, row, ExportState.CANCELLED)
    return row


def finish_export(work: UnitOfWork, row: ExportRow, state: ExportState, failure: str | None = None) -> None:
    row.state, row.failure, row.finished_at = state, failure, work.now
    tell(work, row)


def tell(work: UnitOfWork, row: ExportRow) -> None:
    work.publish_live(exports_channel(row.owner_id), {"exportId": str(row.id)})


async def _new_row(
    work: UnitOfWork, owner_id: UUID, format: ExportFormat, options: ExportOptions, settings: ImportSettings
) -> ExportRow:
    """Raises refusals."""
    repository = ExportRepository(work.session)
    raise_refusals(await place_refusals(work, owner_id, options.topic_id, options.deck_id))
    if await repository.is_one_under_way(owner_id):
        raise AnotherExportIsRunning
    if await repository.count_since(owner_id, work.now - _ONE_DAY) >= settings.exports_per_day:
        raise TooManyImports(settings.exports_per_day)
    count = await ImportedCardRepository(work.session).count_chosen(owner_id, options)
    if count == 0:
        raise NothingToExport
    if count > settings.export_most_cards:
        raise TooMuchToExport(settings.export_most_cards)
    return ExportRow(
        id=new_id(),
        owner_id=owner_id,
        format=format,
        state=ExportState.PENDING,
        options=options.model_dump(mode="json"),
        card_count=count,
        media_count=0,
        done=0,
        total=0,
        object_key=None,
        size=0,
        failure=None,
        created_at=work.now,
        finished_at=None,
        expires_at=None,
    )

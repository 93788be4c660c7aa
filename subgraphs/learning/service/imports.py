"""Imports: begun, looked at, started, cancelled.

    PENDING --> RUNNING --> DONE            at once
    PENDING --> PREVIEWED --> PENDING ...   where the learner wants to look first
    any of them but the last --> FAILED, CANCELLED

Flashcards appear in the one transaction that makes the import DONE, and only if it is not cancelled by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from subgraphs.learning.delimited.columns import CardColumn
from subgraphs.learning.import_errors import (
    AnotherImportIsRunning,
    ColumnsAreWrong,
    DuplicatesCannotBeAdded,
    ImportFileIsEmpty,
    ImportFileIsTooLarge,
    ImportHasNoPreview,
    ImportIsOver,
    ImportIsUnknown,
    TooManyImports,
)
from subgraphs.learning.import_options import DuplicatePolicy, ImportOptions
from subgraphs.learning.import_settings import ImportSettings
from subgraphs.learning.models.imports import ImportFormat, ImportRow, ImportState
from subgraphs.learning.repository.imports import ImportRepository
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.placing import place_refusals
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.unit_of_work import UnitOfWork

ONE_DAY = timedelta(days=1)
OVER = frozenset({ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED})
_LONGEST_FILE_NAME = 200


class RunImport(JobRequest):
    """Look at the file, and make flashcards of it."""

    kind: ClassVar[str] = "run-import"

    import_id: UUID


class GiveUpImport(JobRequest):
    """Nobody should wait for ever."""

    kind: ClassVar[str] = "give-up-import"

    import_id: UUID


class ThrowImportFileAway(JobRequest):
    """Nobody needs it any more."""

    kind: ClassVar[str] = "throw-import-file-away"

    import_id: UUID


@dataclass(frozen=True, slots=True)
class NewImport:
    import_id: UUID
    format: ImportFormat
    file_name: str
    file_size: int
    object_key: str
    options: ImportOptions


def imports_channel(owner_id: UUID) -> str:
    return f"imports:{owner_id}"


def check_file(format: ImportFormat, size: int, settings: ImportSettings) -> None:
    """Raises refusals."""
    most = settings.import_table_bytes if format is ImportFormat.CSV else settings.import_file_bytes
    if size == 0:
        raise ImportFileIsEmpty
    if size > most:
        raise ImportFileIsTooLarge(most)


def check_options(format: ImportFormat, options: ImportOptions) -> None:
    """Raises refusals."""
    if format is ImportFormat.ANKI and options.duplicates is DuplicatePolicy.ADD:
        raise DuplicatesCannotBeAdded
    if options.columns is not None:
        named = [column for column in options.columns if column is not CardColumn.IGNORED]
        if CardColumn.FRONT not in named or len(set(named)) < len(named):
            raise ColumnsAreWrong(("input", "options", "columns"))


async def begin_import(
    work: UnitOfWork, owner_id: UUID, wanted: NewImport, settings: ImportSettings, client_mutation_id: str | None
) -> ImportRow:
    """Note what is to be imported, and have it done. A repetition finds the import that the first sending made."""
    repository = ImportRepository(work.session)
    performed = await claim(work, owner_id, client_mutation_id, f"import:{wanted.format}:{wanted.file_size}")
    if performed is not None and not performed.is_new:
        found = await repository.locked(UUID(performed.row.result), owner_id)
        if found is None:
            raise ImportIsUnknown(performed.row.result)
        return found
    await _check_room(work, owner_id, wanted.options, settings)
    row = ImportRow(
        id=wanted.import_id,
        owner_id=owner_id,
        format=wanted.format,
        state=ImportState.PENDING,
        file_name=wanted.file_name[:_LONGEST_FILE_NAME],
        file_size=wanted.file_size,
        object_key=wanted.object_key,
        options=wanted.options.model_dump(mode="json"),
        preview=None,
        counts={},
        problems=[],
        problem_count=0,
        failure=None,
        done=0,
        total=0,
        created_at=work.now,
        finished_at=None,
    )
    repository.add(row)
    if performed is not None:
        performed.row.result = str(row.id)
    work.enqueue(RunImport(import_id=row.id))
    work.enqueue(GiveUpImport(import_id=row.id), run_at=work.now + settings.import_patience)
    return row


async def start_import(
    work: UnitOfWork, owner_id: UUID, import_id: UUID, changes: Mapping[str, Any], settings: ImportSettings
) -> ImportRow:
    """Go on from the preview, perhaps otherwise than it was begun. Starting what is started changes nothing."""
    row = await _held(work, owner_id, import_id)
    if row.state in (ImportState.PENDING, ImportState.RUNNING) and not _options(row).stops_at_preview:
        return row
    if row.state != ImportState.PREVIEWED:
        raise ImportHasNoPreview
    chosen = {name: value for name, value in changes.items() if value is not None}
    options = ImportOptions.model_validate({**row.options, **chosen, "stops_at_preview": False})
    check_options(ImportFormat(row.format), options)
    raise_refusals(await _refusals(work, owner_id, options))
    if await ImportRepository(work.session).is_one_under_way(owner_id):
        raise AnotherImportIsRunning
    row.options, row.state = options.model_dump(mode="json"), ImportState.PENDING
    row.problems, row.problem_count, row.counts = [], 0, {}
    work.enqueue(RunImport(import_id=row.id))
    tell(work, row)
    return row


async def cancel_import(work: UnitOfWork, owner_id: UUID, import_id: UUID) -> ImportRow:
    """Cancelling twice is cancelling once. Raises refusals for one that has ended otherwise."""
    row = await _held(work, owner_id, import_id)
    if row.state == ImportState.CANCELLED:
        return row
    if row.state in OVER:
        raise ImportIsOver
    finish(work, row, ImportState.CANCELLED)
    return row


def finish(work: UnitOfWork, row: ImportRow, state: ImportState, failure: str | None = None) -> None:
    row.state, row.failure, row.finished_at = state, failure, work.now
    work.enqueue(ThrowImportFileAway(import_id=row.id))
    tell(work, row)


def tell(work: UnitOfWork, row: ImportRow) -> None:
    work.publish_live(imports_channel(row.owner_id), {"importId": str(row.id)})


async def _held(work: UnitOfWork, owner_id: UUID, import_id: UUID) -> ImportRow:
    row = await ImportRepository(work.session).locked(import_id, owner_id)
    if row is None:
        raise ImportIsUnknown(str(import_id))
    return row


def _options(row: ImportRow) -> ImportOptions:
    return ImportOptions.model_validate(row.options)


async def _check_room(work: UnitOfWork, owner_id: UUID, options: ImportOptions, settings: ImportSettings) -> None:
    repository = ImportRepository(work.session)
    refusals = await _refusals(work, owner_id, options)
    if await repository.is_one_under_way(owner_id):
        refusals.append(AnotherImportIsRunning())
    elif await repository.count_since(owner_id, work.now - ONE_DAY) >= settings.imports_per_day:
        refusals.append(TooManyImports(settings.imports_per_day))
    raise_refusals(refusals)


async def _refusals(work: UnitOfWork, owner_id: UUID, options: ImportOptions) -> list[Refusal]:
    return await place_refusals(work, owner_id, options.topic_id, options.deck_id)

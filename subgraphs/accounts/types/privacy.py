"""Exports and erasures, as the person sees them whom they are about."""

from datetime import datetime

import strawberry

from subgraphs.accounts.models.privacy import DataExportPartRow, ErasurePartRow, ErasureState, ExportState
from subgraphs.accounts.repository.privacy import Export, PendingErasure
from subgraphs.accounts.types.context import Info
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scalars import Url
from subgraphs.shared.user_errors import UserError, user_errors_field

describe_enum(
    ExportState,
    "How far an export is.",
    {
        ExportState.COLLECTING: "Every domain puts together what it holds.",
        ExportState.PACKING: "All parts are there and become one archive.",
        ExportState.READY: "The archive can be downloaded until it expires.",
        ExportState.FAILED: "A part did not come in time. Another export can be asked for at once.",
        ExportState.EXPIRED: "The archive has been deleted.",
    },
    name="DataExportState",
)
describe_enum(
    ErasureState,
    "How far an erasure is.",
    {
        ErasureState.SCHEDULED: "Nothing has happened yet, and it can be cancelled.",
        ErasureState.CLOSING: "Nobody signs in any more; what was handed out before expires within minutes.",
        ErasureState.ERASING: "Every domain erases what it holds.",
        ErasureState.ERASED: "It is done.",
        ErasureState.CANCELLED: "It was taken back in time.",
    },
    name="AccountErasureState",
)


@strawberry.type(description="How much of an export is done.")
class DataExportProgress:
    done: int = strawberry.field(description="Steps that are behind: a part per domain, and the packing.")
    total: int = strawberry.field(description="Steps that there are in all.")


@strawberry.type(description="One domain's part of an export.")
class DataExportPart:
    domain: str = strawberry.field(description="The name of the domain, and of its folder in the archive.")
    collected_at: datetime | None = strawberry.field(description="When it was handed in; null while it is awaited.")

    @classmethod
    def from_row(cls, row: DataExportPartRow) -> "DataExportPart":
        return cls(domain=row.domain, collected_at=row.collected_at)


@strawberry.type(description="Everything that the platform holds of a person, from every domain, in one ZIP archive.")
class DataExport:
    id: strawberry.ID = strawberry.field(description="Opaque.")
    state: ExportState = strawberry.field(description="How far it is.")
    progress: DataExportProgress = strawberry.field(description="The same in numbers, for a bar.")
    parts: list[DataExportPart] = strawberry.field(description="What every domain has to hand in, by name.")
    requested_at: datetime = strawberry.field(description="When it was asked for.")
    finished_at: datetime | None = strawberry.field(
        description="When it was ready or had failed; null while it is under way."
    )
    expires_at: datetime | None = strawberry.field(description="When the archive is deleted; null before it is ready.")
    size_bytes: float | None = strawberry.field(
        description="How long the archive is; null before it is ready. Archives may outgrow 32-bit integers."
    )
    object_key: strawberry.Private[str | None]

    @strawberry.field(
        description="Where to download the archive. The address works for about an hour and for whoever has it; ask "
        "again for a fresh one. Null while there is no archive."
    )
    def download_url(self, info: Info) -> Url | None:
        if self.object_key is None:
            return None
        return Url(info.context.services.objects.signed_url(self.object_key, "kumiki-data.zip"))

    @classmethod
    def from_export(cls, export: Export) -> "DataExport":
        row = export.row
        is_packed = row.state in (ExportState.READY, ExportState.EXPIRED)
        collected = sum(part.collected_at is not None for part in export.parts)
        return cls(
            id=strawberry.ID(str(row.id)),
            state=ExportState(row.state),
            progress=DataExportProgress(done=collected + is_packed, total=len(export.parts) + 1),
            parts=[DataExportPart.from_row(part) for part in export.parts],
            requested_at=row.requested_at,
            finished_at=row.finished_at,
            expires_at=row.expires_at,
            size_bytes=row.size_bytes,
            object_key=row.object_key,
        )


@strawberry.type(description="Records that outlive the account they were about.")
class RetainedRecords:
    what: str = strawberry.field(description="Which kind of record, by its name in the archive of an export.")
    count: int = strawberry.field(description="How many of them there are.")
    because: str = strawberry.field(description="Why they have to stay, in English.")


@strawberry.type(description="What one domain has said to an erasure.")
class AccountErasurePart:
    domain: str = strawberry.field(description="The name of the domain.")
    retained: list[RetainedRecords] | None = strawberry.field(
        description="What it will have to keep; null for a moment, until it has looked."
    )
    confirmed_at: datetime | None = strawberry.field(
        description="When it had erased the rest; null as long as it has not."
    )

    @classmethod
    def from_row(cls, row: ErasurePartRow) -> "AccountErasurePart":
        has_looked = row.foretold_at is not None or row.confirmed_at is not None
        retained = [RetainedRecords(**each) for each in row.retained] if has_looked else None
        return cls(domain=row.domain, retained=retained, confirmed_at=row.confirmed_at)


@strawberry.type(description="The end of an account, from every domain, after some days to think better of it.")
class AccountErasure:
    id: strawberry.ID = strawberry.field(description="Opaque.")
    state: ErasureState = strawberry.field(description="How far it is.")
    requested_at: datetime = strawberry.field(description="When it was asked for.")
    erase_at: datetime = strawberry.field(description="Until when it can be cancelled.")
    parts: list[AccountErasurePart] = strawberry.field(description="What every domain has said to it, by name.")

    @classmethod
    def from_pending(cls, pending: PendingErasure) -> "AccountErasure":
        row = pending.row
        return cls(
            id=strawberry.ID(str(row.id)),
            state=ErasureState(row.state),
            requested_at=row.requested_at,
            erase_at=row.erase_at,
            parts=[AccountErasurePart.from_row(part) for part in pending.parts],
        )


@strawberry.type
class OwnPrivacy:
    """The part of `User` that tells of both."""

    id: strawberry.ID
    is_oneself: strawberry.Private[bool]

    @strawberry.field(
        description="The last export of everything about this person that they asked for. Shown to themselves only; "
        "null to everyone else, and where they asked for none."
    )
    async def data_export(self, info: Info) -> DataExport | None:
        key = parse_id(self.id)
        caller = info.context.caller
        if key is None or caller is None or caller.user_id != key or caller.impersonator_id is not None:
            return None
        export = await info.context.loaders.latest_export.load(key)
        return DataExport.from_export(export) if export else None

    @strawberry.field(
        description="The erasure of this account that is pending. Shown to themselves only, at signing in too, so that "
        "they can cancel it; null to everyone else, and where none is."
    )
    async def erasure(self, info: Info) -> AccountErasure | None:
        key = parse_id(self.id)
        caller = info.context.caller
        if key is None or not (self.is_oneself or (caller is not None and caller.user_id == key)):
            return None
        pending = await info.context.loaders.pending_erasure.load(key)
        return AccountErasure.from_pending(pending) if pending else None


@strawberry.input(description="A wish for everything that the platform holds of the caller.")
class RequestDataExportInput:
    client_mutation_id: str | None = strawberry.field(
        default=None, description="Not needed: a second request finds the export that is under way. Taken and ignored."
    )


@strawberry.type(description="An export that is under way.")
class RequestDataExportPayload:
    data_export: DataExport | None = strawberry.field(
        default=None, description="The one that was set off, or was under way before; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A wish to be erased.")
class RequestAccountErasureInput:
    client_mutation_id: str | None = strawberry.field(
        default=None, description="Not needed: a second request finds the erasure that is pending. Taken and ignored."
    )


@strawberry.type(description="An erasure that is pending.")
class RequestAccountErasurePayload:
    erasure: AccountErasure | None = strawberry.field(
        default=None, description="The one that was scheduled, or was pending before; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A change of mind.")
class CancelAccountErasureInput:
    client_mutation_id: str | None = strawberry.field(
        default=None, description="Not needed: cancelling twice is cancelling once. Taken and ignored."
    )


@strawberry.type(description="The account stays.")
class CancelAccountErasurePayload:
    is_staying: bool | None = strawberry.field(
        default=None, description="True when no erasure is pending any more; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()

"""The audit log, as people read their own part of it and administrators all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry

from subgraphs.accounts.audit_kinds import AUDIT_KIND_DESCRIPTIONS, AuditKind
from subgraphs.accounts.models.audit import AuditEntryRow
from subgraphs.accounts.repository.audit import AuditFilter, AuditRepository
from subgraphs.accounts.types.context import Info
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import page_request

describe_enum(AuditKind, "What an entry of the audit log tells of.", AUDIT_KIND_DESCRIPTIONS, name="SecurityEventKind")


@strawberry.type(description="Who an entry of the audit log names.")
class SecurityEventPerson:
    id: strawberry.ID = strawberry.field(description="The id of the account, also when it is no more.")

    @strawberry.field(description="The person's handle now; null when the account is no more.")
    async def handle(self, info: Info) -> str | None:
        user_id = parse_id(self.id)
        account = await info.context.loaders.account_by_id.load(user_id) if user_id else None
        return account.user.handle if account is not None else None

    @classmethod
    def of(cls, user_id: UUID | None) -> "SecurityEventPerson | None":
        return cls(id=strawberry.ID(str(user_id))) if user_id is not None else None


@strawberry.type(description="One more thing that is known of an entry.")
class SecurityEventDetail:
    name: str = strawberry.field(description="What is told, such as `reason`.")
    value: str = strawberry.field(description="What it was.")


@strawberry.type(description="An entry of the audit log. It is never changed, and never taken out.")
class SecurityEvent:
    position: int = strawberry.field(description="Its place in the log, from 1. No number is left out.")
    occurred_at: datetime = strawberry.field(description="When it happened.")
    kind: AuditKind = strawberry.field(description="What happened.")
    user: SecurityEventPerson | None = strawberry.field(description="Whom it happened to; null for nobody known.")
    actor: SecurityEventPerson | None = strawberry.field(
        description="Who did it; null where nobody was signed in, or the platform did it by itself."
    )
    impersonator: SecurityEventPerson | None = strawberry.field(
        description="The administrator who acted in the actor's name; null where the actor did it themselves."
    )

    @strawberry.field(description="What else is known. Empty once the person was erased whom it told of.")
    async def details(self, info: Info) -> list[SecurityEventDetail]:
        found = await info.context.loaders.audit_details.load(self.position) or {}
        return [SecurityEventDetail(name=name, value=value) for name, value in sorted(found.items())]

    @classmethod
    def from_row(cls, row: AuditEntryRow) -> "SecurityEvent":
        return cls(
            position=row.position,
            occurred_at=row.occurred_at,
            kind=AuditKind(row.kind),
            user=SecurityEventPerson.of(row.user_id),
            actor=SecurityEventPerson.of(row.actor_id),
            impersonator=SecurityEventPerson.of(row.impersonator_id),
        )


async def audit_connection(
    info: Info, wanted: AuditFilter, first: int | None, after: str | None
) -> Connection[SecurityEvent]:
    async with info.context.database.read() as session:
        page = await AuditRepository(session).page(wanted, page_request(first, after))
    return Connection[SecurityEvent].from_page(page, SecurityEvent.from_row)


@strawberry.type
class OwnSecurityEvents:
    """The part of `User` that lists them."""

    id: strawberry.ID

    @strawberry.field(
        description="What happened to the security of this person's account, the newest first. Shown to themselves "
        "only, null to others.",
        directives=[AUTHENTICATED],
    )
    async def security_events(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[SecurityEvent] | None:
        caller = info.context.caller
        if caller is None or parse_id(self.id) != caller.user_id:
            return None
        return await audit_connection(info, AuditFilter(user_id=caller.user_id), first, after)


def kinds_in(values: Sequence[AuditKind] | None) -> list[str] | None:
    return [kind.value for kind in values] if values is not None else None

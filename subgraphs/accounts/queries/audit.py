"""Reading the audit log of everybody."""

from datetime import datetime
from typing import Annotated

import strawberry

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.repository.audit import AuditFilter
from subgraphs.accounts.types.audit import SecurityEvent, audit_connection, kinds_in
from subgraphs.accounts.types.context import Info
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_scope
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope


@strawberry.input(description="Which entries to read; what is left out, or null, does not matter.")
class AuditLogFilter:
    user_id: strawberry.ID | None = strawberry.field(default=None, description="Those that happened to this person.")
    actor_id: strawberry.ID | None = strawberry.field(
        default=None, description="What this person did, in their own name or in another's."
    )
    kinds: list[AuditKind] | None = strawberry.field(default=None, description="Those that tell of one of these.")
    since: datetime | None = strawberry.field(default=None, description="Those from this instant on.")
    until: datetime | None = strawberry.field(default=None, description="Those before this instant.")


@strawberry.type
class AuditQueries:
    @strawberry.field(
        description="The audit log of everybody, the newest entry first.",
        directives=[requires_scopes(Scope.AUDIT_READ)],
    )
    async def audit_log(
        self,
        info: Info,
        filter: Annotated[AuditLogFilter | None, strawberry.argument(description="Which entries; all without.")] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[SecurityEvent] | None:
        require_scope(info, Scope.AUDIT_READ)
        return await audit_connection(info, _to_filter(filter or AuditLogFilter()), first, after)


def _to_filter(asked: AuditLogFilter) -> AuditFilter:
    ids = {"userId": asked.user_id, "actorId": asked.actor_id}
    unknown = [name for name, text in ids.items() if text is not None and parse_id(text) is None]
    if unknown:
        raise BadUserInput(f'"{unknown[0]}" is no id of a person.')
    return AuditFilter(
        user_id=parse_id(asked.user_id) if asked.user_id else None,
        actor_id=parse_id(asked.actor_id) if asked.actor_id else None,
        kinds=kinds_in(asked.kinds),
        since=asked.since,
        until=asked.until,
    )

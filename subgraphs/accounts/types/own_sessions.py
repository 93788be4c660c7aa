"""Where a person is signed in, as they see it themselves."""

from datetime import datetime
from uuid import UUID

import strawberry

from subgraphs.accounts.countries import Countries
from subgraphs.accounts.models.sessions import SessionRow
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.user_agents import device_in_words
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_scope
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import page_request
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.type(description="One place where a person is signed in.")
class DeviceSession:
    id: strawberry.ID = strawberry.field(description="Opaque; ends the session with `endSession`.")
    device: str | None = strawberry.field(
        description="A guess at program and device from what the client calls itself, such as `Firefox on Windows`; "
        "null when it said nothing."
    )
    place: str | None = strawberry.field(
        description="The network it was last used from: an address without its last part, such as `203.0.113.0/24`; "
        "null when it is not known."
    )
    country: str | None = strawberry.field(
        description="Where that network is, in two letters (ISO 3166) such as `JP`; null where nobody can tell."
    )
    created_at: datetime = strawberry.field(description="When somebody signed in.")
    last_used_at: datetime = strawberry.field(description="When its tokens were last exchanged for new ones.")
    is_current: bool = strawberry.field(description="Whether this request belongs to it.")

    @classmethod
    def from_row(cls, row: SessionRow, current: UUID | None, countries: Countries) -> "DeviceSession":
        return cls(
            id=strawberry.ID(str(row.id)),
            device=device_in_words(row.user_agent),
            place=row.network,
            country=countries.of(row.network),
            created_at=row.created_at,
            last_used_at=row.last_used_at or row.created_at,
            is_current=row.id == current,
        )


@strawberry.type
class OwnSessions:
    """The part of `User` that lists them."""

    id: strawberry.ID

    @strawberry.field(
        description="Where this person is signed in, the newest first. Shown to themselves only, null to others.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    async def sessions(self, info: Info, first: First = None, after: After = None) -> Connection[DeviceSession] | None:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        if parse_id(self.id) != caller.user_id:
            return None
        used_since = info.context.clock() - info.context.services.credentials.refresh_token_lifetime
        async with info.context.database.read() as session:
            page = await SessionsRepository(session).page_of_user(
                caller.user_id, page_request(first, after), used_since
            )
        countries = info.context.services.credentials.countries
        return Connection[DeviceSession].from_page(
            page, lambda row: DeviceSession.from_row(row, caller.session_id, countries)
        )


@strawberry.input(description="One session to end.")
class EndSessionInput:
    session_id: strawberry.ID = strawberry.field(description="One of the caller's own, the current one included.")


@strawberry.type(description="The end of one session.")
class EndSessionPayload:
    session_id: strawberry.ID | None = strawberry.field(
        default=None, description="Which has ended, for clients to drop from their caches; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Which sessions to end.")
class SignOutEverywhereInput:
    keep_current: bool = strawberry.field(
        default=True, description="Whether the session that this request belongs to goes on."
    )


@strawberry.type(description="The end of many sessions.")
class SignOutEverywherePayload:
    ended_sessions: int | None = strawberry.field(
        default=None,
        description="How many have ended; null when refused. Access tokens given out last until they expire.",
    )
    user_errors: list[UserError] = user_errors_field()

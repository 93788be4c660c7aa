"""People as administrators see them, and what administrators do."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry

from subgraphs.accounts.models.standing import SuspensionRow
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.repository.standing import Standing, StandingRepository
from subgraphs.accounts.roles import Role
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.user import User
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.scalars import EmailAddress
from subgraphs.shared.user_errors import UserError, user_errors_field

describe_enum(
    Standing,
    "Whether somebody may sign in.",
    {Standing.ACTIVE: "They may.", Standing.SUSPENDED: "An administrator keeps them out for now."},
    name="UserStanding",
)


@strawberry.type(description="A time in which somebody may not sign in.")
class Suspension:
    reason: str = strawberry.field(description="What the person is told when they try to sign in.")
    since: datetime = strawberry.field(description="When it began.")
    until: datetime | None = strawberry.field(description="When it ends by itself; null when somebody has to end it.")

    @classmethod
    def from_row(cls, row: SuspensionRow) -> "Suspension":
        return cls(reason=row.reason, since=row.since, until=row.until)


@strawberry.type(description="A person as administrators see them, for `users:manage` only.")
class ManagedUser:
    user: User = strawberry.field(description="The person, as everybody else sees them.")
    email: EmailAddress = strawberry.field(description="Where they receive mail.")
    roles: list[Role] = strawberry.field(description="What they are on the platform.")
    standing: Standing = strawberry.field(description="Whether they may sign in.")
    suspension: Suspension | None = strawberry.field(description="Why not; null for somebody who may.")

    @classmethod
    def of(cls, account: Account, suspension: SuspensionRow | None) -> "ManagedUser":
        return cls(
            user=User.from_account(account),
            email=EmailAddress(account.user.email),
            roles=[role for role in Role if role in account.user.roles],
            standing=Standing.SUSPENDED if suspension is not None else Standing.ACTIVE,
            suspension=Suspension.from_row(suspension) if suspension is not None else None,
        )

    @classmethod
    async def of_ids(cls, info: Info, user_ids: Sequence[UUID]) -> "list[ManagedUser]":
        """In the order of the ids; who does not exist is left out."""
        async with info.context.database.read() as session:
            suspensions = await StandingRepository(session).suspensions(user_ids, info.context.clock())
        accounts = await info.context.loaders.account_by_id.load_many(user_ids)
        return [cls.of(account, suspensions.get(account.user.id)) for account in accounts if account is not None]

    @classmethod
    async def of_id(cls, info: Info, user_id: UUID) -> "ManagedUser | None":
        return next(iter(await cls.of_ids(info, [user_id])), None)


@strawberry.input(description="Whom to keep out.")
class SuspendUserInput:
    user_id: strawberry.ID = strawberry.field(description="Anybody but oneself.")
    reason: str = strawberry.field(description="Why, in words that the person may read; 500 characters at most.")
    until: datetime | None = strawberry.field(
        default=None, description="When it ends by itself; null to end it by hand."
    )


@strawberry.type(description="What came of keeping somebody out.")
class SuspendUserPayload:
    managed_user: ManagedUser | None = strawberry.field(
        default=None, description="The person, suspended; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Whom to let in again.")
class RestoreUserInput:
    user_id: strawberry.ID = strawberry.field(description="Somebody who is suspended.")


@strawberry.type(description="What came of letting somebody in again.")
class RestoreUserPayload:
    managed_user: ManagedUser | None = strawberry.field(
        default=None, description="The person, in good standing; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="What somebody is to be.")
class ChangeUserRolesInput:
    user_id: strawberry.ID = strawberry.field(description="Anybody but oneself.")
    roles: list[Role] = strawberry.field(description="All their roles from now on; USER is always one.")


@strawberry.type(description="What came of changing roles.")
class ChangeUserRolesPayload:
    managed_user: ManagedUser | None = strawberry.field(
        default=None, description="The person with the new roles; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="In whose name to act.")
class ImpersonateUserInput:
    user_id: strawberry.ID = strawberry.field(description="Anybody but oneself and administrators.")
    reason: str = strawberry.field(description="Why: the person reads it among their security events.")


@strawberry.type(description="What came of wanting to act in somebody's name.")
class ImpersonateUserPayload:
    user: User | None = strawberry.field(default=None, description="In whose name; null when refused.")
    access_token: str | None = strawberry.field(
        default=None,
        description="Sent like one's own. It cannot be refreshed, and is refused where only the person themselves may "
        "act; null when refused.",
    )
    access_token_expires_at: datetime | None = strawberry.field(
        default=None, description="From when on the token is refused; null when there is none."
    )
    user_errors: list[UserError] = user_errors_field()

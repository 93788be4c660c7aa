"""How somebody's own account is protected."""

import strawberry

from subgraphs.accounts.repository.second_factors import SecondFactorsRepository
from subgraphs.accounts.types.context import Info
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope


@strawberry.type(description="What protects an account beside its password.")
class AccountSecurity:
    has_password: bool = strawberry.field(description="Whether one can sign in with a password at all.")
    is_email_confirmed: bool = strawberry.field(
        description="Whether the address was proven to be read. Only then it signs in, and resets the password."
    )
    is_totp_enabled: bool = strawberry.field(description="Whether signing in asks for a code of an authenticator app.")
    recovery_codes_left: int = strawberry.field(
        description="How many codes are left for when the app is lost. At none, make new ones."
    )


@strawberry.type
class OwnSecurity:
    """The part of `User` that tells of it."""

    id: strawberry.ID

    @strawberry.field(
        description="How this person's account is protected. Shown to themselves only, null to others.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    async def security(self, info: Info) -> AccountSecurity | None:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        account = await info.context.loaders.account_by_id.load(caller.user_id)
        if parse_id(self.id) != caller.user_id or account is None:
            return None
        async with info.context.database.read() as session:
            factors = SecondFactorsRepository(session)
            return AccountSecurity(
                has_password=bool(account.user.password_hash),
                is_email_confirmed=account.user.email_confirmed_at is not None,
                is_totp_enabled=await factors.has_confirmed_totp(caller.user_id),
                recovery_codes_left=await factors.unused_recovery_codes(caller.user_id),
            )

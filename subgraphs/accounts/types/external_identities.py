"""Identities elsewhere, as their owner sees them, and the way there."""

from datetime import datetime

import strawberry

from subgraphs.accounts.identity_providers.registry import NamedProvider
from subgraphs.accounts.models.external_identities import ExternalIdentityRow
from subgraphs.accounts.repository.external_identities import ExternalIdentitiesRepository
from subgraphs.accounts.service.external_sign_in import ExternalUse
from subgraphs.accounts.types.context import Info
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scalars import Url
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, user_errors_field

describe_enum(
    ExternalUse,
    "What somebody goes to an identity provider for.",
    {
        ExternalUse.SIGN_IN: "To sign in, or to make an account: ends with `completeExternalSignIn`.",
        ExternalUse.LINK: "To be able to sign in by it from now on: ends with `linkExternalIdentity`. Needs a caller "
        "with a fresh proof of identity.",
    },
)


@strawberry.type(description="Somewhere else where people have an identity that signs them in here.")
class IdentityProvider:
    key: str = strawberry.field(description="What `beginExternalSignIn` is told; it never changes.")
    name: str = strawberry.field(description="For the button: `Google`.")

    @classmethod
    def from_named(cls, named: NamedProvider) -> "IdentityProvider":
        return cls(key=named.key, name=named.name)


@strawberry.type(description="An identity elsewhere that signs this person in here.")
class ExternalIdentity:
    id: strawberry.ID = strawberry.field(description="Opaque; not what the provider calls it.")
    provider: str = strawberry.field(description="The key of the provider, whether or not it is still in use here.")
    label: str | None = strawberry.field(
        description="What the person knows it by: the address or name there when it was linked; null for neither."
    )
    created_at: datetime = strawberry.field(description="When it was linked.")
    last_used_at: datetime | None = strawberry.field(
        description="When it last signed somebody in; null while it has not."
    )

    @classmethod
    def from_row(cls, row: ExternalIdentityRow) -> "ExternalIdentity":
        return cls(
            id=strawberry.ID(str(row.id)),
            provider=row.provider,
            label=row.label,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )


@strawberry.type
class OwnExternalIdentities:
    """The part of `User` that lists them."""

    id: strawberry.ID

    @strawberry.field(
        description="Identities elsewhere that sign this person in, the newest first. Shown to themselves only; null "
        "to everyone else.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    async def external_identities(self, info: Info) -> list[ExternalIdentity] | None:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        if parse_id(self.id) != caller.user_id:
            return None
        async with info.context.database.read() as session:
            rows = await ExternalIdentitiesRepository(session).of_user(caller.user_id)
        return [ExternalIdentity.from_row(row) for row in rows]


@strawberry.input(description="Where to, and where back.")
class BeginExternalSignInInput:
    provider: str = strawberry.field(description="The key of one of `identityProviders`.")
    redirect_uri: str = strawberry.field(
        description="Where the client waits for its person: one of the addresses in the settings, to the letter."
    )
    use: ExternalUse = strawberry.field(default=ExternalUse.SIGN_IN, description="What for.")


@strawberry.type(description="The way to a provider, and what to keep until somebody is back.")
class BeginExternalSignInPayload:
    authorization_url: Url | None = strawberry.field(
        default=None, description="Where to send the person; null when refused."
    )
    state: str | None = strawberry.field(
        default=None,
        description="Comes back in the address; the client checks that it is the same. Null when refused.",
    )
    secret: str | None = strawberry.field(
        default=None,
        description="Stays with the client, such as in `sessionStorage`, and is in no address: without it nobody can "
        "finish what this client began. Null when refused.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="Until when the person has to be back; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="What somebody brought back, to be linked.")
class LinkExternalIdentityInput:
    code: str = strawberry.field(description="The `code` of the address that they came back to.")
    state: str = strawberry.field(description="Its `state`.")
    secret: str = strawberry.field(description="What the client kept.")
    issuer: str | None = strawberry.field(default=None, description="Its `iss`, where it has one.")


@strawberry.type(description="The identity, linked.")
class LinkExternalIdentityPayload:
    external_identity: ExternalIdentity | None = strawberry.field(
        default=None, description="It signs this person in from now on; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="The identity that is not to sign anybody in any more.")
class UnlinkExternalIdentityInput:
    external_identity_id: strawberry.ID = strawberry.field(
        description="One of the caller's own; not their last way in."
    )


@strawberry.type(description="The end of a link.")
class UnlinkExternalIdentityPayload:
    external_identity_id: strawberry.ID | None = strawberry.field(
        default=None, description="Which is gone, for clients to drop from their caches; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()

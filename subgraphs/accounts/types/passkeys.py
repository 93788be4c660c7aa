"""Passkeys, as their owner sees them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import strawberry
from strawberry.scalars import JSON

from subgraphs.accounts.models.passkeys import PasskeyRow
from subgraphs.accounts.relying_party import Attachment
from subgraphs.accounts.repository.passkeys import PasskeysRepository
from subgraphs.accounts.types.context import Info
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, user_errors_field

describe_enum(
    Attachment,
    "Where a new passkey may be kept.",
    {
        Attachment.PLATFORM: "On the device that asks, by its own lock screen.",
        Attachment.CROSS_PLATFORM: "Somewhere else: a security key, or a phone beside it.",
    },
    name="PasskeyAttachment",
)


@strawberry.type(description="A passkey: signs a person in by their device or security key, without a password.")
class Passkey:
    id: strawberry.ID = strawberry.field(description="Opaque; not what the authenticator calls it.")
    name: str = strawberry.field(description="What its owner calls it.")
    is_synced: bool = strawberry.field(
        description="Whether its maker keeps it on several devices; otherwise it is lost with the one."
    )
    created_at: datetime = strawberry.field(description="When it was added.")
    last_used_at: datetime | None = strawberry.field(
        description="When it last proved who somebody is; null while it has not."
    )
    counted_backwards_at: datetime | None = strawberry.field(
        description="When its counter last went back, as that of a copy would. Then remove it, unless you know why; "
        "null for nearly all."
    )

    @classmethod
    def from_row(cls, row: PasskeyRow) -> "Passkey":
        return cls(
            id=strawberry.ID(str(row.id)),
            name=row.name,
            is_synced=row.is_synced,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            counted_backwards_at=row.regressed_at,
        )


@strawberry.type
class OwnPasskeys:
    """The part of `User` that lists them."""

    id: strawberry.ID

    @strawberry.field(
        description="This person's passkeys, the newest first. Shown to themselves only; null to everyone else.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    async def passkeys(self, info: Info) -> list[Passkey] | None:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        if parse_id(self.id) != caller.user_id:
            return None
        async with info.context.database.read() as session:
            rows = await PasskeysRepository(session).of_user(caller.user_id)
        return [Passkey.from_row(row) for row in rows]


@strawberry.input(description="What kind of passkey is to be added.")
class BeginAddingPasskeyInput:
    attachment: Attachment | None = strawberry.field(
        default=None, description="Where it is to be kept; wherever the person likes when absent."
    )


@strawberry.type(description="What to ask the browser for a new passkey.")
class BeginAddingPasskeyPayload:
    options: JSON | None = strawberry.field(
        default=None,
        description="As it is for `PublicKeyCredential.parseCreationOptionsFromJSON`, whose result goes to "
        "`navigator.credentials.create`. Good for a few minutes and one answer; null when refused.",
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="The passkey that the browser made.")
class AddPasskeyInput:
    credential: JSON = strawberry.field(description="The `toJSON()` of what `navigator.credentials.create` gave.")
    name: str = strawberry.field(description="What to call it, in up to 80 characters: `My phone`.")


@strawberry.type(description="The new passkey.")
class AddPasskeyPayload:
    passkey: Passkey | None = strawberry.field(default=None, description="What was added; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Another name for a passkey.")
class RenamePasskeyInput:
    passkey_id: strawberry.ID = strawberry.field(description="One of the caller's own.")
    name: str = strawberry.field(description="The new name, in up to 80 characters.")


@strawberry.type(description="The passkey under its new name.")
class RenamePasskeyPayload:
    passkey: Passkey | None = strawberry.field(default=None, description="The passkey; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="The passkey that is not to work any more.")
class RemovePasskeyInput:
    passkey_id: strawberry.ID = strawberry.field(description="One of the caller's own; not their last way in.")


@strawberry.type(description="The end of a passkey.")
class RemovePasskeyPayload:
    passkey_id: strawberry.ID | None = strawberry.field(
        default=None, description="Which is gone, for clients to drop from their caches; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


class PasskeyUse(StrEnum):
    SIGN_IN = "sign-in"
    SECOND_FACTOR = "second-factor"
    PROOF = "proof"


describe_enum(
    PasskeyUse,
    "What a passkey is asked to answer.",
    {
        PasskeyUse.SIGN_IN: "Who somebody is who wants in: for `signInWithPasskey`.",
        PasskeyUse.SECOND_FACTOR: "That somebody who knows the password is that person: for `verifySecondFactor`.",
        PasskeyUse.PROOF: "That somebody who is signed in is still the same person: for `reauthenticate`.",
    },
)


@strawberry.input(description="What a passkey is needed for.")
class RequestPasskeyInput:
    use: PasskeyUse = strawberry.field(description="Where the answer goes: one to another question is refused.")
    challenge_token: str | None = strawberry.field(
        default=None, description="For `SECOND_FACTOR`: the token of the sign-in's challenge."
    )


@strawberry.type(description="What to ask the browser for a passkey.")
class RequestPasskeyPayload:
    options: JSON | None = strawberry.field(
        default=None,
        description="As it is for `PublicKeyCredential.parseRequestOptionsFromJSON`, whose result goes to "
        "`navigator.credentials.get`. Good for a few minutes and one answer; null when refused.",
    )
    user_errors: list[UserError] = user_errors_field()


def object_of(credential: JSON | None) -> dict[str, Any]:
    """In the form in which it is judged: what is no object has none of the members that are needed."""
    return dict(credential) if isinstance(credential, dict) else {}

"""The GraphQL types and inputs of accounts."""

from datetime import datetime

import strawberry

from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.loaders import Loaders
from subgraphs.accounts.models import ProfileRow
from subgraphs.accounts.repository import Account
from subgraphs.accounts.service import OpenedSession
from subgraphs.shared.context import SubgraphContext
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.scalars import EmailAddress
from subgraphs.shared.user_errors import UserError, user_errors_field

Info = strawberry.Info[SubgraphContext[Loaders, Credentials], None]


@strawberry.type(description="What a person shows of themselves, and how they like the platform.")
class Profile:
    display_name: str = strawberry.field(description="The name others see. Not unique; the handle is.")
    bio: str | None = strawberry.field(description="A few words about themselves; null when they wrote none.")
    locale: str = strawberry.field(description="The language they read the platform in, as a tag such as `en`.")
    time_zone: str = strawberry.field(description="Where their day begins, as the IANA database names it.")
    languages: list[str] = strawberry.field(description="Tags of the languages they learn, the dearest first.")

    @classmethod
    def from_row(cls, row: ProfileRow) -> "Profile":
        return cls(
            display_name=row.display_name,
            bio=row.bio,
            locale=row.locale,
            time_zone=row.time_zone,
            languages=list(row.languages),
        )


@strawberry.federation.type(keys=["id"], description="A person with an account. Other domains add to it.")
class User(Node):
    id: strawberry.ID = strawberry.field(description="Opaque; stays the same as long as the account exists.")
    handle: str = strawberry.field(description="The unique name by which others find and mention this person.")
    profile: Profile = strawberry.field(description="What this person shows of themselves.")
    time_zone: str = strawberry.field(
        description="Where this person's day begins; the same as in the profile, for domains that reckon in days."
    )
    created_at: datetime = strawberry.field(description="When the account was made.")
    private_email: strawberry.Private[str]
    is_oneself: strawberry.Private[bool] = False

    @strawberry.field(description="Where this person receives mail. Shown to themselves only; null to everyone else.")
    def email(self, info: Info) -> EmailAddress | None:
        caller = info.context.caller
        is_caller = caller is not None and str(caller.user_id) == self.id
        return EmailAddress(self.private_email) if is_caller or self.is_oneself else None

    @classmethod
    def from_account(cls, account: Account, is_oneself: bool = False) -> "User":
        """`is_oneself` for somebody who has just proven to be this user, and is not the request's caller yet."""
        return cls(
            id=strawberry.ID(str(account.user.id)),
            handle=account.user.handle,
            profile=Profile.from_row(account.profile),
            time_zone=account.profile.time_zone,
            created_at=account.user.created_at,
            private_email=account.user.email,
            is_oneself=is_oneself,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "User | None":
        key = parse_id(id)
        account = await info.context.loaders.account_by_id.load(key) if key else None
        return cls.from_account(account) if account else None


@strawberry.type(description="What a client keeps while somebody is signed in. Both tokens are secrets.")
class Session:
    access_token: str = strawberry.field(
        description="Sent with every request as `Authorization: Bearer ...`. Short-lived."
    )
    access_token_expires_at: datetime = strawberry.field(description="From when on the access token is refused.")
    refresh_token: str = strawberry.field(
        description="Exchanged for new tokens by `refreshSession`, once. Shown a second time, it ends the session."
    )
    refresh_token_expires_at: datetime = strawberry.field(description="Until when the session can be refreshed.")

    @classmethod
    def from_opened(cls, opened: OpenedSession) -> "Session":
        return cls(
            access_token=opened.access_token.text,
            access_token_expires_at=opened.access_token.expires_at,
            refresh_token=opened.refresh_token.text,
            refresh_token_expires_at=opened.refresh_token.expires_at,
        )


@strawberry.input(description="What a new account needs.")
class RegisterUserInput:
    handle: str = strawberry.field(description="3 to 24 letters a-z, digits, single underscores. Capitals are lowered.")
    email: EmailAddress = strawberry.field(description="An address without an account so far, in any case.")
    password: str = strawberry.field(description="10 to 256 characters of any kind.")
    display_name: str | None = strawberry.field(default=None, description="The name to show; the handle when absent.")
    locale: str = strawberry.field(default="en", description="The language to read the platform in.")
    time_zone: str = strawberry.field(default="UTC", description="Where the person's day begins: an IANA name.")
    languages: list[str] = strawberry.field(
        default_factory=lambda: ["ja"], description="Tags of the languages to learn, the dearest first."
    )


@strawberry.input(description="Who wants to sign in, and the proof.")
class SignInInput:
    login: str = strawberry.field(description="The handle or the email address, in any case.")
    password: str = strawberry.field(description="The account's password.")


@strawberry.input(description="The session to go on with.")
class RefreshSessionInput:
    refresh_token: str = strawberry.field(description="The newest refresh token of the session, never used before.")


@strawberry.input(description="The session to end.")
class SignOutInput:
    refresh_token: str = strawberry.field(description="Any refresh token of the session.")


@strawberry.input(description="What to change of one's profile. What is left out stays as it is.")
class UpdateProfileInput:
    display_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The new name to show. It cannot be emptied: null is refused."
    )
    bio: str | None = strawberry.field(
        default=strawberry.UNSET, description="The new words about oneself; null removes them."
    )
    locale: str | None = strawberry.field(
        default=strawberry.UNSET, description="The new language to read the platform in. Null is refused."
    )
    time_zone: str | None = strawberry.field(
        default=strawberry.UNSET, description="Where the day begins from now on: an IANA name. Null is refused."
    )
    languages: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="The whole new list of languages to learn. Null empties it."
    )


@strawberry.type(description="The new account, signed in.")
class RegisterUserPayload:
    user: User | None = strawberry.field(default=None, description="Who was registered; null when refused.")
    session: Session | None = strawberry.field(default=None, description="Their first session; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="Who signed in, and what to keep.")
class SignInPayload:
    user: User | None = strawberry.field(default=None, description="Who signed in; null when refused.")
    session: Session | None = strawberry.field(default=None, description="The new session; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The session, going on.")
class RefreshSessionPayload:
    user: User | None = strawberry.field(default=None, description="Whose session it is; null when refused.")
    session: Session | None = strawberry.field(
        default=None, description="The tokens that replace the old ones; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The end of a session.")
class SignOutPayload:
    signed_out: bool = strawberry.field(
        default=False,
        description="True when the session has ended, now or before. Access tokens given out last until they expire.",
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="The profile after the change.")
class UpdateProfilePayload:
    user: User | None = strawberry.field(default=None, description="Oneself, changed; null when refused.")
    user_errors: list[UserError] = user_errors_field()

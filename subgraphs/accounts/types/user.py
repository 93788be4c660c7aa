"""A person, as others and they themselves see them."""

from datetime import datetime

import strawberry

from subgraphs.accounts.models.users import ProfileRow
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.service.sessions import OpenedSession
from subgraphs.accounts.types.api_keys import OwnApiKeys
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.own_sessions import OwnSessions
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.scalars import EmailAddress


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
class User(OwnSessions, OwnApiKeys, Node):
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
    def of_opened(cls, opened: OpenedSession) -> "User":
        return cls.from_account(opened.account, is_oneself=True)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "User | None":
        key = parse_id(id)
        account = await info.context.loaders.account_by_id.load(key) if key else None
        return cls.from_account(account) if account else None

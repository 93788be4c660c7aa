"""A person, as others and they themselves see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from subgraphs.accounts.audiences import Preferences, Relation
from subgraphs.accounts.models.people import FriendRequestRow
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.repository.people import PeopleCounts, PeopleRepository, Ties
from subgraphs.accounts.roles import Role
from subgraphs.accounts.service.sessions import OpenedSession
from subgraphs.accounts.types.api_keys import OwnApiKeys
from subgraphs.accounts.types.audit import OwnSecurityEvents
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.external_identities import OwnExternalIdentities
from subgraphs.accounts.types.own_security import OwnSecurity
from subgraphs.accounts.types.own_sessions import OwnSessions
from subgraphs.accounts.types.passkeys import OwnPasskeys
from subgraphs.accounts.types.privacy import OwnPrivacy
from subgraphs.accounts.types.profile_of_user import Profile
from subgraphs.accounts.types.relationship import Relationship
from subgraphs.accounts.types.settings import UserSettings
from subgraphs.accounts.types.visibility import is_shown, relation_to
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, Edge, First, PageInfo
from subgraphs.shared.context import require_caller
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import Page, RowT, page_request
from subgraphs.shared.scalars import EmailAddress

describe_enum(
    Role,
    "What a person is on the platform. Each role adds to what the others allow.",
    {
        Role.USER: "Learns. Everybody is one.",
        Role.TUTOR: "Writes and reviews content.",
        Role.ADMIN: "Looks after people and content.",
    },
)


@strawberry.federation.type(keys=["id"], description="A person with an account. Other domains add to it.")
class User(
    OwnSessions, OwnSecurity, OwnPasskeys, OwnExternalIdentities, OwnApiKeys, OwnSecurityEvents, OwnPrivacy, Node
):
    id: strawberry.ID = strawberry.field(description="Opaque; stays the same as long as the account exists.")
    handle: str = strawberry.field(description="The unique name by which others find and mention this person.")
    time_zone: str = strawberry.field(
        description="Where this person's day begins; the same as in the profile, for domains that reckon in days."
    )
    created_at: datetime = strawberry.field(description="When the account was made.")
    account: strawberry.Private[Account]
    is_oneself: strawberry.Private[bool] = False

    @property
    def key(self) -> UUID:
        return self.account.user.id

    @property
    def preferences(self) -> Preferences:
        return self.account.preferences

    @strawberry.field(description="What this person shows of themselves to whoever asks.")
    async def profile(self, info: Info) -> Profile:
        shown = self.is_oneself or await is_shown(info, self.key, self.preferences.profile)
        return Profile.from_row(self.account.profile, shown)

    @strawberry.field(description="Where this person receives mail. Shown to themselves only; null to everyone else.")
    def email(self, info: Info) -> EmailAddress | None:
        return EmailAddress(self.account.user.email) if self._is_caller(info) else None

    @strawberry.field(description="What this person is on the platform. Shown to themselves only; null to others.")
    def roles(self, info: Info) -> list[Role] | None:
        return [role for role in Role if role in self.account.user.roles] if self._is_caller(info) else None

    @strawberry.field(description="How this person wants to be treated. Shown to themselves only; null to others.")
    def settings(self, info: Info) -> UserSettings | None:
        return UserSettings.of(self.account.profile, self.preferences) if self._is_caller(info) else None

    @strawberry.field(description="Whether whoever asks may see this person's progress.")
    async def shares_progress(self, info: Info) -> bool:
        return await is_shown(info, self.key, self.preferences.progress)

    @strawberry.field(description="Whether whoever asks may see if this person is there.")
    async def shares_presence(self, info: Info) -> bool:
        return await is_shown(info, self.key, self.preferences.presence)

    @strawberry.field(description="Who this person's friends are, the newest first; null where they do not show it.")
    async def friends(self, info: Info, first: First = None, after: After = None) -> "Connection[User] | None":
        if not await self._shows_friends(info):
            return None
        page = await info.context.loaders.friends.load((self._list_key(info), page_request(first, after)))
        return await people_connection(info, page, [row.friend_id for row in page.rows])

    @strawberry.field(description="Who follows this person, the newest first; null where they do not show it.")
    async def followers(self, info: Info, first: First = None, after: After = None) -> "Connection[User] | None":
        if not await self._shows_friends(info):
            return None
        page = await info.context.loaders.followers.load((self._list_key(info), page_request(first, after)))
        return await people_connection(info, page, [row.follower_id for row in page.rows])

    @strawberry.field(description="Whom this person follows, the newest first; null where they do not show it.")
    async def following(self, info: Info, first: First = None, after: After = None) -> "Connection[User] | None":
        if not await self._shows_friends(info):
            return None
        page = await info.context.loaders.following.load((self._list_key(info), page_request(first, after)))
        return await people_connection(info, page, [row.followee_id for row in page.rows])

    @strawberry.field(description="How many friends this person has; null where they do not show it.")
    async def friend_count(self, info: Info) -> int | None:
        counts = await self._counts(info)
        return counts.friends if counts is not None else None

    @strawberry.field(description="How many follow this person; null where they do not show it.")
    async def follower_count(self, info: Info) -> int | None:
        counts = await self._counts(info)
        return counts.followers if counts is not None else None

    @strawberry.field(description="How many this person follows; null where they do not show it.")
    async def following_count(self, info: Info) -> int | None:
        counts = await self._counts(info)
        return counts.following if counts is not None else None

    @strawberry.field(
        description="What the person who asks and this one are to each other; null for oneself, and for nobody."
    )
    async def relationship(self, info: Info) -> Relationship | None:
        caller = info.context.caller
        if caller is None or caller.user_id == self.key:
            return None
        ties = await info.context.loaders.ties.load((caller.user_id, self.key)) or Ties()
        return Relationship.from_ties(ties)

    @strawberry.field(
        description="Friend requests that wait for an answer, the newest first. Shown to oneself only, null to others.",
        directives=[AUTHENTICATED],
    )
    async def friend_requests(
        self,
        info: Info,
        incoming: Annotated[
            bool, strawberry.argument(description="Those of others to this person; false for this person's own.")
        ] = True,
        first: First = None,
        after: After = None,
    ) -> "Connection[FriendRequest] | None":
        if not self._is_caller(info):
            return None
        async with info.context.database.read() as session:
            page = await PeopleRepository(session).requests_of(self.key, incoming, page_request(first, after))
        return Connection[FriendRequest].from_page(page, FriendRequest.from_row)

    @strawberry.field(
        description="Whom this person has blocked, the newest first. Shown to oneself only, null to others.",
        directives=[AUTHENTICATED],
    )
    async def blocked_users(self, info: Info, first: First = None, after: After = None) -> "Connection[User] | None":
        if not self._is_caller(info):
            return None
        async with info.context.database.read() as session:
            page = await PeopleRepository(session).blocked_by(self.key, page_request(first, after))
        return await people_connection(info, page, [row.blocked_id for row in page.rows])

    def _is_caller(self, info: Info) -> bool:
        caller = info.context.caller
        return self.is_oneself or (caller is not None and caller.user_id == self.key)

    def _list_key(self, info: Info) -> tuple[UUID, UUID | None]:
        caller = info.context.caller
        return (self.key, caller.user_id if caller is not None else None)

    async def _shows_friends(self, info: Info) -> bool:
        return await is_shown(info, self.key, self.preferences.friends)

    async def _counts(self, info: Info) -> PeopleCounts | None:
        if not await self._shows_friends(info):
            return None
        return await info.context.loaders.people_counts.load(self.key) or PeopleCounts()

    @classmethod
    def from_account(cls, account: Account, is_oneself: bool = False) -> "User":
        """`is_oneself` for somebody who has just proven to be this user, and is not the request's caller yet."""
        return cls(
            id=strawberry.ID(str(account.user.id)),
            handle=account.user.handle,
            time_zone=account.profile.time_zone,
            created_at=account.user.created_at,
            account=account,
            is_oneself=is_oneself,
        )

    @classmethod
    def of_opened(cls, opened: OpenedSession) -> "User":
        return cls.from_account(opened.account, is_oneself=True)

    @classmethod
    async def of_id(cls, info: Info, user_id: UUID) -> "User | None":
        """Anybody who exists."""
        account = await info.context.loaders.account_by_id.load(user_id)
        return cls.from_account(account) if account else None

    @classmethod
    async def found_by(cls, info: Info, user_id: UUID) -> "User | None":
        """Whoever exists and may be found by the caller: not those between whom and the caller is a block."""
        if await relation_to(info, user_id) is Relation.BLOCKED:
            ties = await info.context.loaders.ties.load((require_caller(info).user_id, user_id)) or Ties()
            if ties.is_blocked_by:
                return None
        return await cls.of_id(info, user_id)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "User | None":
        key = parse_id(id)
        return await cls.of_id(info, key) if key else None


@strawberry.type(description="Somebody asks somebody else to be friends, and has no answer yet.")
class FriendRequest:
    id: strawberry.ID = strawberry.field(description="Opaque; to accept, decline or cancel it.")
    message: str | None = strawberry.field(description="What the requester wrote with it; null when nothing.")
    created_at: datetime = strawberry.field(description="When it was made.")
    requester_key: strawberry.Private[UUID]
    recipient_key: strawberry.Private[UUID]

    @strawberry.field(description="Who asks.")
    async def requester(self, info: Info) -> User | None:
        return await User.of_id(info, self.requester_key)

    @strawberry.field(description="Who is asked.")
    async def recipient(self, info: Info) -> User | None:
        return await User.of_id(info, self.recipient_key)

    @classmethod
    def from_row(cls, row: FriendRequestRow) -> "FriendRequest":
        return cls(
            id=strawberry.ID(str(row.id)),
            message=row.message,
            created_at=row.created_at,
            requester_key=row.requester_id,
            recipient_key=row.recipient_id,
        )


async def people_connection(info: Info, page: Page[RowT], ids: Sequence[UUID]) -> Connection[User]:
    """A page of people, whose ids stand in the rows."""
    accounts = await info.context.loaders.account_by_id.load_many(ids)
    edges = [
        Edge(cursor=cursor, node=User.from_account(account))
        for cursor, account in zip(page.cursors, accounts, strict=True)
        if account is not None
    ]
    return Connection[User](edges=edges, page_info=PageInfo.from_page(page))

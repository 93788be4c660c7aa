"""What people are to each other: friends, followers, blocked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, literal, or_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.audiences import Relation
from subgraphs.accounts.models.people import BlockRow, FollowRow, FriendRequestRow, FriendshipRow
from subgraphs.accounts.models.table import Table
from subgraphs.accounts.models.users import UserRow
from subgraphs.shared.pagination import (
    Page,
    PageRequest,
    SeekOrder,
    descending,
    fetch_page,
    fetch_pages_by_parent,
)

FRIENDS = SeekOrder.by("friends", descending(col(FriendshipRow.since)), descending(col(FriendshipRow.friend_id)))
FOLLOWERS = SeekOrder.by("followers", descending(col(FollowRow.since)), descending(col(FollowRow.follower_id)))
FOLLOWED = SeekOrder.by("followed", descending(col(FollowRow.since)), descending(col(FollowRow.followee_id)))
BLOCKED = SeekOrder.by("blocked", descending(col(BlockRow.since)), descending(col(BlockRow.blocked_id)))
REQUESTS = SeekOrder.by("friend-requests", descending(col(FriendRequestRow.id)))

ListKey = tuple[UUID, UUID | None]
"""Whose list, and who reads it."""


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    friends: int = 0
    followers: int = 0
    following: int = 0


@dataclass(frozen=True, slots=True)
class Ties:
    """What stands between a reader and a person, seen from the reader."""

    is_friend: bool = False
    is_following: bool = False
    is_followed_by: bool = False
    has_blocked: bool = False
    is_blocked_by: bool = False
    sent_request: FriendRequestRow | None = None
    received_request: FriendRequestRow | None = None

    @property
    def relation(self) -> Relation:
        if self.has_blocked or self.is_blocked_by:
            return Relation.BLOCKED
        return Relation.FRIEND if self.is_friend else Relation.STRANGER


def not_blocked(person: Any, reader: UUID | None) -> ColumnElement[bool]:
    """Neither has the reader blocked the person in this column, nor the person the reader."""
    if reader is None:
        return literal(True)
    block = BlockRow
    between = or_(
        and_(col(block.blocker_id) == reader, col(block.blocked_id) == person),
        and_(col(block.blocked_id) == reader, col(block.blocker_id) == person),
    )
    return ~exists(select(literal(1)).select_from(block).where(between))


class PeopleRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, *user_ids: UUID) -> None:
        """Until the transaction ends, what these are to each other changes by nobody else's hand."""
        ids = select(col(UserRow.id)).where(col(UserRow.id).in_(user_ids)).order_by(col(UserRow.id))
        await self._session.execute(ids.with_for_update(key_share=True))

    async def relations(self, pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Relation]:
        """What each reader is to each person; a pair that is not among them are strangers."""
        readers = {reader for reader, _ in pairs}
        people = {person for _, person in pairs}
        friendship, block = FriendshipRow, BlockRow
        rows = await self._session.execute(
            union_all(
                select(col(friendship.user_id), col(friendship.friend_id), literal(False)).where(
                    col(friendship.user_id).in_(readers), col(friendship.friend_id).in_(people)
                ),
                select(col(block.blocker_id), col(block.blocked_id), literal(True)).where(
                    col(block.blocker_id).in_(readers), col(block.blocked_id).in_(people)
                ),
                select(col(block.blocked_id), col(block.blocker_id), literal(True)).where(
                    col(block.blocked_id).in_(readers), col(block.blocker_id).in_(people)
                ),
            )
        )
        found: dict[tuple[UUID, UUID], Relation] = {}
        for reader, person, is_block in rows.all():
            if is_block or (reader, person) not in found:
                found[reader, person] = Relation.BLOCKED if is_block else Relation.FRIEND
        return found

    async def ties(self, pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Ties]:
        """Everything between each reader and each person."""
        found: dict[tuple[UUID, UUID], dict[str, Any]] = {pair: {} for pair in pairs}
        readers, people = {reader for reader, _ in pairs}, {person for _, person in pairs}
        sources: tuple[tuple[type[Table], str, str, str], ...] = (
            (FriendshipRow, "user_id", "friend_id", "is_friend"),
            (FollowRow, "follower_id", "followee_id", "is_following"),
            (FollowRow, "followee_id", "follower_id", "is_followed_by"),
            (BlockRow, "blocker_id", "blocked_id", "has_blocked"),
            (BlockRow, "blocked_id", "blocker_id", "is_blocked_by"),
        )
        statements = [
            select(col(getattr(table, reader)), col(getattr(table, person)), literal(name)).where(
                col(getattr(table, reader)).in_(readers), col(getattr(table, person)).in_(people)
            )
            for table, reader, person, name in sources
        ]
        for reader, person, name in (await self._session.execute(union_all(*statements))).all():
            if (reader, person) in found:
                found[reader, person][name] = True
        for request in await self._requests_between(readers, people):
            sent, received = (request.requester_id, request.recipient_id), (request.recipient_id, request.requester_id)
            if sent in found:
                found[sent]["sent_request"] = request
            if received in found:
                found[received]["received_request"] = request
        return {pair: Ties(**values) for pair, values in found.items()}

    async def tie(self, reader: UUID, person: UUID) -> Ties:
        return (await self.ties([(reader, person)]))[reader, person]

    async def counts(self, user_ids: Sequence[UUID]) -> dict[UUID, PeopleCounts]:
        sources = (
            (col(FriendshipRow.user_id), "friends"),
            (col(FollowRow.followee_id), "followers"),
            (col(FollowRow.follower_id), "following"),
        )
        statements = [
            select(person, literal(name), func.count()).where(person.in_(user_ids)).group_by(person)
            for person, name in sources
        ]
        counted: dict[UUID, dict[str, int]] = {}
        for user_id, name, count in (await self._session.execute(union_all(*statements))).all():
            counted.setdefault(user_id, {})[name] = count
        return {user_id: PeopleCounts(**values) for user_id, values in counted.items()}

    async def friends(self, keys: Sequence[ListKey], request: PageRequest) -> dict[ListKey, Page[FriendshipRow]]:
        row = FriendshipRow
        return await self._lists(select(row), row.user_id, row.friend_id, FRIENDS, keys, request)

    async def followers(self, keys: Sequence[ListKey], request: PageRequest) -> dict[ListKey, Page[FollowRow]]:
        row = FollowRow
        return await self._lists(select(row), row.followee_id, row.follower_id, FOLLOWERS, keys, request)

    async def following(self, keys: Sequence[ListKey], request: PageRequest) -> dict[ListKey, Page[FollowRow]]:
        row = FollowRow
        return await self._lists(select(row), row.follower_id, row.followee_id, FOLLOWED, keys, request)

    async def blocked_by(self, user_id: UUID, request: PageRequest) -> Page[BlockRow]:
        statement = select(BlockRow).where(col(BlockRow.blocker_id) == user_id)
        return await fetch_page(self._session, statement, BLOCKED, request)

    async def requests_of(self, user_id: UUID, is_incoming: bool, request: PageRequest) -> Page[FriendRequestRow]:
        side = FriendRequestRow.recipient_id if is_incoming else FriendRequestRow.requester_id
        return await fetch_page(self._session, select(FriendRequestRow).where(col(side) == user_id), REQUESTS, request)

    async def find_request(self, request_id: UUID) -> FriendRequestRow | None:
        statement = select(FriendRequestRow).where(col(FriendRequestRow.id) == request_id).with_for_update()
        return (await self._session.scalars(statement)).one_or_none()

    async def count_requests_from(self, user_id: UUID) -> int:
        mine = select(func.count()).where(col(FriendRequestRow.requester_id) == user_id)
        return (await self._session.scalars(mine)).one()

    async def add_request(self, request: FriendRequestRow) -> None:
        self._session.add(request)
        await self._session.flush()

    async def delete_request(self, request_id: UUID) -> None:
        await self._session.execute(delete(FriendRequestRow).where(col(FriendRequestRow.id) == request_id))

    async def befriend(self, one: UUID, other: UUID, since: datetime) -> bool:
        """False when they were friends before."""
        rows = [
            {"user_id": one, "friend_id": other, "since": since},
            {"user_id": other, "friend_id": one, "since": since},
        ]
        return await self._insert(FriendshipRow, rows)

    async def follow(self, follower: UUID, followee: UUID, since: datetime) -> bool:
        return await self._insert(FollowRow, [{"follower_id": follower, "followee_id": followee, "since": since}])

    async def block(self, blocker: UUID, blocked: UUID, since: datetime) -> bool:
        return await self._insert(BlockRow, [{"blocker_id": blocker, "blocked_id": blocked, "since": since}])

    async def unfriend(self, one: UUID, other: UUID) -> bool:
        friend = FriendshipRow
        return await self._delete(friend, _either_way(friend.user_id, friend.friend_id, one, other))

    async def unfollow(self, follower: UUID, followee: UUID) -> bool:
        row = FollowRow
        return await self._delete(row, and_(col(row.follower_id) == follower, col(row.followee_id) == followee))

    async def unblock(self, blocker: UUID, blocked: UUID) -> bool:
        row = BlockRow
        return await self._delete(row, and_(col(row.blocker_id) == blocker, col(row.blocked_id) == blocked))

    async def forget_requests_between(self, one: UUID, other: UUID) -> None:
        row = FriendRequestRow
        await self._delete(row, _either_way(row.requester_id, row.recipient_id, one, other))

    async def _requests_between(self, readers: set[UUID], people: set[UUID]) -> Sequence[FriendRequestRow]:
        sender, recipient = col(FriendRequestRow.requester_id), col(FriendRequestRow.recipient_id)
        between = or_(
            and_(sender.in_(readers), recipient.in_(people)), and_(recipient.in_(readers), sender.in_(people))
        )
        return (await self._session.scalars(select(FriendRequestRow).where(between))).all()

    async def _lists(
        self,
        statement: Select[Any],
        owner: Any,
        listed: Any,
        order: SeekOrder,
        keys: Sequence[ListKey],
        request: PageRequest,
    ) -> dict[ListKey, Page[Any]]:
        """One statement for each different reader, of whom an operation has one."""
        found: dict[ListKey, Page[Any]] = {}
        for reader in dict.fromkeys(reader for _, reader in keys):
            owners = [owner_id for owner_id, by in keys if by == reader]
            visible = statement.where(not_blocked(col(listed), reader))
            pages = await fetch_pages_by_parent(self._session, visible, owner, owners, order, request)
            found.update({(owner_id, reader): page for owner_id, page in pages.items()})
        return found

    async def _insert(self, table: type[Table], rows: list[dict[str, Any]]) -> bool:
        is_postgresql = self._session.get_bind().dialect.name == "postgresql"
        insert = postgresql.insert if is_postgresql else sqlite.insert
        result: Any = await self._session.execute(insert(table).values(rows).on_conflict_do_nothing())
        return bool(result.rowcount)

    async def _delete(self, table: type[Table], condition: ColumnElement[bool]) -> bool:
        result: Any = await self._session.execute(delete(table).where(condition))
        return bool(result.rowcount)


def _either_way(left: Any, right: Any, one: UUID, other: UUID) -> ColumnElement[bool]:
    return or_(
        and_(col(left) == one, col(right) == other),
        and_(col(left) == other, col(right) == one),
    )

"""Finding people whom one may find: by name, or because of what one has in common with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from subgraphs.accounts.audiences import Audience
from subgraphs.accounts.models.organizations import MembershipRow
from subgraphs.accounts.models.people import FriendRequestRow, FriendshipRow
from subgraphs.accounts.models.settings import UserSettingsRow
from subgraphs.accounts.models.users import ProfileRow, UserRow
from subgraphs.accounts.repository.people import not_blocked
from subgraphs.accounts.repository.standing import begins_with, is_suspended
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, fetch_page

BY_HANDLE = SeekOrder.by("people-by-handle", ascending(col(UserRow.handle)))

_MUTUAL_FRIEND, _COMMON_ORGANIZATION, _COMMON_LANGUAGE = 3, 2, 1
"""How much each thing in common counts."""

_NEWCOMERS = 200
"""How many of the newest people are looked through for a common language."""


class FindingPeople:
    def __init__(self, session: AsyncSession, reader: UUID, now: datetime) -> None:
        self._session = session
        self._reader = reader
        self._now = now

    async def by_name(self, text: str, request: PageRequest) -> Page[UserRow]:
        """Whose handle or display name begins with this, by handle. Who hides their profile has to be named in full."""
        key = text.casefold()
        named = or_(begins_with(col(UserRow.handle), key), begins_with(col(ProfileRow.name_key), key))
        statement = (
            _people().where(named, self._may_be_found()).where(or_(col(UserRow.handle) == key, self._shows_profile()))
        )
        return await fetch_page(self._session, statement, BY_HANDLE, request)

    async def suggestions(self, languages: Sequence[str], count: int) -> list[UUID]:
        """Whom the reader may like as a friend, the likeliest first."""
        points = union_all(self._mutual_friends(), self._common_organizations(), self._newcomers(languages)).subquery()
        score = func.sum(points.c.points)
        statement = (
            _people()
            .with_only_columns(col(UserRow.id))
            .join(points, points.c.user_id == col(UserRow.id))
            .where(self._may_be_found(), self._shows_profile(), self._is_new_to_reader())
            .group_by(col(UserRow.id))
            .order_by(score.desc(), col(UserRow.id))
            .limit(count)
        )
        return list((await self._session.scalars(statement)).all())

    def _mutual_friends(self) -> Select[Any, Any]:
        mine, theirs = aliased(FriendshipRow), aliased(FriendshipRow)
        return (
            select(col(theirs.friend_id).label("user_id"), (func.count() * _MUTUAL_FRIEND).label("points"))
            .join(mine, col(mine.friend_id) == col(theirs.user_id))
            .where(col(mine.user_id) == self._reader)
            .group_by(col(theirs.friend_id))
        )

    def _common_organizations(self) -> Select[Any, Any]:
        mine, theirs = aliased(MembershipRow), aliased(MembershipRow)
        return (
            select(col(theirs.user_id), func.count() * _COMMON_ORGANIZATION)
            .join(mine, col(mine.organization_id) == col(theirs.organization_id))
            .where(col(mine.user_id) == self._reader)
            .group_by(col(theirs.user_id))
        )

    def _newcomers(self, languages: Sequence[str]) -> Select[Any, Any]:
        newest: Subquery = select(col(UserRow.id)).order_by(col(UserRow.id).desc()).limit(_NEWCOMERS).subquery()
        known = cast(col(ProfileRow.languages), String)
        learns_one = or_(literal(False), *(known.like(f'%"{language}"%') for language in languages))
        return (
            select(col(ProfileRow.user_id), literal(_COMMON_LANGUAGE))
            .join(newest, newest.c.id == col(ProfileRow.user_id))
            .where(learns_one)
        )

    def _may_be_found(self) -> ColumnElement[bool]:
        user_id = col(UserRow.id)
        is_open = and_(col(UserRow.closed_at).is_(None), ~is_suspended(user_id, self._now))
        return and_(is_open, not_blocked(user_id, self._reader))

    def _shows_profile(self) -> ColumnElement[bool]:
        audience = col(UserSettingsRow.profile_audience)
        return or_(
            audience.is_(None),
            audience == Audience.EVERYONE.value,
            and_(audience == Audience.FRIENDS.value, self._is_friend()),
            col(UserRow.id) == self._reader,
        )

    def _is_friend(self) -> ColumnElement[bool]:
        row = FriendshipRow
        both = and_(col(row.user_id) == self._reader, col(row.friend_id) == col(UserRow.id))
        return exists(select(literal(1)).select_from(row).where(both))

    def _is_new_to_reader(self) -> ColumnElement[bool]:
        row, user_id = FriendRequestRow, col(UserRow.id)
        asked = or_(
            and_(col(row.requester_id) == self._reader, col(row.recipient_id) == user_id),
            and_(col(row.recipient_id) == self._reader, col(row.requester_id) == user_id),
        )
        has_asked = exists(select(literal(1)).select_from(row).where(asked))
        return and_(user_id != self._reader, ~self._is_friend(), ~has_asked)


def _people() -> Select[Any]:
    return (
        select(UserRow)
        .join(ProfileRow, col(ProfileRow.user_id) == col(UserRow.id))
        .outerjoin(UserSettingsRow, col(UserSettingsRow.user_id) == col(UserRow.id))
    )

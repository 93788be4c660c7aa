"""Who is whose friend, who keeps away from whom, who belongs where, and who may see somebody's progress."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, select, union
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from subgraphs.progress.models.circles import (
    Audience,
    AudienceRow,
    BlockRow,
    CircleKind,
    CircleMemberRow,
    CircleRow,
    FriendshipRow,
)


class CirclesRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep_friendship(self, user_id: UUID, friend_id: UUID, is_on: bool, as_of: datetime) -> None:
        for one, other in sorted([(user_id, friend_id), (friend_id, user_id)]):
            await self._keep(FriendshipRow, {"user_id": one, "friend_id": other}, {"is_on": is_on}, as_of)

    async def keep_block(self, user_id: UUID, blocked_id: UUID, is_on: bool, as_of: datetime) -> None:
        await self._keep(BlockRow, {"user_id": user_id, "blocked_id": blocked_id}, {"is_on": is_on}, as_of)

    async def keep_circle(self, circle_id: UUID, kind: CircleKind, is_on: bool, as_of: datetime) -> None:
        await self._keep(CircleRow, {"id": circle_id}, {"kind": kind.value, "is_on": is_on}, as_of)

    async def keep_member(self, circle_id: UUID, user_id: UUID, role: str, is_on: bool, as_of: datetime) -> None:
        key = {"circle_id": circle_id, "user_id": user_id}
        await self._keep(CircleMemberRow, key, {"role": role, "is_on": is_on}, as_of)

    async def keep_audience(self, user_id: UUID, audience: Audience, as_of: datetime) -> None:
        await self._keep(AudienceRow, {"user_id": user_id}, {"audience": audience.value}, as_of)

    async def audience_of(self, user_id: UUID) -> Audience:
        statement = select(col(AudienceRow.audience)).where(col(AudienceRow.user_id) == user_id)
        chosen = (await self._session.scalars(statement)).one_or_none()
        return Audience(chosen) if chosen is not None else Audience.EVERYONE

    async def audiences(self, user_ids: Sequence[UUID]) -> dict[UUID, Audience]:
        """Of those who ever chose; all others show their progress to everyone."""
        statement = select(AudienceRow).where(col(AudienceRow.user_id).in_(user_ids))
        return {row.user_id: Audience(row.audience) for row in await self._session.scalars(statement)}

    async def friends_among(self, user_id: UUID, others: Sequence[UUID]) -> set[UUID]:
        statement = friends_of(user_id).where(col(FriendshipRow.friend_id).in_(others))
        return set(await self._session.scalars(statement))

    async def kept_apart_among(self, user_id: UUID, others: Sequence[UUID]) -> set[UUID]:
        """Those who have blocked somebody, or are blocked by them."""
        kept_apart = kept_apart_from(user_id).subquery()
        return set(await self._session.scalars(select(kept_apart.c[0]).where(kept_apart.c[0].in_(others))))

    async def members_among(self, circle_id: UUID, user_ids: Sequence[UUID]) -> set[UUID]:
        statement = members_of(circle_id).where(col(CircleMemberRow.user_id).in_(user_ids))
        return set(await self._session.scalars(statement))

    async def role_in(self, circle_id: UUID, user_id: UUID) -> str | None:
        """What somebody is in a circle; None for who does not belong to it, and where there is none."""
        statement = (
            select(col(CircleMemberRow.role))
            .join(CircleRow, col(CircleRow.id) == col(CircleMemberRow.circle_id))
            .where(
                col(CircleMemberRow.circle_id) == circle_id,
                col(CircleMemberRow.user_id) == user_id,
                col(CircleMemberRow.is_on),
                col(CircleRow.is_on),
            )
        )
        return (await self._session.scalars(statement)).one_or_none()

    async def _keep(self, model: type[SQLModel], key: dict[str, Any], values: dict[str, Any], as_of: datetime) -> None:
        """Write what was so at that instant, unless something later is known."""
        table = model.__table__  # type: ignore[attr-defined]
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        statement = dialect.insert(table).values(**key, **values, as_of=as_of)
        told = statement.excluded
        statement = statement.on_conflict_do_update(
            index_elements=list(key),
            set_={name: told[name] for name in (*values, "as_of")},
            where=table.c.as_of <= told.as_of,
        )
        await self._session.execute(statement)


def friends_of(user_id: UUID) -> Select[UUID]:
    return select(col(FriendshipRow.friend_id)).where(col(FriendshipRow.user_id) == user_id, col(FriendshipRow.is_on))


def kept_apart_from(user_id: UUID) -> CompoundSelect[UUID]:
    """Whom somebody has blocked, and who has blocked them."""
    blocked = select(col(BlockRow.blocked_id)).where(col(BlockRow.user_id) == user_id, col(BlockRow.is_on))
    blocking = select(col(BlockRow.user_id)).where(col(BlockRow.blocked_id) == user_id, col(BlockRow.is_on))
    return union(blocked, blocking)


def members_of(circle_id: UUID) -> Select[UUID]:
    return select(col(CircleMemberRow.user_id)).where(
        col(CircleMemberRow.circle_id) == circle_id, col(CircleMemberRow.is_on)
    )

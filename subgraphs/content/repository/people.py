"""What accounts announces of people and decides what they may do here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlmodel import col

from subgraphs.content.models.comments import BlockedUserRow, SuspendedUserRow
from subgraphs.content.repository.base import Repository


class PeopleRepository(Repository):
    async def block(self, user_id: UUID, blocked_id: UUID) -> None:
        await self.session.merge(BlockedUserRow(user_id=user_id, blocked_id=blocked_id))

    async def unblock(self, user_id: UUID, blocked_id: UUID) -> None:
        row = BlockedUserRow
        await self.session.execute(delete(row).where(col(row.user_id) == user_id, col(row.blocked_id) == blocked_id))

    async def kept_apart_from(self, user_id: UUID) -> set[UUID]:
        """Whom this person has blocked, and who has blocked them."""
        row = BlockedUserRow
        statement = select(row).where(or_(col(row.user_id) == user_id, col(row.blocked_id) == user_id))
        rows: Sequence[BlockedUserRow] = await self.all(statement)
        return {one.blocked_id if one.user_id == user_id else one.user_id for one in rows}

    async def suspend(self, user_id: UUID, until: datetime | None) -> None:
        await self.session.merge(SuspendedUserRow(user_id=user_id, until=until))

    async def restore(self, user_id: UUID) -> None:
        await self.session.execute(delete(SuspendedUserRow).where(col(SuspendedUserRow.user_id) == user_id))

    async def is_suspended(self, user_id: UUID, now: datetime) -> bool:
        row = await self.session.get(SuspendedUserRow, user_id)
        return row is not None and (row.until is None or row.until > now)

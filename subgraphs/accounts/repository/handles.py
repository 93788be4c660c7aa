"""Who has which handle, and had it not long ago."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.errors import HandleIsTaken
from subgraphs.accounts.handle_rules import skeleton_of
from subgraphs.accounts.models.handles import HandleClaimRow
from subgraphs.shared.errors import Refusal


class HandlesRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def refusals_for(self, handle: str, now: datetime, owner_id: UUID | None = None) -> list[Refusal]:
        """Whether somebody else has this handle, has given it up not long ago, or has one that looks like it."""
        claim = HandleClaimRow
        rows = await self._session.scalars(
            select(claim).where(
                col(claim.skeleton) == skeleton_of(handle),
                or_(col(claim.reserved_until).is_(None), col(claim.reserved_until) > now),
            )
        )
        foreign = [row.handle for row in rows if row.user_id != owner_id]
        if handle in foreign:
            return [handle_is_taken()]
        return (
            [HandleIsTaken("Somebody has a handle that looks like this one.", ["input", "handle"])] if foreign else []
        )

    async def claim(self, handle: str, user_id: UUID, now: datetime) -> None:
        """Give it to this person. Raises `HandleIsTaken` where somebody was quicker."""
        claim = HandleClaimRow
        free_again = col(claim.reserved_until) <= now
        await self._session.execute(
            delete(claim).where(col(claim.handle) == handle, or_(col(claim.user_id) == user_id, free_again))
        )
        self._session.add(HandleClaimRow(handle=handle, skeleton=skeleton_of(handle), user_id=user_id, claimed_at=now))
        try:
            await self._session.flush()
        except IntegrityError as error:
            raise handle_is_taken() from error

    async def give_up(self, handle: str, reserved_until: datetime) -> None:
        claim = HandleClaimRow
        await self._session.execute(
            update(claim).where(col(claim.handle) == handle).values(reserved_until=reserved_until)
        )

    async def claimed_at(self, handle: str) -> datetime | None:
        """Since when somebody has it."""
        claim = HandleClaimRow
        found = await self._session.scalars(select(col(claim.claimed_at)).where(col(claim.handle) == handle))
        return found.one_or_none()

    async def forget_before(self, now: datetime) -> None:
        """Handles that are reserved no more, for anybody to take."""
        await self._session.execute(delete(HandleClaimRow).where(col(HandleClaimRow.reserved_until) <= now))


def handle_is_taken() -> HandleIsTaken:
    return HandleIsTaken("Somebody has this handle already.", ["input", "handle"])

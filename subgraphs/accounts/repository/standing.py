"""Suspensions, and people as administrators look for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.standing import SuspensionRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

NEWEST_FIRST = SeekOrder.by("users-newest-first", descending(col(UserRow.created_at)), descending(col(UserRow.id)))

_TURN = "kumiki roles"
_AFTER_ALL_LETTERS = "\U0010ffff"


class Standing(StrEnum):
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


@dataclass(frozen=True, slots=True)
class UserSearch:
    """Whom an administrator looks for; what is None does not matter."""

    text: str | None = None
    """An id, or the beginning of a handle or of an address."""

    role: str | None = None
    standing: Standing | None = None


def is_suspended(user_id: Any, now: datetime) -> ColumnElement[bool]:
    row = SuspensionRow
    holds = select(literal(1)).where(col(row.user_id) == user_id, _holds(now))
    return exists(holds.correlate_except(row))


def _holds(now: datetime) -> ColumnElement[bool]:
    row = SuspensionRow
    return col(row.lifted_at).is_(None) & or_(col(row.until).is_(None), col(row.until) > now)


def begins_with(column: Any, text: str) -> ColumnElement[bool]:
    """In a form that the index of the column answers on every engine."""
    return and_(column >= text, column < text + _AFTER_ALL_LETTERS)


def has_role(role: str) -> ColumnElement[bool]:
    return cast(col(UserRow.roles), String).like(f'%"{role}"%')


class StandingRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def suspensions(self, user_ids: Sequence[UUID], now: datetime) -> dict[UUID, SuspensionRow]:
        """The suspension that holds for each of these; the longest where there are several."""
        row = SuspensionRow
        found = await self._session.scalars(
            select(row).where(col(row.user_id).in_(user_ids), _holds(now)).order_by(col(row.since))
        )
        by_user: dict[UUID, SuspensionRow] = {}
        for suspension in found:
            known = by_user.get(suspension.user_id)
            if known is None or _ends_later(suspension, known):
                by_user[suspension.user_id] = suspension
        return by_user

    async def suspension_of(self, user_id: UUID, now: datetime) -> SuspensionRow | None:
        return (await self.suspensions([user_id], now)).get(user_id)

    async def suspend(self, row: SuspensionRow) -> None:
        self._session.add(row)
        await self._session.flush()

    async def lift(self, user_id: UUID, now: datetime) -> None:
        row = SuspensionRow
        await self._session.execute(update(row).where(col(row.user_id) == user_id, _holds(now)).values(lifted_at=now))

    async def take_turns_with_roles(self) -> None:
        """Until the transaction ends, nobody else changes roles: there must always be one administrator left."""
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_TURN, 0))))

    async def has_another_with_role(self, role: str, user_id: UUID) -> bool:
        others = select(col(UserRow.id)).where(has_role(role), col(UserRow.id) != user_id).limit(1)
        return (await self._session.scalars(others)).first() is not None

    async def page(self, search: UserSearch, now: datetime, request: PageRequest) -> Page[UserRow]:
        statement = select(UserRow).where(*_conditions(search, now))
        return await fetch_page(self._session, statement, NEWEST_FIRST, request)


def _ends_later(one: SuspensionRow, other: SuspensionRow) -> bool:
    return one.until is None or (other.until is not None and one.until > other.until)


def _conditions(search: UserSearch, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.text is not None:
        found.append(_names(search.text.strip().casefold()))
    if search.role is not None:
        found.append(has_role(search.role))
    if search.standing is not None:
        suspended = is_suspended(col(UserRow.id), now)
        found.append(suspended if search.standing is Standing.SUSPENDED else ~suspended)
    return found


def _names(text: str) -> ColumnElement[bool]:
    user_id = parse_id(text)
    if user_id is not None:
        return col(UserRow.id) == user_id
    email = func.lower(col(UserRow.email))
    return or_(begins_with(col(UserRow.handle), text), begins_with(email, text))

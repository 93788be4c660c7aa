"""Accounts that nobody has ever confirmed and nobody uses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.accounts.models.external_identities import ExternalIdentityRow
from subgraphs.accounts.models.organizations import MembershipRow
from subgraphs.accounts.models.passkeys import PasskeyRow
from subgraphs.accounts.models.privacy import ErasureRow
from subgraphs.accounts.models.sessions import SessionRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.organization_roles import OrganizationRole
from subgraphs.accounts.repository.privacy import PENDING
from subgraphs.accounts.repository.standing import has_role, is_suspended
from subgraphs.accounts.roles import DEFAULT_ROLES, Role


class UnconfirmedAccountsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def abandoned_since(self, instant: datetime, now: datetime, most: int) -> Sequence[UUID]:
        """The oldest accounts that were made before and not used since, and that nobody would miss.

        Never one whose address was confirmed, or is older than confirmations; that opens by a passkey or an identity
        elsewhere, or has a key that works; with a role beyond everybody's; that is suspended, so that nobody gets rid
        of it; the last owner of an organization; or whose erasure is under way.
        """
        user = UserRow
        never_confirmed = and_(col(user.email_key).is_(None), col(user.email_confirmed_at).is_(None))
        special = or_(*(has_role(role) for role in Role if role not in DEFAULT_ROLES))
        kept = or_(
            special,
            is_suspended(col(user.id), now),
            _has(SessionRow, _last_use() > instant),
            _has(PasskeyRow),
            _has(ExternalIdentityRow),
            _has(ApiKeyRow, col(ApiKeyRow.revoked_at).is_(None), col(ApiKeyRow.expires_at) > now),
            _has(ErasureRow, col(ErasureRow.state).in_(PENDING)),
            _has(MembershipRow, col(MembershipRow.role) == OrganizationRole.OWNER.value, ~_has_another_owner()),
        )
        chosen = select(col(user.id)).where(
            never_confirmed, col(user.closed_at).is_(None), col(user.created_at) <= instant, ~kept
        )
        found = await self._session.scalars(chosen.order_by(col(user.created_at), col(user.id)).limit(most))
        return found.all()


def _has(table: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    theirs = select(literal(1)).select_from(table).where(col(table.user_id) == col(UserRow.id), *conditions)
    return exists(theirs.correlate(UserRow))


def _last_use() -> ColumnElement[Any]:
    return func.coalesce(col(SessionRow.last_used_at), col(SessionRow.created_at))


def _has_another_owner() -> ColumnElement[bool]:
    other = aliased(MembershipRow)
    owners = select(literal(1)).where(
        col(other.organization_id) == col(MembershipRow.organization_id),
        col(other.user_id) != col(MembershipRow.user_id),
        col(other.role) == OrganizationRole.OWNER.value,
    )
    return exists(owners.correlate(MembershipRow))

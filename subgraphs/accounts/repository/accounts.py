"""Users with their profiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.audiences import DEFAULT_PREFERENCES, Audience, Preferences
from subgraphs.accounts.models.settings import UserSettingsRow
from subgraphs.accounts.models.users import ProfileRow, UserRow
from subgraphs.accounts.repository.handles import HandlesRepository, handle_is_taken
from subgraphs.shared.errors import Refusal


@dataclass(frozen=True, slots=True)
class Account:
    """A user with their profile and preferences: one is never read without the others."""

    user: UserRow
    profile: ProfileRow
    preferences: Preferences = DEFAULT_PREFERENCES


def preferences_of(row: UserSettingsRow | None) -> Preferences:
    if row is None:
        return DEFAULT_PREFERENCES
    return Preferences(
        daily_goal=row.daily_goal,
        profile=Audience(row.profile_audience),
        friends=Audience(row.friends_audience),
        progress=Audience(row.progress_audience),
        presence=Audience(row.presence_audience),
    )


class AccountsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def accounts_by_id(self, ids: Sequence[UUID]) -> dict[UUID, Account]:
        rows = await self._session.execute(
            select(UserRow, ProfileRow, UserSettingsRow)
            .join(ProfileRow, col(ProfileRow.user_id) == col(UserRow.id))
            .outerjoin(UserSettingsRow, col(UserSettingsRow.user_id) == col(UserRow.id))
            .where(col(UserRow.id).in_(ids))
        )
        return {user.id: Account(user, profile, preferences_of(settings)) for user, profile, settings in rows.all()}

    async def account(self, user_id: UUID) -> Account | None:
        return (await self.accounts_by_id([user_id])).get(user_id)

    async def locked_user(self, user_id: UUID) -> UserRow | None:
        """Locked until the transaction ends, for what depends on several of a person's rows."""
        found = await self._session.scalars(select(UserRow).where(col(UserRow.id) == user_id).with_for_update())
        return found.one_or_none()

    async def find_by_name(self, name: str) -> UserRow | None:
        """By handle or email address, either in any case."""
        key = name.casefold()
        found = await self._session.scalars(
            select(UserRow).where(or_(col(UserRow.handle) == key, col(UserRow.email_key) == key))
        )
        # A handle has no @, an address has one, so no name is both.
        return found.one_or_none()

    async def find_by_address(self, address: str) -> UserRow | None:
        """Whose address it is, in any case; nobody's as long as nobody has confirmed it."""
        found = await self._session.scalars(select(UserRow).where(col(UserRow.email_key) == address.casefold()))
        return found.one_or_none()

    async def refusals_for(self, handle: str, now: datetime) -> list[Refusal]:
        return await HandlesRepository(self._session).refusals_for(handle, now)

    async def add_account(self, user: UserRow, profile: ProfileRow) -> None:
        self._session.add(user)
        try:
            await self._session.flush()
        except IntegrityError as error:
            # Somebody took the name between our look and our write.
            raise handle_is_taken() from error
        self._session.add(profile)
        await self._session.flush()
        await HandlesRepository(self._session).claim(user.handle, user.id, user.created_at)

    async def id_of_handle(self, handle: str) -> UUID | None:
        return (await self._session.scalars(select(col(UserRow.id)).where(col(UserRow.handle) == handle))).one_or_none()

    async def existing_ids(self, ids: Sequence[UUID]) -> set[UUID]:
        return set((await self._session.scalars(select(col(UserRow.id)).where(col(UserRow.id).in_(ids)))).all())

"""How people want to be treated."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.accounts.audiences import Preferences
from subgraphs.accounts.models.settings import UserSettingsRow


class SettingsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, user_id: UUID, preferences: Preferences, now: datetime) -> None:
        row = UserSettingsRow(
            user_id=user_id,
            daily_goal=preferences.daily_goal,
            profile_audience=preferences.profile.value,
            friends_audience=preferences.friends.value,
            progress_audience=preferences.progress.value,
            presence_audience=preferences.presence.value,
            updated_at=now,
        )
        await self._session.merge(row)
        await self._session.flush()

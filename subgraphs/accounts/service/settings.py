"""How people want to be treated."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from subgraphs.accounts.audiences import Audience
from subgraphs.accounts.errors import GoalIsOutOfRange
from subgraphs.accounts.events import PreferencesChanged
from subgraphs.accounts.profile_rules import ProfileChange
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.repository.settings import SettingsRepository
from subgraphs.accounts.service.profiles import update_profile
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

LEAST_DAILY_GOAL = 10
MOST_DAILY_GOAL = 1_000


@dataclass(frozen=True, slots=True)
class SettingsChange:
    profile: ProfileChange
    """The settings that a profile shows: locale and time zone."""

    daily_goal: int | None = None
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    """By the name of the preference; what is not here stays."""

    def refusals(self) -> list[Refusal]:
        if self.daily_goal is None or LEAST_DAILY_GOAL <= self.daily_goal <= MOST_DAILY_GOAL:
            return []
        return [GoalIsOutOfRange(LEAST_DAILY_GOAL, MOST_DAILY_GOAL)]


async def update_settings(work: UnitOfWork, user_id: UUID, change: SettingsChange) -> Account:
    """Apply what is given and leave the rest."""
    raise_refusals([*change.refusals(), *change.profile.refusals()])
    account = await update_profile(work, user_id, change.profile)
    goal = change.daily_goal if change.daily_goal is not None else account.preferences.daily_goal
    preferences = replace(account.preferences, daily_goal=goal, **change.audiences)
    if preferences == account.preferences:
        return account
    await SettingsRepository(work.session).keep(user_id, preferences, work.now)
    work.announce(
        PreferencesChanged(
            user_id=user_id,
            daily_goal=preferences.daily_goal,
            progress_audience=preferences.progress.value,
            presence_audience=preferences.presence.value,
        )
    )
    return replace(account, preferences=preferences)

"""Batched reads of progress. Whatever depends on what day it is for somebody is asked with their time zone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.repository.activity import ActivityRepository
from subgraphs.progress.repository.awards import AwardsRepository, Earned, Window
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.streak import Streak, count_streak, zone_named
from subgraphs.shared.loaders import LoaderSource

ZonedUser = tuple[UUID, str]
"""A user, and the name of the time zone in which their days are reckoned."""

UserWithin = tuple[UUID, datetime, datetime]
"""A user, and the instants between which it is today for them; the end is exclusive."""


class Loaders:
    def __init__(self, source: LoaderSource) -> None:
        self.learner_by_user = source.by_key(_learners)
        self.streak_by_user = source.by_key(_streaks)
        self.earned_within = source.by_key(_earned)


async def _learners(session: AsyncSession, user_ids: Sequence[UUID]) -> Mapping[UUID, LearnerRow]:
    return await LearnersRepository(session).learners(user_ids)


async def _streaks(session: AsyncSession, keys: Sequence[ZonedUser]) -> Mapping[ZonedUser, Streak]:
    """A streak that was counted in the zone asked for is at hand; others are counted from the activity."""
    learners = await LearnersRepository(session).learners({user_id for user_id, _ in keys})
    known = [(user_id, zone) for user_id, zone in keys if user_id in learners]
    moved = [(user_id, zone) for user_id, zone in known if learners[user_id].time_zone != zone]
    activity = await ActivityRepository(session).by_users({user_id for user_id, _ in moved}) if moved else {}
    found = {(user_id, zone): learners[user_id].streak for user_id, zone in known}
    for user_id, zone in moved:
        found[user_id, zone] = count_streak(activity.get(user_id, ()), zone_named(zone))
    return found


async def _earned(session: AsyncSession, keys: Sequence[UserWithin]) -> Mapping[UserWithin, Earned]:
    users_by_window: dict[Window, list[UUID]] = {}
    for user_id, start, end in keys:
        users_by_window.setdefault((start, end), []).append(user_id)
    found = await AwardsRepository(session).earned_within(users_by_window)
    return {(user_id, *window): earned for window, by_user in found.items() for user_id, earned in by_user.items()}

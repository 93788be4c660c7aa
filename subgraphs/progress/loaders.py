"""Batched reads of progress. Whatever depends on what day it is for somebody is asked with their time zone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.repository.achievements import AchievementRepository
from subgraphs.progress.repository.activity import ActivityRepository
from subgraphs.progress.repository.awards import AwardsRepository, Earned, Window
from subgraphs.progress.repository.challenges import ChallengesRepository
from subgraphs.progress.repository.days import DaysRepository, FrozenDaysRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.repository.mastery import MasteryRepository
from subgraphs.shared.loaders import LoaderSource

UserWithin = tuple[UUID, datetime, datetime]
"""A user, and the instants between which it is today for them; the end is exclusive."""


class Loaders:
    def __init__(self, source: LoaderSource) -> None:
        self.learner_by_user = source.by_key(_learners)
        self.activity_by_user = source.lists_by_key(_activity)
        self.earned_within = source.by_key(_earned)
        self.day = source.by_key(lambda session, keys: DaysRepository(session).by_keys(keys))
        self.days_within = source.lists_by_key(lambda session, keys: DaysRepository(session).within(keys))
        self.frozen_days = source.lists_by_key(lambda session, ids: FrozenDaysRepository(session).by_users(ids))
        self.unlocked_achievements = source.by_key(lambda s, ids: AchievementRepository(s).unlocked(ids))
        self.counters = source.by_key(lambda session, ids: AchievementRepository(session).counters(ids))
        self.participant_count = source.by_key(lambda s, ids: ChallengesRepository(s).participant_counts(ids))
        self.challenge_member = source.by_key(lambda session, keys: ChallengesRepository(session).members(keys))
        self.mastery_by_item = source.by_key(lambda session, keys: MasteryRepository(session).by_items(keys))


async def _learners(session: AsyncSession, user_ids: Sequence[UUID]) -> Mapping[UUID, LearnerRow]:
    return await LearnersRepository(session).learners(user_ids)


async def _activity(session: AsyncSession, user_ids: Sequence[UUID]) -> Mapping[UUID, list[datetime]]:
    return await ActivityRepository(session).by_users(user_ids)


async def _earned(session: AsyncSession, keys: Sequence[UserWithin]) -> Mapping[UserWithin, Earned]:
    users_by_window: dict[Window, list[UUID]] = {}
    for user_id, start, end in keys:
        users_by_window.setdefault((start, end), []).append(user_id)
    found = await AwardsRepository(session).earned_within(users_by_window)
    return {(user_id, *window): earned for window, by_user in found.items() for user_id, earned in by_user.items()}

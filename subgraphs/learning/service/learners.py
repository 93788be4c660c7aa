"""Where learners live, and so when their days begin."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.learners import LearnerRow
from subgraphs.learning.repository.learners import LearnerRepository
from subgraphs.shared.days import zone_named
from subgraphs.shared.unit_of_work import UnitOfWork


async def follow_learner(work: UnitOfWork, user_id: UUID, time_zone: str, locale: str) -> None:
    await LearnerRepository(work.session).put(LearnerRow(user_id=user_id, time_zone=time_zone, locale=locale))


async def zone_of(session: AsyncSession, user_id: UUID) -> ZoneInfo:
    """The zone of somebody's days; UTC while nothing was heard of them."""
    learner = (await LearnerRepository(session).by_ids([user_id])).get(user_id)
    return zone_named(learner.time_zone if learner is not None else "UTC")

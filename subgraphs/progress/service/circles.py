"""What progress knows of people's ties: told by the domains that own them, kept here to know who sees whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from subgraphs.progress.models.circles import Audience, CircleKind
from subgraphs.progress.repository.circles import CirclesRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.service.leaderboards import list_on_leaderboards
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether somebody belongs to a circle, and as what."""

    circle_id: UUID
    user_id: UUID
    role: str
    is_on: bool


async def keep_friendship(work: UnitOfWork, user_id: UUID, friend_id: UUID, is_on: bool, as_of: datetime) -> None:
    await CirclesRepository(work.session).keep_friendship(user_id, friend_id, is_on, as_of)


async def keep_block(work: UnitOfWork, user_id: UUID, blocked_id: UUID, is_on: bool, as_of: datetime) -> None:
    await CirclesRepository(work.session).keep_block(user_id, blocked_id, is_on, as_of)


async def keep_circle(work: UnitOfWork, circle_id: UUID, kind: CircleKind, is_on: bool, as_of: datetime) -> None:
    await CirclesRepository(work.session).keep_circle(circle_id, kind, is_on, as_of)


async def keep_member(work: UnitOfWork, kind: CircleKind, membership: Membership, as_of: datetime) -> None:
    repository = CirclesRepository(work.session)
    if membership.is_on:
        # Who has a member exists, whether or not its founding was heard of.
        await repository.keep_circle(membership.circle_id, kind, True, as_of)
    await repository.keep_member(membership.circle_id, membership.user_id, membership.role, membership.is_on, as_of)


async def keep_audience(work: UnitOfWork, user_id: UUID, audience: Audience, as_of: datetime) -> None:
    """Whom somebody shows their progress to decides on which boards they stand."""
    await LearnersRepository(work.session).locked_learner(user_id)
    repository = CirclesRepository(work.session)
    before = await repository.audience_of(user_id)
    await repository.keep_audience(user_id, audience, as_of)
    now = await repository.audience_of(user_id)
    if now is not before:
        await list_on_leaderboards(work, user_id, now)

"""Which board somebody may look at, and whom they see of those who earn points on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.progress.board_views import BoardView, Challengers, Circle, Everybody, Friends, LeaderboardScope
from subgraphs.progress.errors import OrganizationIsMissing, OrganizationIsUnknown
from subgraphs.progress.models.circles import Audience
from subgraphs.progress.periods import LeaderboardPeriod, board_of, utc_day
from subgraphs.progress.repository.challenges import ChallengesRepository
from subgraphs.progress.repository.circles import CirclesRepository
from subgraphs.shared.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class AskedBoard:
    period: LeaderboardPeriod
    scope: LeaderboardScope
    organization_id: UUID | None
    day: date | None
    """Any day of the period; None for the present one."""


async def view_of(session: AsyncSession, viewer_id: UUID | None, asked: AskedBoard, now: datetime) -> BoardView:
    """Raises what keeps the viewer from it."""
    board = board_of(asked.period, asked.day or utc_day(now))
    return BoardView(board, await _people(session, viewer_id, asked), viewer_id)


async def shown_among(session: AsyncSession, view: BoardView, user_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these people whose places the viewer is shown, in the given order."""
    repository = CirclesRepository(session)
    audiences = await repository.audiences(user_ids)
    viewer_id = view.viewer_id
    if viewer_id is None:
        return [user_id for user_id in user_ids if audiences.get(user_id, Audience.EVERYONE) is Audience.EVERYONE]
    friends = await repository.friends_among(viewer_id, user_ids)
    apart = await repository.kept_apart_among(viewer_id, user_ids)
    among = await _among(session, view, user_ids, friends)
    shown = {Audience.EVERYONE: among, Audience.FRIENDS: among & friends, Audience.NOBODY: set[UUID]()}
    if isinstance(view.people, Everybody):
        shown[Audience.FRIENDS] = set()
    if isinstance(view.people, Challengers):
        shown = dict.fromkeys(Audience, among)
    return [
        user_id
        for user_id in user_ids
        if (user_id == viewer_id and not isinstance(view.people, Challengers))
        or (user_id not in apart and user_id in shown[audiences.get(user_id, Audience.EVERYONE)])
    ]


async def _among(session: AsyncSession, view: BoardView, user_ids: Sequence[UUID], friends: set[UUID]) -> set[UUID]:
    match view.people:
        case Everybody():
            return set(user_ids)
        case Friends():
            return friends
        case Circle(circle_id):
            return await CirclesRepository(session).members_among(circle_id, user_ids)
        case Challengers(challenge_id):
            return await ChallengesRepository(session).participants_among(challenge_id, user_ids)
        case _:
            assert_never(view.people)


async def _people(session: AsyncSession, viewer_id: UUID | None, asked: AskedBoard) -> Everybody | Friends | Circle:
    if asked.scope is LeaderboardScope.ALL:
        return Everybody()
    if viewer_id is None:
        raise Unauthenticated
    if asked.scope is LeaderboardScope.FRIENDS:
        return Friends()
    if asked.organization_id is None:
        raise OrganizationIsMissing
    if await CirclesRepository(session).role_in(asked.organization_id, viewer_id) is None:
        raise OrganizationIsUnknown
    return Circle(asked.organization_id)

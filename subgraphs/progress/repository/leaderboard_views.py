"""Boards as somebody sees them: pages, ranks, neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, Uuid, and_, func, literal, or_, select, true, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.board_views import BoardView, Challengers, Circle, Everybody, Friends
from subgraphs.progress.models.circles import Audience, AudienceRow
from subgraphs.progress.models.leaderboards import LeaderboardRow
from subgraphs.progress.places import Standing
from subgraphs.progress.repository.challenges import participants_of
from subgraphs.progress.repository.circles import friends_of, kept_apart_from, members_of
from subgraphs.progress.repository.leaderboard_index import LeaderboardIndex

_learner = col(LeaderboardRow.user_id)
_place = col(LeaderboardRow.place)
_is_listed = col(LeaderboardRow.is_listed)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Somebody's place."""

    rank: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class _Viewer:
    """What makes a viewer see another board than the one that everybody sees."""

    standing: Standing | None = None
    """Their own, if any."""

    is_listed: bool = False
    """Whether others see it too."""

    is_kept_apart: bool = False
    """Whether there is anybody whom they do not see for a block."""

    @property
    def unlisted(self) -> Standing | None:
        return None if self.is_listed else self.standing


@dataclass(frozen=True, slots=True)
class Stretch:
    """Places that follow each other, the best first."""

    places: tuple[Ranked, ...]
    has_next: bool
    has_previous: bool


class LeaderboardViews:
    def __init__(self, session: AsyncSession, index: LeaderboardIndex, view: BoardView) -> None:
        self._session = session
        self._index = index
        self._view = view
        self._known_viewer: _Viewer | None = None

    async def forwards(self, count: int, after: bytes | None) -> Stretch:
        found = await self._seek(count + 1, after)
        places = await self._ranked(found[:count], is_from_top=after is None)
        return Stretch(places, has_next=len(found) > count, has_previous=after is not None)

    async def backwards(self, count: int, before: bytes | None) -> Stretch:
        found = await self._seek(count + 1, before, is_backward=True)
        places = await self._ranked(found[:count][::-1])
        return Stretch(places, has_next=before is not None, has_previous=len(found) > count)

    async def around(self, user_id: UUID, count: int) -> Stretch:
        """A page with somebody in its middle; empty where the viewer is not shown them there."""
        middle = await self.standing_of(user_id)
        if middle is None or count == 0:
            return Stretch((), has_next=False, has_previous=False)
        half = (count - 1) // 2
        above = await self._seek(half + 1, middle.place, is_backward=True)
        shown = above[:half][::-1]
        below = await self._seek(count - len(shown), middle.place)
        places = await self._ranked([*shown, middle, *below[: count - len(shown) - 1]])
        return Stretch(places, has_next=len(below) > count - len(shown) - 1, has_previous=len(above) > half)

    async def neighbours(self, user_id: UUID, above: int, below: int) -> Sequence[Ranked]:
        """Somebody's place, and those next to it; none where the viewer is not shown them there."""
        middle = await self.standing_of(user_id)
        if middle is None:
            return ()
        before = await self._seek(above, middle.place, is_backward=True) if above else []
        behind = await self._seek(below, middle.place) if below else []
        return await self._ranked([*before[::-1], middle, *behind])

    async def standing_of(self, user_id: UUID) -> Standing | None:
        """What somebody has on the board; None where the viewer is not shown it."""
        if user_id == self._view.viewer_id and isinstance(self._view.people, Everybody):
            return (await self._viewer()).standing
        rows = await self._session.execute(_standings(_seen(self._view)).where(_learner == user_id))
        return next((Standing(*row) for row in rows), None)

    async def rank_of(self, user_id: UUID) -> Ranked | None:
        standing = await self.standing_of(user_id)
        return Ranked(1 + await self.count_above(standing.place), standing) if standing is not None else None

    async def count_above(self, place: bytes) -> int:
        """How many of those whom the viewer sees stand above a place."""
        view = self._view
        if not isinstance(view.people, Everybody):
            return await self._count(_seen(view).where(_place < place))
        above = await self._index.count_above(self._session, view.board, place)
        viewer = await self._viewer()
        if viewer.is_kept_apart:
            above -= await self._count(_hidden_by_blocks(view).where(_place < place))
        return above + (viewer.unlisted is not None and viewer.unlisted.place < place)

    async def count(self) -> int:
        """How many the viewer sees on the board."""
        view = self._view
        if not isinstance(view.people, Everybody):
            return await self._count(_seen(view))
        everybody = await self._index.count(self._session, view.board)
        viewer = await self._viewer()
        if viewer.is_kept_apart:
            everybody -= await self._count(_hidden_by_blocks(view))
        return everybody + (viewer.unlisted is not None)

    async def _ranked(self, standings: Sequence[Standing], is_from_top: bool = False) -> tuple[Ranked, ...]:
        if not standings:
            return ()
        above = 0 if is_from_top else await self.count_above(standings[0].place)
        return tuple(Ranked(rank, standing) for rank, standing in enumerate(standings, start=above + 1))

    async def _seek(self, limit: int, place: bytes | None, is_backward: bool = False) -> list[Standing]:
        """Whom the viewer sees behind a place, the nearest to it first."""
        seen = _standings(_seen(self._view))
        if place is not None:
            seen = seen.where(_place < place if is_backward else _place > place)
        seen = seen.order_by(_place.desc() if is_backward else _place).limit(limit)
        found = [Standing(*row) for row in await self._session.execute(seen)]
        if not isinstance(self._view.people, Everybody):
            return found
        own = (await self._viewer()).unlisted
        if own is None or not _is_behind(own.place, place, is_backward):
            return found
        # Who does not show their progress stands on no list, and sees themselves all the same.
        return sorted([*found, own], key=lambda each: each.place, reverse=is_backward)[:limit]

    async def _viewer(self) -> _Viewer:
        if self._known_viewer is None:
            viewer_id = self._view.viewer_id
            self._known_viewer = await self._read_viewer(viewer_id) if viewer_id is not None else _Viewer()
        return self._known_viewer

    async def _read_viewer(self, viewer_id: UUID) -> _Viewer:
        is_kept_apart = select(kept_apart_from(viewer_id).exists().label("is_kept_apart")).subquery()
        own = _on(self._view).where(_learner == viewer_id, col(LeaderboardRow.xp) > 0)
        own_standing = _standings(own).add_columns(_is_listed).subquery()
        statement = select(is_kept_apart, own_standing).select_from(is_kept_apart.outerjoin(own_standing, true()))
        apart, user_id, xp, reached_at, is_listed = (await self._session.execute(statement)).one()
        standing = Standing(user_id, xp, reached_at) if user_id is not None else None
        return _Viewer(standing, bool(is_listed), bool(apart))

    async def _count(self, statement: Select[Any]) -> int:
        return int((await self._session.execute(statement.with_only_columns(func.count()))).scalar_one())


def _is_behind(place: bytes, other: bytes | None, is_backward: bool) -> bool:
    return other is None or (place < other if is_backward else place > other)


def _standings(statement: Select[Any]) -> Select[UUID, int, Any]:
    row = LeaderboardRow
    return statement.with_only_columns(_learner, col(row.xp), col(row.reached_at))


def _on(view: BoardView) -> Select[Any]:
    period, starts_on = view.board
    row = LeaderboardRow
    return select(row).where(col(row.period) == period.value, col(row.starts_on) == starts_on)


def _seen(view: BoardView) -> Select[Any]:
    """Whom the viewer sees on the board; without themselves where everybody is seen who is listed."""
    match view.people:
        case Everybody():
            listed = _on(view).where(_is_listed)
            return listed if view.viewer_id is None else listed.where(_learner.not_in(kept_apart_from(view.viewer_id)))
        case Friends():
            people = _showing(union(friends_of(_viewer_id(view)), _oneself(view)), [Audience.NOBODY], view)
        case Circle(circle_id):
            people = _showing(union(members_of(circle_id), _oneself(view)), [Audience.NOBODY, Audience.FRIENDS], view)
        case Challengers(challenge_id):
            taking_part = participants_of(challenge_id)
            people = _showing(union(taking_part, taking_part), [], view)
        case _:
            assert_never(view.people)
    # A union is looked up before it is joined: from the people to their places, for they are few, and a board is long.
    ids = people.cte("people")
    return _on(view).join(ids, ids.c[0] == _learner).where(col(LeaderboardRow.xp) > 0)


def _showing(people: CompoundSelect[UUID], hiding: Sequence[Audience], view: BoardView) -> Select[UUID]:
    """Those of these people who show their progress to the viewer."""
    viewer_id = _viewer_id(view)
    user_id = people.subquery().c[0]
    audience = col(AudienceRow.audience)
    is_shown = or_(
        audience.is_(None),
        audience.not_in([each.value for each in hiding]),
        user_id == viewer_id,
        and_(audience == Audience.FRIENDS.value, user_id.in_(friends_of(viewer_id))),
    )
    return (
        select(user_id)
        .outerjoin(AudienceRow, col(AudienceRow.user_id) == user_id)
        .where(is_shown, user_id.not_in(kept_apart_from(viewer_id)))
    )


def _hidden_by_blocks(view: BoardView) -> Select[Any]:
    """Those on the list whom the viewer is not shown, though others are."""
    apart = kept_apart_from(_viewer_id(view)).subquery()
    return _on(view).join(apart, apart.c[0] == _learner).where(_is_listed)


def _oneself(view: BoardView) -> Select[UUID]:
    return select(literal(_viewer_id(view), Uuid()))


def _viewer_id(view: BoardView) -> UUID:
    if view.viewer_id is None:
        raise ValueError(f"nobody has friends or belongs anywhere: {view!r}")
    return view.viewer_id

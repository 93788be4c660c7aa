"""Challenges, and who takes part."""

from collections.abc import Sequence
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.challenge_rules import ChallengeAudience
from subgraphs.progress.challenge_states import ChallengeState
from subgraphs.progress.models.challenges import ChallengeMemberRow, ChallengeRow, MemberState
from subgraphs.progress.models.circles import CircleMemberRow, CircleRow
from subgraphs.progress.models.leaderboards import LeaderboardRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

LATEST_CHALLENGE = SeekOrder.by("challenges.latest", descending(ChallengeRow.starts_on), descending(ChallengeRow.id))
MemberKey = tuple[UUID, UUID]
"""A challenge, and a user."""

_MEMBERS = ChallengeMemberRow.__table__  # type: ignore[attr-defined]


class ChallengesRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: ChallengeRow | ChallengeMemberRow) -> None:
        self._session.add(row)

    async def add_recurring(self, rows: Sequence[ChallengeRow]) -> None:
        """Those that are there already stay as they are."""
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        table = ChallengeRow.__table__  # type: ignore[attr-defined]
        await self._session.execute(dialect.insert(table).on_conflict_do_nothing(), [row.model_dump() for row in rows])

    async def by_ids(self, ids: Sequence[UUID]) -> dict[UUID, ChallengeRow]:
        statement = select(ChallengeRow).where(col(ChallengeRow.id).in_(ids))
        return {row.id: row for row in await self._session.scalars(statement)}

    async def locked(self, challenge_id: UUID) -> ChallengeRow | None:
        """Nobody joins, leaves or settles it meanwhile."""
        statement = select(ChallengeRow).where(col(ChallengeRow.id) == challenge_id).with_for_update()
        return (await self._session.scalars(statement)).one_or_none()

    async def by_client_mutation(self, creator_id: UUID, client_mutation_id: str) -> ChallengeRow | None:
        row = ChallengeRow
        statement = select(row).where(
            col(row.creator_id) == creator_id, col(row.client_mutation_id) == client_mutation_id
        )
        return (await self._session.scalars(statement)).one_or_none()

    async def count_open_of(self, creator_id: UUID) -> int:
        statement = select(func.count()).where(
            col(ChallengeRow.creator_id) == creator_id, col(ChallengeRow.settled_at).is_(None)
        )
        return int((await self._session.execute(statement)).scalar_one())

    async def page_shown_to(
        self, user_id: UUID, state: ChallengeState | None, today: date, request: PageRequest
    ) -> Page[ChallengeRow]:
        statement = select(ChallengeRow).where(shown_to(user_id))
        if state is not None:
            statement = statement.where(*_has_come_to(state, today))
        return await fetch_page(self._session, statement, LATEST_CHALLENGE, request)

    async def shown(self, challenge_id: UUID, user_id: UUID) -> ChallengeRow | None:
        statement = select(ChallengeRow).where(col(ChallengeRow.id) == challenge_id, shown_to(user_id))
        return (await self._session.scalars(statement)).one_or_none()

    async def member(self, challenge_id: UUID, user_id: UUID) -> ChallengeMemberRow | None:
        return await self._session.get(ChallengeMemberRow, (challenge_id, user_id))

    async def members(self, keys: Sequence[MemberKey]) -> dict[MemberKey, ChallengeMemberRow]:
        challenge_ids, user_ids = {key[0] for key in keys}, {key[1] for key in keys}
        row = ChallengeMemberRow
        statement = select(row).where(col(row.challenge_id).in_(challenge_ids), col(row.user_id).in_(user_ids))
        return {(each.challenge_id, each.user_id): each for each in await self._session.scalars(statement)}

    async def participant_counts(self, challenge_ids: Sequence[UUID]) -> dict[UUID, int]:
        row = ChallengeMemberRow
        statement = (
            select(col(row.challenge_id), func.count())
            .where(col(row.challenge_id).in_(challenge_ids), col(row.state) == MemberState.JOINED)
            .group_by(col(row.challenge_id))
        )
        return {challenge_id: count for challenge_id, count in await self._session.execute(statement)}

    async def count_members(self, challenge_id: UUID) -> int:
        statement = select(func.count()).where(col(ChallengeMemberRow.challenge_id) == challenge_id)
        return int((await self._session.execute(statement)).scalar_one())

    async def participants_among(self, challenge_id: UUID, user_ids: Sequence[UUID]) -> set[UUID]:
        statement = participants_of(challenge_id).where(col(ChallengeMemberRow.user_id).in_(user_ids))
        return set(await self._session.scalars(statement))

    async def remove_member(self, challenge_id: UUID, user_id: UUID) -> None:
        row = ChallengeMemberRow
        await self._session.execute(
            delete(row).where(col(row.challenge_id) == challenge_id, col(row.user_id) == user_id)
        )

    async def not_started(self, today: date) -> list[UUID]:
        row = ChallengeRow
        statement = select(col(row.id)).where(col(row.started_at).is_(None), col(row.starts_on) <= today)
        return list(await self._session.scalars(statement))

    async def not_settled(self, ended_before: date) -> list[UUID]:
        """Those whose last day is before that day."""
        row = ChallengeRow
        statement = select(col(row.id)).where(col(row.settled_at).is_(None), col(row.ends_on) < ended_before)
        return list(await self._session.scalars(statement))

    async def final_points(self, challenge: ChallengeRow) -> list[tuple[UUID, int]]:
        """Who takes part and has points, the best first."""
        board, member = LeaderboardRow, ChallengeMemberRow
        statement = (
            select(col(board.user_id), col(board.xp))
            .join(member, col(member.user_id) == col(board.user_id))
            .where(
                col(member.challenge_id) == challenge.id,
                col(member.state) == MemberState.JOINED,
                col(board.period) == challenge.period,
                col(board.starts_on) == challenge.starts_on,
                col(board.xp) > 0,
            )
            .order_by(col(board.place))
        )
        return [(user_id, xp) for user_id, xp in await self._session.execute(statement)]

    async def keep_results(self, challenge_id: UUID, results: Sequence[dict[str, Any]]) -> None:
        """Each with `the_user`, and what of final_rank, final_xp, prize_xp and prize_freezes is `new_...`."""
        names = ("final_rank", "final_xp", "prize_xp", "prize_freezes")
        statement = (
            update(_MEMBERS)
            .where(_MEMBERS.c.challenge_id == challenge_id, _MEMBERS.c.user_id == bindparam("the_user"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        if results:
            await self._session.execute(statement, results)

    async def prizes_to_give(self, limit: int) -> list[MemberKey]:
        row = ChallengeMemberRow
        statement = (
            select(col(row.challenge_id), col(row.user_id))
            .where(col(row.prized_at).is_(None), or_(col(row.prize_xp) > 0, col(row.prize_freezes) > 0))
            .limit(limit)
        )
        return [(challenge_id, user_id) for challenge_id, user_id in await self._session.execute(statement)]


def _has_come_to(state: ChallengeState, today: date) -> tuple[ColumnElement[bool], ...]:
    """As `state_on` says of one."""
    starts_on, ends_on = col(ChallengeRow.starts_on), col(ChallengeRow.ends_on)
    is_settled = col(ChallengeRow.settled_at).is_not(None)
    match state:
        case ChallengeState.ENDED:
            return (is_settled,)
        case ChallengeState.UPCOMING:
            return ~is_settled, starts_on > today
        case ChallengeState.RUNNING:
            return ~is_settled, starts_on <= today, ends_on >= today
        case ChallengeState.SETTLING:
            return ~is_settled, ends_on < today
        case _:
            assert_never(state)


def participants_of(challenge_id: UUID) -> Select[UUID]:
    row = ChallengeMemberRow
    return select(col(row.user_id)).where(
        col(row.challenge_id) == challenge_id, col(row.state) == MemberState.JOINED.value
    )


def shown_to(user_id: UUID) -> ColumnElement[bool]:
    """The challenges of everybody, those one takes part in or is asked to, and those of one's organizations."""
    member, circle = ChallengeMemberRow, CircleMemberRow
    own = select(col(member.challenge_id)).where(col(member.user_id) == user_id)
    circles = (
        select(col(circle.circle_id))
        .join(CircleRow, col(CircleRow.id) == col(circle.circle_id))
        .where(col(circle.user_id) == user_id, col(circle.is_on), col(CircleRow.is_on))
    )
    return or_(
        col(ChallengeRow.audience) == ChallengeAudience.EVERYBODY.value,
        col(ChallengeRow.id).in_(own),
        col(ChallengeRow.circle_id).in_(circles),
    )

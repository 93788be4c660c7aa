"""What was heard of learners."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.facts import HeardFactRow
from subgraphs.progress.models.learners import LearnerRow

_IN_ORDER = (col(HeardFactRow.happened_at), col(HeardFactRow.identity))


class FactsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: HeardFactRow) -> None:
        self._session.add(row)

    async def of_identity(self, user_id: UUID, types: Collection[str], identity: str) -> dict[str, HeardFactRow]:
        """By their types."""
        statement = select(HeardFactRow).where(
            col(HeardFactRow.user_id) == user_id,
            col(HeardFactRow.type).in_(types),
            col(HeardFactRow.identity) == identity,
        )
        return {row.type: row for row in await self._session.scalars(statement)}

    async def identities(self, user_id: UUID, fact_type: str, asked: Collection[str]) -> set[str]:
        """Those of them that were heard of."""
        statement = select(col(HeardFactRow.identity)).where(
            col(HeardFactRow.user_id) == user_id,
            col(HeardFactRow.type) == fact_type,
            col(HeardFactRow.identity).in_(asked),
        )
        return set((await self._session.scalars(statement)).all())

    async def of_day(self, user_id: UUID, day: date) -> Sequence[HeardFactRow]:
        """What happened on a day, in order."""
        statement = select(HeardFactRow).where(col(HeardFactRow.user_id) == user_id, col(HeardFactRow.day) == day)
        return (await self._session.scalars(statement.order_by(*_IN_ORDER))).all()

    async def of_types(self, user_id: UUID, types: Collection[str]) -> Sequence[HeardFactRow]:
        """All of these, in order."""
        statement = select(HeardFactRow).where(col(HeardFactRow.user_id) == user_id, col(HeardFactRow.type).in_(types))
        return (await self._session.scalars(statement.order_by(*_IN_ORDER))).all()

    async def deeds_since(self, user_id: UUID, instant: datetime | None) -> Sequence[HeardFactRow]:
        """All deeds from then on; those of all time where no instant is given."""
        statement = select(HeardFactRow).where(col(HeardFactRow.user_id) == user_id, col(HeardFactRow.day).is_not(None))
        if instant is not None:
            statement = statement.where(col(HeardFactRow.happened_at) >= instant)
        return (await self._session.scalars(statement)).all()

    async def all_of(self, user_id: UUID) -> Sequence[HeardFactRow]:
        statement = select(HeardFactRow).where(col(HeardFactRow.user_id) == user_id)
        return (await self._session.scalars(statement.order_by(*_IN_ORDER))).all()

    async def has_within(self, user_id: UUID, types: Collection[str], start: datetime, end: datetime) -> bool:
        """Whether one of these types happened in that time and was not taken back."""
        statement = select(col(HeardFactRow.id)).where(
            col(HeardFactRow.user_id) == user_id,
            col(HeardFactRow.happened_at) >= start,
            col(HeardFactRow.happened_at) < end,
            col(HeardFactRow.type).in_(types),
            col(HeardFactRow.undone_at).is_(None),
        )
        return (await self._session.scalars(statement.limit(1))).first() is not None

    async def latest_about(
        self, user_id: UUID, types: Collection[str], kind: str, item_id: UUID, limit: int
    ) -> list[HeardFactRow]:
        """The latest of these types about an item that were not taken back, the oldest of them first."""
        statement = select(HeardFactRow).where(
            col(HeardFactRow.user_id) == user_id,
            col(HeardFactRow.item_kind) == kind,
            col(HeardFactRow.item_id) == item_id,
            col(HeardFactRow.type).in_(types),
            col(HeardFactRow.undone_at).is_(None),
        )
        latest_first = (each.desc() for each in _IN_ORDER)
        rows = (await self._session.scalars(statement.order_by(*latest_first).limit(limit))).all()
        return list(reversed(rows))

    async def users_after(self, user_id: UUID | None, limit: int) -> Sequence[UUID]:
        """Some of those of whom anything was heard, in the order of their ids."""
        statement = select(col(HeardFactRow.user_id)).distinct().order_by(col(HeardFactRow.user_id)).limit(limit)
        if user_id is not None:
            statement = statement.where(col(HeardFactRow.user_id) > user_id)
        return (await self._session.scalars(statement)).all()

    async def users_to_settle(self, horizon: date, limit: int) -> Sequence[UUID]:
        """Some of those who have days before that one that may still change."""
        settled = col(LearnerRow.settled_before)
        statement = (
            select(col(HeardFactRow.user_id))
            .distinct()
            .join(LearnerRow, col(LearnerRow.user_id) == col(HeardFactRow.user_id))
            .where(col(HeardFactRow.day) < horizon, or_(settled.is_(None), col(HeardFactRow.day) >= settled))
        )
        return (await self._session.scalars(statement.limit(limit))).all()

    async def forget_deeds(self, user_id: UUID, before: date, evidence: Collection[str], answers: int) -> None:
        """Delete deeds of days before that one, except for the latest answers about each item."""
        number = func.row_number().over(
            partition_by=(col(HeardFactRow.item_kind), col(HeardFactRow.item_id)),
            order_by=[each.desc() for each in _IN_ORDER],
        )
        shows = select(col(HeardFactRow.id), number.label("number")).where(
            col(HeardFactRow.user_id) == user_id,
            col(HeardFactRow.type).in_(evidence),
            col(HeardFactRow.item_id).is_not(None),
            col(HeardFactRow.undone_at).is_(None),
        )
        numbered = shows.subquery()
        needed = select(numbered.c.id).where(numbered.c.number <= answers)
        await self._session.execute(
            delete(HeardFactRow)
            .where(col(HeardFactRow.user_id) == user_id, col(HeardFactRow.day) < before)
            .where(col(HeardFactRow.id).not_in(needed))
            .execution_options(synchronize_session=False)
        )


def in_order(rows: Iterable[HeardFactRow]) -> list[HeardFactRow]:
    return sorted(rows, key=lambda row: (row.happened_at, row.identity))

"""What the database counts for statistics. Sums are made there: no review travels."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, distinct, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.maturity import MATURE_DAYS, is_mature
from subgraphs.learning.repository.quarter_hours import epoch_seconds, quarter_hour, start_of_quarter
from subgraphs.learning.scheduling.memory import FlashcardState, Rating
from subgraphs.learning.statistics.figures import CountedActivity, CountedAnswers, CountedDue, Maturity
from subgraphs.shared.database import UtcDateTime

_DAY_SECONDS = 86_400.0
_MATURITIES = {0: Maturity.LEARNING, 1: Maturity.YOUNG, 2: Maturity.MATURE}


class StatisticsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def activity(self, owner_id: UUID, start: datetime, end: datetime) -> list[CountedActivity]:
        """All answers, those for practice's sake too: they are work as well."""
        row = ReviewRow
        quarter = quarter_hour(col(row.reviewed_at)).label("quarter")
        is_first = and_(col(row.state_before) == FlashcardState.NEW, col(row.is_practice).is_(False))
        statement = (
            select(
                quarter,
                func.count(),
                func.coalesce(func.sum(row.duration_ms), 0),
                func.sum(case((is_first, 1), else_=0)),
            )
            .where(*_answered(owner_id, end), col(row.reviewed_at) >= start)
            .group_by(quarter)
        )
        found = (await self._session.execute(statement)).all()
        return [CountedActivity(start_of_quarter(each[0]), each[1], int(each[2]), int(each[3])) for each in found]

    async def answers(self, owner_id: UUID, start: datetime, end: datetime) -> list[CountedAnswers]:
        """Answers that the schedule heeded, by how well the card was known: by the interval that ended with them."""
        row = ReviewRow
        asked = (
            select(
                col(row.reviewed_at).label("reviewed_at"),
                col(row.rating).label("rating"),
                col(row.state_before).label("state_before"),
                col(row.recall_probability).label("expected"),
                func.lag(_interval_days())
                .over(partition_by=col(row.flashcard_id), order_by=(col(row.reviewed_at), col(row.id)))
                .label("interval_before"),
            )
            .where(*_answered(owner_id, end), col(row.is_practice).is_(False))
            .subquery()
        )
        quarter = quarter_hour(asked.c.reviewed_at).label("quarter")
        maturity = case(
            (asked.c.state_before != FlashcardState.REVIEW, 0),
            (asked.c.interval_before >= MATURE_DAYS, 2),
            else_=1,
        ).label("maturity")
        statement = (
            select(
                quarter,
                maturity,
                asked.c.rating,
                func.count(),
                func.coalesce(func.sum(asked.c.expected), 0.0),
                func.count(asked.c.expected),
            )
            .where(asked.c.reviewed_at >= start)
            .group_by(quarter, maturity, asked.c.rating)
        )
        found = (await self._session.execute(statement)).all()
        return [
            CountedAnswers(
                start_of_quarter(each[0]), _MATURITIES[each[1]], Rating(each[2]), each[3], float(each[4]), each[5]
            )
            for each in found
        ]

    async def due(self, owner_id: UUID, end: datetime) -> list[CountedDue]:
        """Cards that have been answered and come back before then. One that is buried comes back when it is not."""
        row = FlashcardRow
        buried_until = col(row.buried_until)
        comes_back = case((buried_until > col(row.due), buried_until), else_=col(row.due))
        quarter, mature = quarter_hour(comes_back).label("quarter"), is_mature().label("mature")
        statement = (
            select(quarter, mature, func.count())
            .where(*_studied(owner_id), col(row.state) != FlashcardState.NEW, comes_back < literal(end, UtcDateTime()))
            .group_by(quarter, mature)
        )
        found = (await self._session.execute(statement)).all()
        return [CountedDue(start_of_quarter(each[0]), bool(each[1]), each[2]) for each in found]

    async def count_new(self, owner_id: UUID) -> int:
        """Cards that wait for their first answer."""
        statement = select(func.count()).where(*_studied(owner_id), col(FlashcardRow.state) == FlashcardState.NEW)
        return int((await self._session.execute(statement)).scalar_one())

    async def hardest(self, owner_id: UUID, count: int) -> Sequence[FlashcardRow]:
        """Cards that were forgotten, the most often forgotten first, and of those the most difficult."""
        row = FlashcardRow
        statement = (
            select(row)
            .where(*_studied(owner_id), col(row.lapses) > 0)
            .order_by(
                col(row.lapses).desc(), func.coalesce(col(row.difficulty), 0.0).desc(), col(row.created_at), col(row.id)
            )
            .limit(count)
        )
        return (await self._session.scalars(statement)).all()

    async def items_by_level(self, owner_id: UUID, kind: str) -> dict[str, tuple[int, int]]:
        """Of each level: items that are known, and items with any card."""
        row, item = FlashcardRow, ItemRow
        known = case((is_mature(), col(item.id)))
        statement = (
            select(col(item.level), func.count(distinct(known)), func.count(distinct(col(item.id))))
            .select_from(row)
            .join(item, col(item.id) == col(row.item_id))
            .where(
                col(row.owner_id) == owner_id,
                col(row.item_kind) == kind,
                col(row.deleted_at).is_(None),
                col(item.level).is_not(None),
                col(item.is_withdrawn).is_(False),
                col(item.organization_id).is_(None),
            )
            .group_by(col(item.level))
        )
        return {str(each[0]): (each[1], each[2]) for each in (await self._session.execute(statement)).all()}


def _answered(owner_id: UUID, end: datetime) -> list[ColumnElement[bool]]:
    row = ReviewRow
    return [col(row.owner_id) == owner_id, col(row.undone_at).is_(None), col(row.reviewed_at) < end.astimezone(UTC)]


def _studied(owner_id: UUID) -> list[ColumnElement[bool]]:
    row = FlashcardRow
    return [col(row.owner_id) == owner_id, col(row.deleted_at).is_(None), col(row.suspended_at).is_(None)]


def _interval_days() -> ColumnElement[float]:
    """From an answer to when it made its card due; the schedule has noted it but for short steps and old answers."""
    row = ReviewRow
    seconds = epoch_seconds(col(row.due)) - epoch_seconds(col(row.reviewed_at))
    return func.coalesce(col(row.interval_days), seconds / _DAY_SECONDS)

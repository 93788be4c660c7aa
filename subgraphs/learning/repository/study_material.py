"""Items that questions are made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.abilities import ItemDifficultyRow
from subgraphs.learning.models.items import ItemRow
from subgraphs.learning.repository.items import is_offered_to

LevelOfKind = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class RankedLevel:
    """The first and the last rank of the items of one kind and level."""

    first: int
    last: int

    def place_of(self, rank: int | None) -> float:
        """From 0, the first, to 1, the last; the middle where there is no telling."""
        if rank is None or self.last == self.first:
            return 0.5
        return (rank - self.first) / (self.last - self.first)

    def rank_at(self, place: float) -> int:
        return round(self.first + place * (self.last - self.first))


class StudyMaterialRepository:
    def __init__(self, session: AsyncSession, user_id: UUID) -> None:
        self._session = session
        self._offered = is_offered_to(user_id)

    async def ranked_levels(self, kinds: Iterable[str]) -> dict[LevelOfKind, RankedLevel]:
        kind, level, rank = col(ItemRow.kind), col(ItemRow.level), col(ItemRow.rank)
        statement = (
            select(kind, level, func.min(rank), func.max(rank))
            .where(kind.in_(list(kinds)), rank.is_not(None))
            .group_by(kind, level)
        )
        found = (await self._session.execute(statement)).all()
        return {(row[0], row[1]): RankedLevel(row[2] or 0, row[3] or 0) for row in found}

    async def ranks_of(self, kinds: Sequence[str], levels: Sequence[str | None]) -> dict[LevelOfKind, list[int]]:
        """The ranks of all items of these kinds and levels, from which to draw without reading the items."""
        named = [level for level in levels if level is not None]
        statement = (
            select(col(ItemRow.kind), col(ItemRow.level), col(ItemRow.rank))
            .where(col(ItemRow.kind).in_(kinds), col(ItemRow.level).in_(named), *self._offered)
            .order_by(col(ItemRow.kind), col(ItemRow.level), col(ItemRow.rank))
        )
        found: dict[LevelOfKind, list[int]] = {}
        for kind, level, rank in (await self._session.execute(statement)).all():
            if rank is not None:
                found.setdefault((kind, level), []).append(rank)
        return found

    async def at_ranks(self, ranks: Mapping[LevelOfKind, Sequence[int]]) -> dict[LevelOfKind, list[ItemRow]]:
        """The items of these ranks, the easiest first."""
        drawn = [
            and_(col(ItemRow.kind) == kind, col(ItemRow.level) == level, col(ItemRow.rank).in_(some))
            for (kind, level), some in ranks.items()
            if some
        ]
        if not drawn:
            return {}
        statement = select(ItemRow).where(or_(*drawn), *self._offered).order_by(col(ItemRow.rank), col(ItemRow.id))
        found: dict[LevelOfKind, list[ItemRow]] = {}
        for row in (await self._session.scalars(statement)).all():
            found.setdefault((row.kind, row.level), []).append(row)
        return found

    async def near_rank(self, kind: str, level: str, rank: int, count: int, without: Sequence[UUID]) -> list[ItemRow]:
        """Up to `count` items of a level on either side of a rank."""
        alike = select(ItemRow).where(
            col(ItemRow.kind) == kind, col(ItemRow.level) == level, col(ItemRow.id).not_in(without), *self._offered
        )
        at = col(ItemRow.rank)
        below = alike.where(at < rank).order_by(at.desc()).limit(count)
        above = alike.where(at >= rank).order_by(at).limit(count)
        rows = [*(await self._session.scalars(below)).all(), *(await self._session.scalars(above)).all()]
        return sorted(rows, key=lambda row: (row.rank or 0, row.id))

    async def difficulties(self, item_ids: Sequence[UUID]) -> dict[UUID, float]:
        """Of items that turned out to be harder or easier than their place tells."""
        row = ItemDifficultyRow
        statement = select(col(row.item_id), col(row.difficulty)).where(col(row.item_id).in_(item_ids))
        return {found[0]: found[1] for found in (await self._session.execute(statement)).all()}

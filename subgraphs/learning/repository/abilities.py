"""What learners can do, and how hard items turned out to be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table as SqlTable
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.abilities import AbilityRow, ItemAnswerCountRow, ItemDifficultyRow
from subgraphs.learning.models.items import ItemRow


class AbilityRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, owner_id: UUID) -> dict[str, AbilityRow]:
        statement = select(AbilityRow).where(col(AbilityRow.owner_id) == owner_id)
        return {row.skill: row for row in (await self._session.scalars(statement)).all()}

    async def put(self, row: AbilityRow) -> None:
        await self._session.merge(row)

    async def count_answers(self, counts: Sequence[ItemAnswerCountRow]) -> None:
        """Add to what is counted already. The same item is named once in each class."""
        if not counts:
            return
        table: SqlTable = ItemAnswerCountRow.__table__  # type: ignore[attr-defined]
        statement = self._insert(table)
        more = {name: table.c[name] + statement.excluded[name] for name in ("answers", "right_answers")}
        added = statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=more)
        await self._session.execute(added, [row.model_dump() for row in counts])

    async def items_with_answers(self, at_least: int, after: UUID | None, count: int) -> Sequence[ItemRow]:
        """Items that were answered so often, in the order of their ids."""
        counted = ItemAnswerCountRow
        enough = (
            select(col(counted.item_id))
            .group_by(col(counted.item_id))
            .having(func.sum(col(counted.answers)) >= at_least)
        )
        statement = select(ItemRow).where(col(ItemRow.id).in_(enough)).order_by(col(ItemRow.id)).limit(count)
        if after is not None:
            statement = statement.where(col(ItemRow.id) > after)
        return (await self._session.scalars(statement)).all()

    async def answer_counts(self, item_ids: Sequence[UUID]) -> dict[UUID, list[ItemAnswerCountRow]]:
        row = ItemAnswerCountRow
        statement = select(row).where(col(row.item_id).in_(item_ids))
        found: dict[UUID, list[ItemAnswerCountRow]] = {}
        for one in (await self._session.scalars(statement)).all():
            found.setdefault(one.item_id, []).append(one)
        return found

    async def put_difficulty(self, item_id: UUID, difficulty: float, answers: int, now: datetime) -> None:
        row = ItemDifficultyRow(item_id=item_id, difficulty=difficulty, answers=answers, updated_at=now)
        await self._session.merge(row)

    def _insert(self, table: SqlTable) -> Any:
        is_sqlite = self._session.get_bind().dialect.name == "sqlite"
        return sqlite.insert(table) if is_sqlite else postgresql.insert(table)

"""Writing down what content announces of its dictionary and courses."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table as SqlTable
from sqlalchemy import delete, false, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.courses import CourseRow, OrganizationMemberRow
from subgraphs.learning.models.items import DICTIONARY, DICTIONARY_KINDS, CatalogueEditionRow, ItemKind, ItemRow

Values = dict[str, Any]


class CatalogueRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def edition(self) -> int:
        """The newest that was heard to its end; 0 before the first."""
        row = await self._session.get(CatalogueEditionRow, DICTIONARY)
        return row.edition if row is not None else 0

    async def end_edition(self, edition: int) -> None:
        """What is of an older one is not offered any more."""
        await self._session.merge(CatalogueEditionRow(name=DICTIONARY, edition=edition))
        await self._session.execute(
            update(ItemRow)
            .where(
                col(ItemRow.kind).in_(DICTIONARY_KINDS),
                col(ItemRow.edition) < edition,
                col(ItemRow.is_withdrawn) == false(),
            )
            .values(is_withdrawn=True)
        )

    async def put_items(self, rows: Sequence[Values]) -> None:
        """Write items down, many at once, but for those of which something newer is known."""
        table: SqlTable = ItemRow.__table__  # type: ignore[attr-defined]
        statement = self._insert(table)
        new = statement.excluded
        changed = {column.name: new[column.name] for column in table.columns if column.name != "id"}
        newer = statement.on_conflict_do_update(
            index_elements=["id"], set_=changed, where=table.c.edition <= new["edition"]
        )
        if rows:
            await self._session.execute(newer, list(rows))

    async def locked_course(self, course_id: UUID) -> CourseRow | None:
        statement = select(CourseRow).where(col(CourseRow.id) == course_id).with_for_update()
        return (await self._session.scalars(statement)).one_or_none()

    async def add_course(self, row: CourseRow) -> None:
        self._session.add(row)
        await self._session.flush()

    async def settle_lessons(self, course: CourseRow) -> None:
        """Offer the lessons of the version that is out, and no others."""
        is_lesson_of = (col(ItemRow.kind) == ItemKind.LESSON, col(ItemRow.course_id) == course.id)
        ids = [UUID(one) for one in course.lesson_ids] if not course.is_deleted else []
        is_in = col(ItemRow.id).in_(ids)
        gone = update(ItemRow).where(*is_lesson_of, ~is_in).values(is_withdrawn=True)
        there = update(ItemRow).where(*is_lesson_of, is_in).values(is_withdrawn=False)
        await self._session.execute(gone)
        await self._session.execute(there)

    async def add_member(self, organization_id: UUID, user_id: UUID) -> None:
        await self._session.merge(OrganizationMemberRow(organization_id=organization_id, user_id=user_id))

    async def remove_member(self, organization_id: UUID, user_id: UUID) -> None:
        member = OrganizationMemberRow
        await self._session.execute(
            delete(member).where(col(member.organization_id) == organization_id, col(member.user_id) == user_id)
        )

    async def remove_organization(self, organization_id: UUID) -> None:
        member = OrganizationMemberRow
        await self._session.execute(delete(member).where(col(member.organization_id) == organization_id))

    def _insert(self, table: SqlTable) -> Any:
        insert = postgresql.insert if self._session.get_bind().dialect.name == "postgresql" else sqlite.insert
        return insert(table)

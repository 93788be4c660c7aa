"""How the repositories of this domain run their statements."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Executable, Select
from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, decode_cursor, fetch_pages_by_parent

RowT = TypeVar("RowT")


class Repository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def all(self, statement: Executable) -> Sequence[Any]:
        rows: Sequence[Any] = (await self.session.execute(statement)).scalars().all()
        return rows

    async def pages(
        self,
        statement: Select[RowT],
        parent: Any,
        parents: Sequence[UUID],
        order: SeekOrder,
        page: PageRequest,
    ) -> dict[UUID, Page[RowT]]:
        if not page.is_backward:
            # Positions have no gaps. This bound lets the database read the page only, not the whole of every list.
            statement = statement.where(order.columns[0].expression <= _start_of(order, page) + page.count + 1)
        return await fetch_pages_by_parent(self.session, statement, parent, parents, order, page)

    async def lists(self, statement: Executable) -> dict[UUID, list[Any]]:
        lists: dict[UUID, list[Any]] = defaultdict(list)
        for parent, row in (await self.session.execute(statement)).all():
            lists[parent].append(row)
        return lists

    async def one(self, statement: Executable) -> int:
        count: int = (await self.session.execute(statement)).scalar_one()
        return count


def _start_of(order: SeekOrder, page: PageRequest) -> int:
    """The position that a page forwards starts behind."""
    if page.cursor is None:
        return -1
    (position,) = decode_cursor(order, page.cursor)
    if not isinstance(position, int):
        raise BadUserInput("This cursor was not made by this list.")
    return position

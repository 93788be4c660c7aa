"""Points of grammar, by key and in lists."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.repository.base import Repository
from subgraphs.content.repository.study import ItemFilter, conditions
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, fetch_page

GRAMMAR_ORDER = SeekOrder.by("grammar", ascending(GrammarPointRow.rank))


class GrammarRepository(Repository):
    async def by_ids(self, ids: Sequence[UUID]) -> Sequence[GrammarPointRow]:
        return await self.all(select(GrammarPointRow).where(col(GrammarPointRow.id).in_(ids)))

    async def by_slugs(self, slugs: Sequence[str]) -> Sequence[GrammarPointRow]:
        return await self.all(select(GrammarPointRow).where(col(GrammarPointRow.slug).in_(slugs)))

    async def by_ranks(self, ranks: Sequence[int]) -> Sequence[GrammarPointRow]:
        return await self.all(select(GrammarPointRow).where(col(GrammarPointRow.rank).in_(ranks)))

    async def points(self, wanted: ItemFilter, page: PageRequest) -> Page[GrammarPointRow]:
        statement = select(GrammarPointRow).where(*conditions(GrammarPointRow, wanted))
        return await fetch_page(self.session, statement, GRAMMAR_ORDER, page)

    async def count(self, wanted: ItemFilter) -> int:
        statement = select(func.count()).select_from(GrammarPointRow)
        return await self.one(statement.where(*conditions(GrammarPointRow, wanted)))

"""Filling tables from a checked-in seed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select, text
from sqlmodel import col

from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.models.kanji import KanjiRow
from subgraphs.content.models.seed_versions import SeedVersionRow
from subgraphs.content.models.sentences import SentenceRow
from subgraphs.content.models.table import Table
from subgraphs.content.models.translations import TranslationRow
from subgraphs.content.models.words import WordRow
from subgraphs.content.repository.base import Repository

# Databases bound the number of parameters of one statement; more rows per statement are no faster.
INSERT_AT_ONCE = 5_000

_TRANSLATED = (KanjiRow.id, WordRow.id, SentenceRow.id, GrammarPointRow.id)


class SeedRepository(Repository):
    async def seed_version(self, name: str) -> str | None:
        statement = select(col(SeedVersionRow.version)).where(col(SeedVersionRow.name) == name)
        version: str | None = (await self.session.execute(statement)).scalar_one_or_none()
        return version

    async def clear_study(self, tables: Iterable[type[Table]]) -> None:
        """Empty the tables of what there is to study; translations of other records stay."""
        for table in tables:
            statement = delete(table)
            if table is TranslationRow:
                statement = statement.where(or_(*map(_is_translation_of, _TRANSLATED)))
            await self.session.execute(statement)

    async def clear(self, tables: Iterable[type[Table]]) -> None:
        for table in tables:
            await self.session.execute(delete(table))

    async def add(self, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
        await self.session.execute(insert(table.__table__), rows)  # type: ignore[attr-defined]

    async def count_anew(self, tables: Iterable[type[Table]]) -> None:
        """Let the database look at what was added, so that it plans for it from the first query on."""
        for table in tables:
            await self.session.execute(text(f"ANALYZE {table.__tablename__}"))

    async def set_seed_version(self, name: str, version: str) -> None:
        await self.session.execute(delete(SeedVersionRow).where(col(SeedVersionRow.name) == name))
        await self.add(SeedVersionRow, [{"name": name, "version": version}])


def _is_translation_of(record_id: Any) -> ColumnElement[bool]:
    return col(TranslationRow.subject_id).in_(select(record_id))

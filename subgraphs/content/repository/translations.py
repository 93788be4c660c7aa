"""Texts of records in other languages."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from subgraphs.content.models.translations import TranslationRow
from subgraphs.content.repository.base import Repository

TextsByField = dict[str, dict[str, list[str]]]
"""{field: {locale: texts}}"""


class TranslationRepository(Repository):
    async def of_subjects(self, subjects: Sequence[UUID]) -> dict[UUID, TextsByField]:
        statement = select(TranslationRow).where(col(TranslationRow.subject_id).in_(subjects))
        found: dict[UUID, TextsByField] = defaultdict(lambda: defaultdict(dict))
        for row in await self.all(statement):
            found[row.subject_id][row.field][row.locale] = row.texts
        return found

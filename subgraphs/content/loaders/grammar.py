"""Batched reads of grammar, and of texts in other languages."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.repository.grammar import GrammarRepository
from subgraphs.content.repository.translations import TranslationRepository
from subgraphs.shared.database import rows_by_key
from subgraphs.shared.loaders import LoaderSource


class GrammarLoaders:
    def __init__(self, source: LoaderSource) -> None:
        async def by_id(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, GrammarPointRow]:
            return rows_by_key(await GrammarRepository(session).by_ids(ids), "id")

        async def by_slug(session: AsyncSession, slugs: Sequence[str]) -> dict[str, GrammarPointRow]:
            return rows_by_key(await GrammarRepository(session).by_slugs(slugs), "slug")

        self.point_by_id = source.by_key(by_id)
        self.point_by_slug = source.by_key(by_slug)


class TranslationLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.of_subject = source.by_key(lambda session, keys: TranslationRepository(session).of_subjects(keys))

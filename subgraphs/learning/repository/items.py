"""What is known of items, as their domain announced them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Select, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.learning.models.courses import OrganizationMemberRow
from subgraphs.learning.models.items import DICTIONARY, CatalogueEditionRow, ItemKind, ItemRef, ItemRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, fetch_page

BY_RANK = SeekOrder.by("items.rank", ascending(ItemRow.rank), ascending(ItemRow.id))


class ItemRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def is_catalogue_known(self) -> bool:
        """False as long as nothing was heard of the dictionary: then nothing can be said of what there is."""
        statement = select(CatalogueEditionRow).where(col(CatalogueEditionRow.name) == DICTIONARY)
        return (await self._session.scalars(statement)).first() is not None

    async def by_ids(self, item_ids: Iterable[UUID]) -> dict[UUID, ItemRow]:
        """The withdrawn ones too: cards made from them stay."""
        return {row.id: row for row in await self._all(select(ItemRow).where(col(ItemRow.id).in_(list(item_ids))))}

    async def items(self, refs: Iterable[ItemRef]) -> dict[ItemRef, ItemRow]:
        """The withdrawn ones too; those that are of another kind are left out."""
        wanted = list(refs)
        found = await self.by_ids(ref.id for ref in wanted)
        return {ref: found[ref.id] for ref in wanted if ref.id in found and found[ref.id].kind == ref.kind}

    async def offered(self, refs: Iterable[ItemRef], user_id: UUID) -> dict[ItemRef, ItemRow]:
        """Those that this learner may make cards from: not withdrawn, nor of an organization that is not theirs."""
        wanted = list(refs)
        ids = [ref.id for ref in wanted]
        statement = select(ItemRow).where(col(ItemRow.id).in_(ids), *is_offered_to(user_id))
        found = {row.id: row for row in await self._all(statement)}
        return {ref: found[ref.id] for ref in wanted if ref.id in found and found[ref.id].kind == ref.kind}

    async def by_texts(self, texts: Iterable[str], kinds: Sequence[str] = (ItemKind.WORD,)) -> dict[str, list[ItemRow]]:
        """What is written so, the easiest first."""
        return await self._by(ItemRow.text, texts, kinds)

    async def by_readings(
        self, readings: Iterable[str], kinds: Sequence[str] = (ItemKind.WORD,)
    ) -> dict[str, list[ItemRow]]:
        """What is read so, the easiest first."""
        return await self._by(ItemRow.reading, readings, kinds)

    async def look_alikes(self, kanji: Iterable[ItemRow]) -> dict[UUID, list[ItemRow]]:
        """What each of these kanji is taken for, the most alike first."""
        characters = {row.id: [str(one) for one in row.details.get("lookAlikes", ())] for row in kanji}
        wanted = {one for alike in characters.values() for one in alike}
        found = await self.by_texts(wanted, (ItemKind.KANJI,))
        return {key: [row for one in alike for row in found.get(one, ())] for key, alike in characters.items()}

    async def page_by_level(self, kind: str, levels: Sequence[str] | None, request: PageRequest) -> Page[ItemRow]:
        """Items that everybody may know of, the easiest first; None: of every level and of none."""
        return await fetch_page(self._session, _of_levels(kind, levels), BY_RANK, request)

    async def count_by_level(self, kind: str) -> dict[str, int]:
        """How many items of each level everybody may know of; those on no list are not counted."""
        level = col(ItemRow.level)
        statement = (
            select(level, func.count())
            .where(col(ItemRow.kind) == kind, level.is_not(None), *_is_public())
            .group_by(level)
        )
        return {str(row[0]): row[1] for row in (await self._session.execute(statement)).all()}

    async def sentences_of(self, words: Iterable[ItemRow]) -> dict[UUID, list[ItemRow]]:
        """Sentences that use each of these words, the easiest first."""
        return await self._named(words, "sentenceIds")

    async def kanji_of(self, words: Iterable[ItemRow]) -> dict[UUID, list[ItemRow]]:
        """The kanji that each of these words is written with, in their order."""
        return await self._named(words, "kanjiIds")

    async def _named(self, items: Iterable[ItemRow], field: str) -> dict[UUID, list[ItemRow]]:
        ids = {row.id: [UUID(one) for one in row.details.get(field, ())] for row in items}
        found = await self.by_ids({one for named in ids.values() for one in named})
        return {key: [found[one] for one in named if one in found] for key, named in ids.items()}

    async def _by(self, column: Any, values: Iterable[str], kinds: Sequence[str]) -> dict[str, list[ItemRow]]:
        statement = (
            select(ItemRow)
            .where(col(column).in_(list(values)), col(ItemRow.kind).in_(kinds), *_is_public())
            .order_by(col(ItemRow.rank), col(ItemRow.id))
        )
        found: dict[str, list[ItemRow]] = defaultdict(list)
        for row in await self._all(statement):
            found[getattr(row, column.key)].append(row)
        return dict(found)

    async def _all(self, statement: Executable) -> list[ItemRow]:
        return list((await self._session.execute(statement)).scalars().all())


def is_offered_to(user_id: UUID) -> list[ColumnElement[bool]]:
    """What must hold of an item for this learner to be offered it."""
    member = OrganizationMemberRow
    theirs = select(col(member.organization_id)).where(col(member.user_id) == user_id)
    organization_id = col(ItemRow.organization_id)
    return [col(ItemRow.is_withdrawn) == false(), or_(organization_id.is_(None), organization_id.in_(theirs))]


def _is_public() -> list[ColumnElement[bool]]:
    return [col(ItemRow.is_withdrawn) == false(), col(ItemRow.organization_id).is_(None)]


def _offered_of(kind: str) -> Select[ItemRow]:
    return select(ItemRow).where(col(ItemRow.kind) == kind, *_is_public())


def _of_levels(kind: str, levels: Sequence[str] | None) -> Select[ItemRow]:
    statement = _offered_of(kind)
    return statement if levels is None else statement.where(col(ItemRow.level).in_(levels))

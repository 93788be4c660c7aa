"""Finding cards among those of one learner, of whom nobody has so many that reading them through takes long.

Every search begins with the owner, by an index that has the order of the page too where there is one. Texts are
compared with what was folded when the card was written and when its item was announced.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.repository.flashcards import BY_AGE, BY_DUE
from subgraphs.learning.repository.topics import topics_within
from subgraphs.learning.scheduling.memory import FlashcardState
from subgraphs.learning.search_text import search_patterns
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, descending, fetch_page


@dataclass(frozen=True, slots=True)
class FlashcardSearch:
    """What cards have to be like; None: no matter. Of lists, one has to hold, unless it says otherwise."""

    text: str | None = None
    states: Sequence[FlashcardState] | None = None
    kinds: Sequence[ItemKind] | None = None
    templates: Sequence[FlashcardTemplate] | None = None
    origins: Sequence[Origin] | None = None
    topic_id: UUID | None = None
    with_subtopics: bool = True
    deck_id: UUID | None = None
    all_tags: Sequence[str] = ()
    """All of them."""

    any_tags: Sequence[str] = ()
    levels: Sequence[str] | None = None
    is_suspended: bool | None = None
    is_buried: bool | None = None
    is_leech: bool | None = None
    is_deleted: bool = False
    due_after: datetime | None = None
    due_before: datetime | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None


class FlashcardOrder(StrEnum):
    OLDEST = "OLDEST"
    NEWEST = "NEWEST"
    DUE = "DUE"
    MOST_FORGOTTEN = "MOST_FORGOTTEN"
    LEECHES = "LEECHES"


_card = FlashcardRow
_ORDERS = {
    FlashcardOrder.OLDEST: BY_AGE,
    FlashcardOrder.NEWEST: SeekOrder.by("flashcards.newest", descending(_card.created_at), descending(_card.id)),
    FlashcardOrder.DUE: BY_DUE,
    FlashcardOrder.MOST_FORGOTTEN: SeekOrder.by("flashcards.forgotten", descending(_card.lapses), ascending(_card.id)),
    FlashcardOrder.LEECHES: SeekOrder.by("flashcards.leeches", descending(_card.leech_at), descending(_card.id)),
}


def in_order(search: FlashcardSearch, order: FlashcardOrder) -> FlashcardSearch:
    """An order by something that not every card has is one of those that have it."""
    return replace(search, is_leech=True) if order is FlashcardOrder.LEECHES else search


class FlashcardSearchRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(
        self, owner_id: UUID, search: FlashcardSearch, order: FlashcardOrder, request: PageRequest, now: datetime
    ) -> Page[FlashcardRow]:
        return await fetch_page(self._session, found_cards(owner_id, search, now), _ORDERS[order], request)

    async def count(self, owner_id: UUID, search: FlashcardSearch, now: datetime) -> int:
        counting = found_cards(owner_id, search, now).with_only_columns(func.count(), maintain_column_froms=True)
        return int((await self._session.execute(counting)).scalar_one())


def found_cards(owner_id: UUID, search: FlashcardSearch, now: datetime) -> Select[FlashcardRow]:
    """The owner's cards that are like that."""
    patterns = search_patterns(search.text) if search.text else []
    statement = select(_card).where(col(_card.owner_id) == owner_id)
    if patterns or search.levels is not None:
        statement = statement.outerjoin(ItemRow, col(ItemRow.id) == col(_card.item_id))
    conditions = [
        *(_is_written(group) for group in patterns),
        *_kinds(search),
        *_places(owner_id, search),
        *_marks(search, now),
        *_times(search),
    ]
    return statement.where(*conditions)


def _is_written(patterns: Sequence[str]) -> ColumnElement[bool]:
    """On the card, or in what is known of its item."""
    texts = (col(_card.search_text), col(ItemRow.search_text))
    return or_(*(text.like(pattern, escape="\\") for text in texts for pattern in patterns))


def _kinds(search: FlashcardSearch) -> list[ColumnElement[bool]]:
    wanted = (
        (col(_card.state), search.states),
        (col(_card.item_kind), search.kinds),
        (col(_card.template), search.templates),
        (col(_card.origin), search.origins),
        (col(ItemRow.level), search.levels),
    )
    return [column.in_(values) for column, values in wanted if values is not None]


def _places(owner_id: UUID, search: FlashcardSearch) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.topic_id is not None and search.with_subtopics:
        found.append(col(_card.topic_id).in_(topics_within(search.topic_id, owner_id)))
    elif search.topic_id is not None:
        found.append(col(_card.topic_id) == search.topic_id)
    if search.deck_id is not None:
        found.append(col(_card.deck_id) == search.deck_id)
    found += [col(_card.id).in_(_tagged(owner_id, [tag])) for tag in dict.fromkeys(search.all_tags)]
    if search.any_tags:
        found.append(col(_card.id).in_(_tagged(owner_id, search.any_tags)))
    return found


def _tagged(owner_id: UUID, tags: Sequence[str]) -> Select[UUID]:
    row = FlashcardTagRow
    return select(col(row.flashcard_id)).where(col(row.owner_id) == owner_id, col(row.tag).in_(tags))


def _marks(search: FlashcardSearch, now: datetime) -> list[ColumnElement[bool]]:
    found = [_is_set(col(_card.deleted_at), search.is_deleted)]
    if search.is_suspended is not None:
        found.append(_is_set(col(_card.suspended_at), search.is_suspended))
    if search.is_leech is not None:
        found.append(_is_set(col(_card.leech_at), search.is_leech))
    if search.is_buried is not None:
        until = col(_card.buried_until)
        found.append(until > now if search.is_buried else or_(until.is_(None), until <= now))
    return found


def _is_set(column: Mapped[datetime | None], is_set: bool) -> ColumnElement[bool]:
    return column.is_not(None) if is_set else column.is_(None)


def _times(search: FlashcardSearch) -> list[ColumnElement[bool]]:
    bounds = (
        (col(_card.due), search.due_after, search.due_before),
        (col(_card.created_at), search.created_after, search.created_before),
    )
    found: list[ColumnElement[bool]] = []
    for column, after, before in bounds:
        found += [column >= after] if after is not None else []
        found += [column < before] if before is not None else []
    return found

"""Batched reads of what stands on and around flashcards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.card_suggestions import suggestions_for
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemRef, ItemRow
from subgraphs.learning.models.media import MediaRow
from subgraphs.learning.models.topics import DeckRow, TopicRow
from subgraphs.learning.repository.decks import DeckRepository
from subgraphs.learning.repository.flashcards import FlashcardRepository, item_of
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.media import MediaRepository
from subgraphs.learning.repository.tags import TagRepository
from subgraphs.learning.repository.topics import CardCounts, CardPlace, TopicRepository, count_cards
from subgraphs.shared.loaders import LoaderSource

OwnedItem = tuple[UUID, ItemRef]
"""An item, and whose cards of it are asked for."""

CountedAt = tuple[UUID, datetime]
"""A topic or a deck, and when."""


class CardLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.item_by_id = source.by_key(_items_by_id)
        self.flashcards_by_item = source.lists_by_key(_flashcards_by_item)
        self.media_by_id = source.by_key(_media_by_id)
        self.tags_by_flashcard = source.lists_by_key(_tags_by_flashcard)
        self.topics_by_owner = source.lists_by_key(_topics_by_owner)
        self.suggestions_by_flashcard = source.lists_by_key(suggestions_for)
        self.topic_by_id = source.by_key(_topics_by_id)
        self.deck_by_id = source.by_key(_decks_by_id)
        self.counts_by_topic = source.by_key(_counts_by_topic)
        """Of the cards in the topic itself."""

        self.counts_by_deck = source.by_key(_counts_by_deck)


async def _items_by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, ItemRow]:
    return await ItemRepository(session).by_ids(keys)


async def _flashcards_by_item(
    session: AsyncSession, keys: Sequence[OwnedItem]
) -> Mapping[OwnedItem, Sequence[FlashcardRow]]:
    items_by_owner: dict[UUID, list[ItemRef]] = {}
    for owner_id, item in keys:
        items_by_owner.setdefault(owner_id, []).append(item)
    found: dict[OwnedItem, list[FlashcardRow]] = {}
    # There is one caller, so there is one owner.
    for owner_id, items in items_by_owner.items():
        for row in await FlashcardRepository(session).of_items(owner_id, items):
            if (of := item_of(row)) is not None:
                found.setdefault((owner_id, of), []).append(row)
    return found


async def _media_by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, MediaRow]:
    return await MediaRepository(session).by_ids(keys)


async def _tags_by_flashcard(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    return await TagRepository(session).by_flashcards(keys)


async def _topics_by_owner(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, Sequence[TopicRow]]:
    return await TopicRepository(session).of_owners(keys)


async def _topics_by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, TopicRow]:
    return await TopicRepository(session).by_ids(keys)


async def _decks_by_id(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, DeckRow]:
    return await DeckRepository(session).by_ids(keys)


async def _counts_by_topic(session: AsyncSession, keys: Sequence[CountedAt]) -> Mapping[CountedAt, CardCounts]:
    return _at(keys, await count_cards(session, CardPlace.TOPIC, [key for key, _ in keys], _latest(keys)))


async def _counts_by_deck(session: AsyncSession, keys: Sequence[CountedAt]) -> Mapping[CountedAt, CardCounts]:
    return _at(keys, await count_cards(session, CardPlace.DECK, [key for key, _ in keys], _latest(keys)))


def _latest(keys: Sequence[CountedAt]) -> datetime:
    """What is asked together is asked at about the same time."""
    return max(at for _, at in keys)


def _at(keys: Sequence[CountedAt], found: Mapping[UUID, CardCounts]) -> dict[CountedAt, CardCounts]:
    return {(key, at): found[key] for key, at in keys if key in found}

"""Where new cards go: into a topic, into a deck, under tags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from subgraphs.learning.card_errors import DeckIsUnknown, TopicIsUnknown
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.repository.decks import DeckRepository
from subgraphs.learning.repository.topics import TopicRepository
from subgraphs.learning.service.card_texts import tag_refusals, tidied_tags
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Placing:
    topic_id: UUID | None = None
    deck_id: UUID | None = None
    """None: the default deck, where the learner has one."""

    tags: Sequence[str] = field(default=())


async def checked_placing(work: UnitOfWork, owner_id: UUID, placing: Placing, limits: CardSettings) -> Placing:
    """With the deck that is meant and tidy tags. Raises refusals for what is not there."""
    tags = tidied_tags(placing.tags)
    refusals: list[Refusal] = [*tag_refusals(tags, limits)]
    refusals += await place_refusals(work, owner_id, placing.topic_id, placing.deck_id)
    raise_refusals(refusals)
    deck_id = placing.deck_id or await DeckRepository(work.session).default_id(owner_id)
    return Placing(placing.topic_id, deck_id, tags)


async def place_refusals(
    work: UnitOfWork, owner_id: UUID, topic_id: UUID | None, deck_id: UUID | None
) -> list[Refusal]:
    refusals: list[Refusal] = []
    if topic_id is not None and await TopicRepository(work.session).owned(topic_id, owner_id) is None:
        refusals.append(TopicIsUnknown())
    if deck_id is not None and await DeckRepository(work.session).owned(deck_id, owner_id) is None:
        refusals.append(DeckIsUnknown())
    return refusals


def place(row: FlashcardRow, placing: Placing) -> FlashcardRow:
    row.topic_id, row.deck_id = placing.topic_id, placing.deck_id
    return row


def tag_rows(flashcards: Iterable[FlashcardRow], tags: Sequence[str]) -> list[FlashcardTagRow]:
    return [FlashcardTagRow(flashcard_id=row.id, tag=tag, owner_id=row.owner_id) for row in flashcards for tag in tags]

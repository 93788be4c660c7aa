"""How the demo learner has ordered their cards: topics, a deck, tags, and a few cards of their own words."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTemplate
from subgraphs.learning.models.topics import DeckRow, TopicRow
from subgraphs.learning.service.free_flashcards import CardTexts, write_on
from subgraphs.learning.service.placing import tag_rows
from subgraphs.shared.ids import seed_id
from subgraphs.shared.unit_of_work import UnitOfWork

TOPICS = (("First words", None), ("Animals", "First words"), ("Nature", "First words"), ("Phrases", None))
"""Each with the topic that it is in."""

_ANIMALS = ("猫|ねこ", "犬|いぬ", "魚|さかな")
_NATURE = ("水|みず", "山|やま", "川|かわ", "花|はな", "雨|あめ")
_TOPIC_BY_WORD = {seed_id("word", word): "Animals" for word in _ANIMALS} | {
    seed_id("word", word): "Nature" for word in _NATURE
}

FREE_CARDS = (
    CardTexts(front="お疲れ様です", reading="おつかれさまです", back="thank you for your work", hint="at work"),
    CardTexts(front="よろしくお願いします", reading="よろしくおねがいします", back="I rely on your help"),
    CardTexts(front="{{c1::いただきます}}。", back="said before eating"),
)


async def add_places(work: UnitOfWork, owner_id: UUID) -> None:
    """Topics and a deck, which cards refer to."""
    for name, parent in TOPICS:
        work.session.add(_topic(owner_id, name, parent, work.now))
        await work.session.flush()
    work.session.add(_deck(owner_id, work.now))
    await work.session.flush()


def write_free_card(row: FlashcardRow, texts: CardTexts) -> None:
    write_on(row, texts)
    row.note_id = row.id
    if texts.front is not None and "{{c1::" in texts.front:
        row.template, row.variant = FlashcardTemplate.CLOZE, 1


async def put_in_order(work: UnitOfWork, rows: Sequence[FlashcardRow]) -> None:
    """File cards that are in the database."""
    for row in rows:
        topic = "Phrases" if row.item_id is None else _TOPIC_BY_WORD.get(row.item_id)
        row.topic_id = _topic_id(topic) if topic is not None else None
        row.deck_id = _deck_id() if row.item_id is None else None
        if topic is not None:
            work.session.add_all(tag_rows([row], ["polite" if topic == "Phrases" else topic.lower()]))
    await work.session.flush()


def _topic(owner_id: UUID, name: str, parent: str | None, now: datetime) -> TopicRow:
    return TopicRow(
        id=_topic_id(name),
        owner_id=owner_id,
        parent_id=_topic_id(parent) if parent is not None else None,
        name=name,
        description=None,
        position=[other for other, beside in TOPICS if beside == parent].index(name),
        created_at=now,
        updated_at=now,
    )


def _deck(owner_id: UUID, now: datetime) -> DeckRow:
    return DeckRow(
        id=_deck_id(),
        owner_id=owner_id,
        name="Phrases for work",
        description="A few each day",
        new_per_day=3,
        reviews_per_day=None,
        desired_retention=0.95,
        created_at=now,
        updated_at=now,
    )


def _topic_id(name: str) -> UUID:
    return seed_id("topic", name)


def _deck_id() -> UUID:
    return seed_id("deck", "phrases")

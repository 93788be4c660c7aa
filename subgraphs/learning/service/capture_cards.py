"""A topic with cards, from the drafts that a capture gave.

A word of the dictionary gets a card of its own, with the sentence that it was met in among the notes. Of a word that
has such a card already the new one asks in another way: for the word in the sentence. What no dictionary has stands on
a free card.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from subgraphs.learning.capturing.drafts import CardDraft
from subgraphs.learning.events.flashcards import FlashcardCreated
from subgraphs.learning.models.captures import CaptureRow
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.models.topics import Origin, TopicRow
from subgraphs.learning.scheduling.memory import new_memory
from subgraphs.learning.search_text import search_text_of_words
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork


async def add_cards(
    work: UnitOfWork, capture: CaptureRow, drafts: Sequence[CardDraft], tags: Iterable[str]
) -> TopicRow:
    """The topic that they are in. An error of the database where somebody has just made one of them."""
    topic = _topic(capture, work.now)
    work.session.add(topic)
    await work.session.flush()
    rows = [_card(capture, topic, draft, work.now) for draft in drafts]
    work.session.add_all(rows)
    await work.session.flush()
    work.session.add_all(
        FlashcardTagRow(flashcard_id=row.id, tag=tag, owner_id=row.owner_id) for row in rows for tag in tags
    )
    for row in rows:
        work.announce(
            FlashcardCreated(learner_id=row.owner_id, flashcard_id=row.id, item_kind=row.item_kind, item_id=row.item_id)
        )
    return topic


def _topic(capture: CaptureRow, now: datetime) -> TopicRow:
    return TopicRow(
        id=new_id(),
        owner_id=capture.owner_id,
        parent_id=None,
        name=capture.title,
        description=None,
        position=0,
        origin=Origin.CAPTURE,
        origin_id=capture.id,
        created_at=now,
        updated_at=now,
    )


def _card(capture: CaptureRow, topic: TopicRow, draft: CardDraft, now: datetime) -> FlashcardRow:
    is_cloze = draft.has_card
    is_free = draft.entry is None
    front = _cloze(draft) if is_cloze else draft.written if is_free else None
    back = _cloze_back(draft) if is_cloze else draft.meaning
    notes = _notes(capture, draft)
    return FlashcardRow(
        id=new_id(),
        owner_id=capture.owner_id,
        item_kind=ItemKind.FREE if draft.entry is None else ItemKind.WORD,
        item_id=draft.entry.item_id if draft.entry is not None else None,
        template=FlashcardTemplate.CLOZE if is_cloze else FlashcardTemplate.RECOGNITION,
        variant=1 if is_cloze else 0,
        topic_id=topic.id,
        front=front,
        back=back if is_cloze or is_free or not _says_the_same(draft) else None,
        reading=draft.reading if is_free else None,
        notes=notes,
        origin=Origin.CAPTURE,
        origin_id=capture.id,
        search_text=search_text_of_words(front, back, draft.reading, notes),
        created_at=now,
        **asdict(new_memory(now)),
    )


def _says_the_same(draft: CardDraft) -> bool:
    """Whether the meaning is the dictionary's, which the card then shows as it is at the time."""
    return draft.entry is not None and draft.meaning == ", ".join(draft.entry.meanings[:3])


def _cloze(draft: CardDraft) -> str:
    start, end = draft.gap
    text = draft.sentence.text
    return f"{_unbraced(text[:start])}{{{{c1::{_unbraced(text[start:end])}}}}}{_unbraced(text[end:])}"


def _unbraced(text: str) -> str:
    """What was captured opens no gaps of its own."""
    return text.replace("{{", "{ {").replace("}}", "} }")


def _cloze_back(draft: CardDraft) -> str:
    return f"{draft.written} ({draft.reading}): {draft.meaning}"


def _notes(capture: CaptureRow, draft: CardDraft) -> str:
    """The sentence, and where it is from: when in the film it is said."""
    start = draft.sentence.start_ms
    said = f" ({_clock(start)})" if start is not None else ""
    return f"{draft.sentence.text}\n{capture.title}{said}"


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

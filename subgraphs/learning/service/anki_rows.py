"""The rows that cards of a package become."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from uuid import UUID

from subgraphs.learning.anki.collection import Answer, Card, Note
from subgraphs.learning.anki.schedule import (
    PastReview,
    Schedule,
    instant_of,
    is_review,
    new_schedule,
    reviews_of,
    schedule_of,
)
from subgraphs.learning.anki.wording import Wording
from subgraphs.learning.anki_marks import schedule_mark_of, wording_mark_of
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.repository.bulk_rows import Values
from subgraphs.learning.scheduling.memory import FlashcardState, Memory
from subgraphs.learning.search_text import search_text_of_words
from subgraphs.learning.service.anki_media import MediaIds
from subgraphs.learning.service.card_texts import LONGEST_TAG, tidied_tags
from subgraphs.learning.service.memories import written_down
from subgraphs.learning.study_rules import StudyRules
from subgraphs.shared.ids import new_id

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LARGEST = 2**31 - 1
_LEECH = "leech"
_MEMORY = tuple(each.name for each in fields(Memory))
_NUMBERS = tuple(each.name for each in fields(Card) if each.name not in ("id", "note_id", "deck_id", "ordinal"))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all cards of an import."""

    owner_id: UUID
    import_id: UUID
    now: datetime
    created: int
    """Of the collection."""

    rules: StudyRules
    keeps_schedule: bool
    media: MediaIds
    tags: Sequence[str]
    most_tags: int


@dataclass(slots=True)
class NewRows:
    """Values of rows, in an order in which they can be written. There are too many for an object of each."""

    notes: list[Values] = field(default_factory=list)
    flashcards: list[Values] = field(default_factory=list)
    tags: list[Values] = field(default_factory=list)
    cards: list[Values] = field(default_factory=list)
    reviews: list[Values] = field(default_factory=list)
    answers: list[Values] = field(default_factory=list)
    names: list[Values] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A card that is new here."""

    note: Note
    note_id: UUID
    card: Card
    answers: Sequence[Answer]
    wording: Wording
    item: ItemRef | None
    topic_id: UUID | None
    deck_id: UUID | None


def add_card(rows: NewRows, arrival: Arrival, around: Surroundings) -> None:
    answers = arrival.answers if around.keeps_schedule else ()
    reviews = reviews_of(answers)
    schedule = new_schedule(around.now)
    if around.keeps_schedule:
        schedule = schedule_of(arrival.card, answers, around.created, around.now)
    flashcard = _flashcard(arrival, schedule, reviews, around)
    rows.flashcards.append(flashcard)
    rows.tags += tag_rows(flashcard["id"], arrival.note.tags, around)
    rows.cards.append(_card(arrival, flashcard, around))
    waiting = iter(reviews)
    for answer in answers:
        review = _review(flashcard, answer, next(waiting), around) if is_review(answer) else None
        if review is not None:
            rows.reviews.append(review)
        rows.answers.append(_answer(flashcard, answer, review["id"] if review is not None else None))


def tags_of(tags: Sequence[str], around: Surroundings) -> tuple[list[str], bool]:
    """Those that fit on a flashcard, and whether there were others."""
    wanted = tidied_tags([*tags, *around.tags])
    fitting = [tag for tag in wanted if len(tag) <= LONGEST_TAG][: around.most_tags]
    return fitting, len(fitting) == len(wanted)


def tag_rows(flashcard_id: UUID, tags: Sequence[str], around: Surroundings) -> Iterator[Values]:
    for tag in tags_of(tags, around)[0]:
        yield {"flashcard_id": flashcard_id, "tag": tag, "owner_id": around.owner_id}


def worded(wording: Wording, media: MediaIds, notes: str | None = None) -> Values:
    """What a card says, by the names of its columns."""
    front, back, reading = wording.front or None, wording.back or None, wording.reading
    return {
        "front": front,
        "back": back,
        "reading": reading,
        "image_id": next((media.faces[name] for name in wording.pictures if name in media.faces), None),
        "audio_id": next((media.faces[name] for name in wording.sounds if name in media.faces), None),
        "search_text": search_text_of_words(front, back, reading, notes),
    }


def _flashcard(arrival: Arrival, schedule: Schedule, reviews: Sequence[PastReview], around: Surroundings) -> Values:
    item, now, memory = arrival.item, around.now, _memory(schedule)
    return {
        "id": new_id(),
        "owner_id": around.owner_id,
        "item_kind": item.kind if item is not None else ItemKind.FREE,
        "item_id": item.id if item is not None else None,
        "template": arrival.wording.template,
        "variant": arrival.wording.variant,
        "note_id": arrival.note_id,
        "topic_id": arrival.topic_id,
        "deck_id": arrival.deck_id,
        **worded(arrival.wording, around.media),
        "origin": Origin.IMPORT,
        "origin_id": around.import_id,
        "created_at": _created_at(arrival.card, reviews, now),
        "suspended_at": now if schedule.is_suspended else None,
        "buried_until": around.rules.days.next_start(now) if schedule.is_buried else None,
        "leech_at": now if _LEECH in arrival.note.tags else None,
        **{name: getattr(memory, name) for name in _MEMORY},
        "starting_memory": written_down(memory) if memory.state is not FlashcardState.NEW else None,
        "schedule_version": around.rules.version,
    }


def _memory(schedule: Schedule) -> Memory:
    return Memory(
        state=FlashcardState(schedule.state),
        due=schedule.due,
        step=schedule.step,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        ease=schedule.ease,
        interval_days=schedule.interval_days,
        last_reviewed_at=schedule.last_reviewed_at,
        reps=min(schedule.reps, _LARGEST),
        lapses=min(schedule.lapses, _LARGEST),
    )


def _created_at(card: Card, reviews: Sequence[PastReview], now: datetime) -> datetime:
    """Ids of Anki are instants, except where another program made them up."""
    made = instant_of(card.id) if 0 < card.id < 253_000_000_000_000 else now
    first = reviews[0].reviewed_at if reviews else now
    return min(made if made >= _EARLIEST else now, first, now)


def _card(arrival: Arrival, flashcard: Values, around: Surroundings) -> Values:
    numbers = {name: getattr(arrival.card, name) for name in _NUMBERS} if around.keeps_schedule else {}
    return {
        "flashcard_id": flashcard["id"],
        "owner_id": around.owner_id,
        "note_id": arrival.note_id,
        "anki_id": arrival.card.id,
        "ordinal": arrival.card.ordinal,
        "numbers": numbers,
        "collection_created": around.created,
        "schedule_mark": schedule_mark_of(flashcard) if around.keeps_schedule else "",
        "wording_mark": wording_mark_of(flashcard),
    }


def _review(flashcard: Values, answer: Answer, review: PastReview, around: Surroundings) -> Values:
    return {
        "id": new_id(),
        "owner_id": around.owner_id,
        "flashcard_id": flashcard["id"],
        "client_review_id": f"anki:{flashcard['id'].hex}:{answer.id}",
        "rating": review.rating,
        "reviewed_at": review.reviewed_at,
        "recorded_at": around.now,
        "duration_ms": review.milliseconds,
        "state_before": review.state_before,
        "state_after": review.state_after,
        "due": review.due,
        "algorithm": review.algorithm,
        "interval_days": review.interval_days,
    }


def _answer(flashcard: Values, answer: Answer, review_id: UUID | None) -> Values:
    return {
        "flashcard_id": flashcard["id"],
        "anki_id": answer.id,
        "owner_id": flashcard["owner_id"],
        "review_id": review_id,
        "ease": _bounded(answer.ease),
        "interval": _bounded(answer.interval),
        "last_interval": _bounded(answer.last_interval),
        "factor": _bounded(answer.factor),
        "milliseconds": _bounded(answer.milliseconds),
        "type": _bounded(answer.type),
    }


def _bounded(number: int) -> int:
    return min(max(number, -_LARGEST), _LARGEST)


def note_values(note: Note, note_id: UUID, type_id: UUID, owner_id: UUID) -> Values:
    return {
        "id": note_id,
        "owner_id": owner_id,
        "guid": note.guid,
        "note_type_id": type_id,
        "anki_id": note.id,
        "modified": note.modified,
        "tags": list(note.tags),
        "fields": list(note.fields),
    }


def name_rows(holder_id: UUID, owner_id: UUID, names: Sequence[str], media: Mapping[str, UUID]) -> Iterator[Values]:
    for name in dict.fromkeys(names):
        if name in media:
            yield {"holder_id": holder_id, "name": name, "owner_id": owner_id, "media_id": media[name]}

"""The rows that cards of a package become."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
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
from subgraphs.learning.anki_marks import schedule_mark, wording_mark
from subgraphs.learning.models.anki import AnkiAnswerRow, AnkiCardRow, AnkiMediaNameRow, AnkiNoteRow
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.scheduling.memory import FlashcardState, Memory
from subgraphs.learning.search_text import search_text_of_words
from subgraphs.learning.service.anki_media import MediaIds
from subgraphs.learning.service.card_texts import LONGEST_TAG, tidied_tags
from subgraphs.learning.service.memories import begin_with, remember
from subgraphs.learning.study_rules import StudyRules
from subgraphs.shared.ids import new_id

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LARGEST = 2**31 - 1
_LEECH = "leech"


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
    """In an order in which they can be written."""

    notes: list[AnkiNoteRow] = field(default_factory=list)
    flashcards: list[FlashcardRow] = field(default_factory=list)
    tags: list[FlashcardTagRow] = field(default_factory=list)
    cards: list[AnkiCardRow] = field(default_factory=list)
    reviews: list[ReviewRow] = field(default_factory=list)
    answers: list[AnkiAnswerRow] = field(default_factory=list)
    names: list[AnkiMediaNameRow] = field(default_factory=list)


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
    row = _flashcard(arrival, schedule, reviews, around)
    rows.flashcards.append(row)
    rows.tags += tag_rows(row, arrival.note.tags, around)
    rows.cards.append(_card(arrival, row, around))
    rows.reviews += _reviews(row, answers, reviews, around)
    review_ids = {review.client_review_id: review.id for review in rows.reviews[len(rows.reviews) - len(reviews) :]}
    rows.answers += [_answer(row, answer, review_ids.get(_review_key(row, answer.id))) for answer in answers]


def tags_of(tags: Sequence[str], around: Surroundings) -> tuple[list[str], bool]:
    """Those that fit on a flashcard, and whether there were others."""
    wanted = tidied_tags([*tags, *around.tags])
    fitting = [tag for tag in wanted if len(tag) <= LONGEST_TAG][: around.most_tags]
    return fitting, len(fitting) == len(wanted)


def tag_rows(row: FlashcardRow, tags: Sequence[str], around: Surroundings) -> Iterator[FlashcardTagRow]:
    for tag in tags_of(tags, around)[0]:
        yield FlashcardTagRow(flashcard_id=row.id, tag=tag, owner_id=row.owner_id)


def word(row: FlashcardRow, wording: Wording, media: MediaIds) -> None:
    """Put what a card says on its row."""
    row.front, row.back, row.reading = wording.front or None, wording.back or None, wording.reading
    row.image_id = next((media.faces[name] for name in wording.pictures if name in media.faces), None)
    row.audio_id = next((media.faces[name] for name in wording.sounds if name in media.faces), None)
    row.search_text = search_text_of_words(row.front, row.back, row.reading, row.notes)


def _flashcard(
    arrival: Arrival, schedule: Schedule, reviews: Sequence[PastReview], around: Surroundings
) -> FlashcardRow:
    wording, item = arrival.wording, arrival.item
    row = FlashcardRow(
        id=new_id(),
        owner_id=around.owner_id,
        item_kind=item.kind if item is not None else ItemKind.FREE,
        item_id=item.id if item is not None else None,
        template=wording.template,
        variant=wording.variant,
        note_id=arrival.note_id,
        topic_id=arrival.topic_id,
        deck_id=arrival.deck_id,
        origin=Origin.IMPORT,
        origin_id=around.import_id,
        created_at=_created_at(arrival.card, reviews, around.now),
        suspended_at=around.now if schedule.is_suspended else None,
        buried_until=around.rules.days.next_start(around.now) if schedule.is_buried else None,
        leech_at=around.now if _LEECH in arrival.note.tags else None,
        state=FlashcardState.NEW,
        step=0,
        due=around.now,
        stability=None,
        difficulty=None,
        last_reviewed_at=None,
        reps=0,
        lapses=0,
        schedule_version=around.rules.version,
    )
    word(row, wording, around.media)
    memory = _memory(schedule)
    if memory.state is FlashcardState.NEW:
        remember(row, memory)
    else:
        begin_with(row, memory)
    return row


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


def _card(arrival: Arrival, row: FlashcardRow, around: Surroundings) -> AnkiCardRow:
    numbers = asdict(arrival.card)
    for name in ("id", "note_id", "deck_id", "ordinal"):
        del numbers[name]
    return AnkiCardRow(
        flashcard_id=row.id,
        owner_id=row.owner_id,
        note_id=arrival.note_id,
        anki_id=arrival.card.id,
        ordinal=arrival.card.ordinal,
        numbers=numbers if around.keeps_schedule else {},
        collection_created=around.created,
        schedule_mark=schedule_mark(row) if around.keeps_schedule else "",
        wording_mark=wording_mark(row),
    )


def _reviews(
    row: FlashcardRow, answers: Sequence[Answer], reviews: Sequence[PastReview], around: Surroundings
) -> Iterator[ReviewRow]:
    answered = [answer for answer in answers if is_review(answer)]
    for answer, review in zip(answered, reviews, strict=True):
        yield ReviewRow(
            id=new_id(),
            owner_id=row.owner_id,
            flashcard_id=row.id,
            client_review_id=_review_key(row, answer.id),
            rating=review.rating,
            reviewed_at=review.reviewed_at,
            recorded_at=around.now,
            duration_ms=review.milliseconds,
            state_before=review.state_before,
            state_after=review.state_after,
            due=review.due,
            algorithm=review.algorithm,
            interval_days=review.interval_days,
        )


def _review_key(row: FlashcardRow, answer_id: int) -> str:
    return f"anki:{row.id.hex}:{answer_id}"


def _answer(row: FlashcardRow, answer: Answer, review_id: UUID | None) -> AnkiAnswerRow:
    return AnkiAnswerRow(
        flashcard_id=row.id,
        anki_id=answer.id,
        owner_id=row.owner_id,
        review_id=review_id,
        ease=_bounded(answer.ease),
        interval=_bounded(answer.interval),
        last_interval=_bounded(answer.last_interval),
        factor=_bounded(answer.factor),
        milliseconds=_bounded(answer.milliseconds),
        type=_bounded(answer.type),
    )


def _bounded(number: int) -> int:
    return min(max(number, -_LARGEST), _LARGEST)


def name_rows(
    holder_id: UUID, owner_id: UUID, names: Sequence[str], media: Mapping[str, UUID]
) -> Iterator[AnkiMediaNameRow]:
    for name in dict.fromkeys(names):
        if name in media:
            yield AnkiMediaNameRow(holder_id=holder_id, name=name, owner_id=owner_id, media_id=media[name])

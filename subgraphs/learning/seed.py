"""The demo learner's first flashcards: words and kanji of the easiest level, some new, some due again, some learnt.

Content derives the ids of words from text and reading and those of kanji from the character, so the cards can be made
without asking it. Histories end at the time of seeding: each answer is given when it was due, and the whole is
moved so that the next one falls due a chosen time from now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from subgraphs.learning.card_seed import FREE_CARDS, add_places, put_in_order, write_free_card
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.scheduling.memory import Answer, Rating, new_memory
from subgraphs.learning.scheduling.rules import SchedulingRules
from subgraphs.learning.scheduling.scheduler import answer, recall_probability
from subgraphs.learning.service.flashcards import flashcard_row
from subgraphs.learning.service.memories import remember
from subgraphs.learning.settings import LearningSettings
from subgraphs.shared.days import ONE_DAY
from subgraphs.shared.ids import seed_id
from subgraphs.shared.pagination import PageRequest
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions

WORDS = (
    *("猫|ねこ", "犬|いぬ", "水|みず", "本|ほん", "人|ひと", "山|やま", "川|かわ", "魚|さかな", "花|はな", "雨|あめ"),
    *("友達|ともだち", "先生|せんせい", "学生|がくせい", "学校|がっこう", "食べる|たべる", "飲む|のむ", "見る|みる"),
    *("行く|いく", "来る|くる", "電車|でんしゃ"),
)
"""Each with its reading, as content names them."""

KANJI = "日月火水木金土食山川"

_ANSWERING_MS = 4_200
_LATENESS = timedelta(minutes=20)
"""How long after a card was due its answers were given."""
_RULES = SchedulingRules()


@dataclass(frozen=True, slots=True)
class _Past:
    answers: Sequence[Rating]
    due_in: timedelta
    """When the card is due again at the latest, and less than a day before, counted from the seeding."""


_GOOD, _HARD, _EASY, _AGAIN = Rating.GOOD, Rating.HARD, Rating.EASY, Rating.AGAIN
_LEARNT = _Past((_EASY, _GOOD), timedelta(days=3))
_PASTS = (
    _Past((), timedelta()),
    _Past((_GOOD, _GOOD), timedelta(hours=-5)),
    _Past((_GOOD, _GOOD, _GOOD), timedelta(hours=-26)),
    _LEARNT,
    _Past((_AGAIN, _GOOD, _GOOD, _HARD), timedelta(hours=-2)),
)
"""Dealt to the cards in turn: one in five is learnt and not due yet."""


async def seed(transactions: Transactions, settings: LearningSettings, report: ReportProgress) -> None:
    owner_id = seed_id("user", 0)
    async with transactions.begin() as work:
        existing = await FlashcardRepository(work.session).page(owner_id, None, PageRequest(1))
        if existing.rows:
            return
        await add_places(work, owner_id)
        items: list[ItemRef | None] = [*_items(), *(None for _ in FREE_CARDS)]
        rows = []
        for index, item in enumerate(items):
            past = _PASTS[index % len(_PASTS)] if item is not None else _LEARNT
            flashcard, reviews = _card_with_past(index, owner_id, item, past, work.now)
            if item is None:
                write_free_card(flashcard, FREE_CARDS[index - len(items)])
            work.session.add(flashcard)
            rows.append(flashcard)
            # The card first: its reviews refer to it.
            await work.session.flush()
            work.session.add_all(reviews)
        await put_in_order(work, rows)
        report("flashcards", len(items), len(items))


def _items() -> Iterator[ItemRef]:
    for word in WORDS:
        yield ItemRef(ItemKind.WORD, seed_id("word", word))
    for character in KANJI:
        yield ItemRef(ItemKind.KANJI, seed_id("kanji", character))


def _card_with_past(
    index: int, owner_id: UUID, item: ItemRef | None, past: _Past, now: datetime
) -> tuple[FlashcardRow, list[ReviewRow]]:
    flashcard_id = seed_id("flashcard", index)
    made_at = now - _whole_days(_due_after(flashcard_id, past.answers, now) - now - past.due_in)
    flashcard = flashcard_row(flashcard_id, owner_id, item, made_at)
    reviews = []
    memory = new_memory(made_at)
    for number, rating in enumerate(past.answers):
        before, reviewed_at = memory.state, memory.due + _LATENESS
        expected = recall_probability(memory, reviewed_at, _RULES)
        memory = answer(memory, Answer(rating, reviewed_at), _RULES, flashcard_id)
        reviews.append(
            ReviewRow(
                id=seed_id("review", f"{index}|{number}"),
                owner_id=owner_id,
                flashcard_id=flashcard.id,
                rating=rating,
                reviewed_at=reviewed_at,
                recorded_at=reviewed_at,
                duration_ms=_ANSWERING_MS,
                state_before=before,
                state_after=memory.state,
                due=memory.due,
                recall_probability=expected,
                interval_days=memory.interval_days,
            )
        )
    flashcard.history_version = len(reviews)
    remember(flashcard, memory)
    return flashcard, reviews


def _due_after(flashcard_id: UUID, answers: Sequence[Rating], start: datetime) -> datetime:
    """When the card would be due if it had been made then."""
    memory = new_memory(start)
    for rating in answers:
        memory = answer(memory, Answer(rating, memory.due + _LATENESS), _RULES, flashcard_id)
    return memory.due


def _whole_days(duration: timedelta) -> timedelta:
    """Rounded up: a history that is moved by whole days stays what it is, since cards are due when days begin."""
    return -(-duration // ONE_DAY) * ONE_DAY

"""What the answers of a card make of it.

A card is what its answers say, in the order in which they were given: by the device's time, and at the same time by the
device's own id of them. So it is the same in whichever order they arrive. Where an answer is the latest and the rules
are those by which the card was last worked out, going on from what is known gives the same as the whole history, and is
what is usually done.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.scheduling.memory import Answer, Memory, Rating
from subgraphs.learning.scheduling.rules import SchedulingRules
from subgraphs.learning.scheduling.scheduler import answer, recall_probability
from subgraphs.learning.service.memories import beginning_of, memory_of, remember


def needs_history(card: FlashcardRow, reviews: Sequence[ReviewRow], version: int) -> bool:
    """Whether these new answers cannot just be put after what is known of the card."""
    last = card.last_reviewed_at
    is_late = last is not None and any(review.reviewed_at <= last for review in reviews if not review.is_practice)
    return is_late or card.schedule_version != version


def go_on(card: FlashcardRow, reviews: Iterable[ReviewRow], rules: SchedulingRules) -> None:
    """Schedule a card by answers that are later than all it had."""
    memory = memory_of(card)
    for review in in_order(reviews):
        memory = _follow(memory, review, rules)
    remember(card, memory)


def work_out(card: FlashcardRow, history: Iterable[ReviewRow], rules: SchedulingRules, version: int) -> None:
    """Schedule a card by its whole history, which may contain answers that were taken back."""
    memory = beginning_of(card)
    known_until = memory.last_reviewed_at
    for review in in_order(history):
        if review.undone_at is None and (known_until is None or review.reviewed_at > known_until):
            memory = _follow(memory, review, rules)
    remember(card, memory)
    card.schedule_version = version


def in_order(reviews: Iterable[ReviewRow]) -> list[ReviewRow]:
    return sorted(reviews, key=_moment)


def _moment(review: ReviewRow) -> tuple[datetime, str, UUID]:
    return review.reviewed_at, review.client_review_id or "", review.id


def _follow(memory: Memory, review: ReviewRow, rules: SchedulingRules) -> Memory:
    """The memory after an answer, which learns what it did to the schedule."""
    after = memory
    if not review.is_practice:
        given = Answer(Rating(review.rating), review.reviewed_at, review.quality)
        after = answer(memory, given, rules, review.flashcard_id)
    review.state_before, review.state_after = memory.state, after.state
    review.due, review.interval_days = after.due, after.interval_days
    review.algorithm = rules.algorithm
    review.recall_probability = recall_probability(memory, review.reviewed_at, rules)
    return after

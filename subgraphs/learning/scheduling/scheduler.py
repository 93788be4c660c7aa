"""When a flashcard comes back, by whichever algorithm its learner has chosen.

A card that was never answered is `NEW` here; to both algorithms it is at its first step. What comes out depends on the
answers of the card and on the rules alone, so a history that is gone through again under the same rules gives the same,
and under other rules what it would have been had they always held.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from subgraphs.learning.scheduling.fsrs6 import answer_by_fsrs, recall_probability_by_fsrs
from subgraphs.learning.scheduling.memory import Answer, FlashcardState, Memory, Rating
from subgraphs.learning.scheduling.rules import Algorithm, SchedulingRules
from subgraphs.learning.scheduling.sm2 import answer_by_sm2


def answer(memory: Memory, given: Answer, rules: SchedulingRules, card_id: UUID) -> Memory:
    """The memory after an answer, which was given in UTC and not before the last one."""
    forgotten = memory.state is FlashcardState.REVIEW and given.rating is Rating.AGAIN
    return replace(
        _scheduled(memory, given, rules, card_id),
        last_reviewed_at=given.reviewed_at,
        reps=memory.reps + 1,
        lapses=memory.lapses + forgotten,
    )


def replay(start: Memory, answers: Iterable[Answer], rules: SchedulingRules, card_id: UUID) -> Iterator[Memory]:
    """The memory after each of these answers, which are in the order in which they were given."""
    memory = start
    for given in answers:
        memory = answer(memory, given, rules, card_id)
        yield memory


def recall_probability(memory: Memory, at: datetime, rules: SchedulingRules) -> float | None:
    """What chance of recall the algorithm expects then; None where it knows of none: SM-2 never does."""
    return recall_probability_by_fsrs(memory, at, rules) if rules.algorithm is Algorithm.FSRS else None


def next_due_by_rating(
    memory: Memory, reviewed_at: datetime, rules: SchedulingRules, card_id: UUID
) -> dict[Rating, datetime]:
    """When the card would come back, for each answer that could be given now."""
    return {rating: answer(memory, Answer(rating, reviewed_at), rules, card_id).due for rating in Rating}


def _scheduled(memory: Memory, given: Answer, rules: SchedulingRules, card_id: UUID) -> Memory:
    match rules.algorithm:
        case Algorithm.FSRS:
            return answer_by_fsrs(memory, given, rules, card_id)
        case Algorithm.SM2:
            return answer_by_sm2(memory, given, rules)
    assert_never(rules.algorithm)

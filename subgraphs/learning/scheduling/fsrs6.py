"""FSRS-6, by its reference implementation, on the learner's own days.

The algorithm estimates how long a memory lasts (stability, the days until the chance of recall has fallen to nine in
ten) and how hard the item is (difficulty, 1 to 10). It counts whole days between answers. Those are days of the
learner's here, not spans of 24 hours: an answer in the evening and one the next morning are a day apart. For that the
reference implementation is told the days of the answers, as if each had been given at midnight, and what it says in
days is counted from the learner's day on.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import exp
from uuid import UUID

import fsrs
from fsrs.scheduler import MAX_DIFFICULTY, MIN_DIFFICULTY, STABILITY_MIN

from subgraphs.learning.scheduling.fuzz import fuzzed
from subgraphs.learning.scheduling.memory import Answer, FlashcardState, Memory, Rating
from subgraphs.learning.scheduling.rules import SchedulingRules

_STATES_THERE: Mapping[FlashcardState, fsrs.State] = {
    FlashcardState.NEW: fsrs.State.Learning,
    FlashcardState.LEARNING: fsrs.State.Learning,
    FlashcardState.REVIEW: fsrs.State.Review,
    FlashcardState.RELEARNING: fsrs.State.Relearning,
}
_STATES_HERE: Mapping[fsrs.State, FlashcardState] = {
    fsrs.State.Learning: FlashcardState.LEARNING,
    fsrs.State.Review: FlashcardState.REVIEW,
    fsrs.State.Relearning: FlashcardState.RELEARNING,
}
_RATINGS: Mapping[Rating, fsrs.Rating] = {
    Rating.AGAIN: fsrs.Rating.Again,
    Rating.HARD: fsrs.Rating.Hard,
    Rating.GOOD: fsrs.Rating.Good,
    Rating.EASY: fsrs.Rating.Easy,
}


def answer_by_fsrs(memory: Memory, given: Answer, rules: SchedulingRules, card_id: UUID) -> Memory:
    """The memory after an answer, without its counters."""
    known = _known(memory, rules)
    day = rules.days.day_of(given.reviewed_at)
    card, _ = _scheduler(rules).review_card(_card(known, rules), _RATINGS[given.rating], _midnight(day))
    state, wait = _STATES_HERE[card.state], card.due - _midnight(day)
    after = replace(
        memory,
        state=state,
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        ease=None,
        next_repetition_on=None,
    )
    if state is not FlashcardState.REVIEW:
        return replace(after, due=given.reviewed_at + wait, interval_days=None)
    interval = wait.days
    if rules.is_fuzzy:
        interval = fuzzed(interval, card_id, memory.reps + 1, rules.maximum_interval)
    return replace(after, due=rules.days.start_of(day + timedelta(days=interval)), interval_days=float(interval))


def recall_probability_by_fsrs(memory: Memory, at: datetime, rules: SchedulingRules) -> float | None:
    """The chance, from 0 to 1, that it is recalled then; None before the first answer."""
    known = _known(memory, rules)
    if known.stability is None or known.last_reviewed_at is None:
        return None
    day = rules.days.day_of(at)
    return float(_scheduler(rules).get_card_retrievability(_card(known, rules), _midnight(day)))


def _known(memory: Memory, rules: SchedulingRules) -> Memory:
    """A memory of a card that another algorithm scheduled until it came here, in the terms of this one.

    The interval is taken for one that ends at the desired retention, and the difficulty is that at which a good answer
    then makes the interval grow by the ease.
    """
    is_learnt = memory.state in (FlashcardState.REVIEW, FlashcardState.RELEARNING)
    if memory.stability is not None or not is_learnt:
        return memory
    weights = rules.parameters
    decay = -weights[20]
    reach = (rules.desired_retention ** (1 / decay) - 1) / (0.9 ** (1 / decay) - 1)
    stability = max((memory.interval_days or 1.0) / reach, STABILITY_MIN)
    growth = exp(weights[8]) * stability ** -weights[9] * (exp((1 - rules.desired_retention) * weights[10]) - 1)
    difficulty = 11 - ((memory.ease or 2.5) - 1) / growth
    return replace(memory, stability=stability, difficulty=min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY))


def _card(memory: Memory, rules: SchedulingRules) -> fsrs.Card:
    last = memory.last_reviewed_at
    step = None if memory.state is FlashcardState.REVIEW else memory.step or 0
    return fsrs.Card(
        card_id=0,  # without a number the library sleeps a millisecond to invent one
        state=_STATES_THERE[memory.state],
        step=step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=_midnight(rules.days.day_of(last)) if last is not None else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _scheduler(rules: SchedulingRules) -> fsrs.Scheduler:
    steps = (rules.learning_steps, rules.relearning_steps)
    return _made_scheduler(rules.parameters, rules.desired_retention, *steps, rules.maximum_interval)


@lru_cache(maxsize=256)
def _made_scheduler(
    parameters: tuple[float, ...],
    desired_retention: float,
    learning_steps: tuple[timedelta, ...],
    relearning_steps: tuple[timedelta, ...],
    maximum_interval: int,
) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters,
        desired_retention,
        learning_steps,
        relearning_steps,
        maximum_interval,
        enable_fuzzing=False,
    )

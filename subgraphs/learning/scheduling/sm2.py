"""SM-2 as its author published it.

P. A. Wozniak, "Optimization of learning" (1990), section 3.2; https://super-memory.com/english/ol/sm2.htm

1. An item has an E-Factor of 2.5 in the beginning.
2. After the first repetition it is kept for 1 day, after the second for 6, after each further one for the interval
   before times the E-Factor; a fraction of a day counts as a whole one.
3. Each repetition is graded from 0 to 5, and the E-Factor becomes EF + (0.1 - (5 - q) * (0.08 + (5 - q) * 0.02)), and
   never less than 1.3.
4. A grade under 3 starts the repetitions of the item from the beginning, without changing the E-Factor.
5. What was graded under 4 is repeated on the same day, after everything else, until it is graded 4 or better. These
   repetitions change neither the interval nor the E-Factor.

What the text leaves open: an answer before the day of a repetition, which is no drill, changes nothing unless the item
was forgotten; and a drill that was not finished on its day ends with the day of the next repetition.
"""

from dataclasses import replace
from datetime import date, timedelta
from math import ceil

from subgraphs.learning.scheduling.memory import BEST_QUALITY, Answer, FlashcardState, Memory
from subgraphs.learning.scheduling.rules import SchedulingRules

FIRST_EASE = 2.5
LOWEST_EASE = 1.3
FIRST_INTERVAL = 1
SECOND_INTERVAL = 6
_RECALLED = 3
_KNOWN_WELL = 4
_DRILLED = (FlashcardState.LEARNING, FlashcardState.RELEARNING)
_LEARNT = (FlashcardState.REVIEW, FlashcardState.RELEARNING)


def answer_by_sm2(memory: Memory, given: Answer, rules: SchedulingRules) -> Memory:
    """The memory after an answer, without its counters."""
    day = rules.days.day_of(given.reviewed_at)
    next_on, is_extra = _next_repetition_on(memory, rules), _is_extra(memory, given.grade, day, rules)
    kept = memory
    if not is_extra:
        kept, next_on = _repeated(memory, given.grade, day, rules)
    kept = replace(kept, stability=None, difficulty=None, next_repetition_on=next_on)
    if given.grade >= _KNOWN_WELL or (is_extra and memory.state is FlashcardState.REVIEW):
        due = rules.days.start_of(next_on) if next_on is not None else given.reviewed_at
        return replace(kept, state=FlashcardState.REVIEW, step=None, due=due)
    drilled = FlashcardState.RELEARNING if memory.state in _LEARNT else FlashcardState.LEARNING
    return replace(kept, state=drilled, step=0, due=given.reviewed_at)


def eased(ease: float, grade: int) -> float:
    """The E-Factor after a repetition that went so well."""
    missing = BEST_QUALITY - grade
    return max(ease + (0.1 - missing * (0.08 + missing * 0.02)), LOWEST_EASE)


def _next_repetition_on(memory: Memory, rules: SchedulingRules) -> date | None:
    """Its day; None before the first one."""
    if memory.next_repetition_on is None and memory.state is FlashcardState.REVIEW:
        return rules.days.day_of(memory.due)  # it came here with nothing but a date
    return memory.next_repetition_on


def _is_extra(memory: Memory, grade: int, day: date, rules: SchedulingRules) -> bool:
    """Whether this is no repetition that the algorithm asked for."""
    next_on = _next_repetition_on(memory, rules)
    is_early = next_on is not None and day < next_on
    return is_early and (memory.state in _DRILLED or grade >= _RECALLED)


def _repeated(memory: Memory, grade: int, day: date, rules: SchedulingRules) -> tuple[Memory, date]:
    """The memory with its new factor and interval, and the day of the next repetition."""
    ease, interval = memory.ease or FIRST_EASE, FIRST_INTERVAL
    if grade >= _RECALLED:
        ease = eased(ease, grade)
        interval = _next_interval(memory, ease)
    interval = min(interval, rules.maximum_interval)
    return replace(memory, ease=ease, interval_days=float(interval)), day + timedelta(days=interval)


def _next_interval(memory: Memory, ease: float) -> int:
    """Which repetition it was follows from the interval before it."""
    before = memory.interval_days
    if before is None:
        return FIRST_INTERVAL
    return SECOND_INTERVAL if before <= FIRST_INTERVAL else ceil(round(before * ease, 9))

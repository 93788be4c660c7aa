"""How many reviews a card brings in the days after it was begun.

A card that is recalled each time comes back after growing intervals: those that FSRS-6 gives with its published weights
at a retention of 0.9. At each review it is forgotten with the chance that the retention leaves: then it is answered
once more on the same day and begins the intervals anew. The expected number of answers of each day follows by adding up
chances, day after day. Learners differ, and so do cards; for planning weeks, what matters is the sum over many.
"""

from collections.abc import Sequence
from functools import cache

INTERVALS = (2, 11, 46, 163, 365)
"""Days after the first, second ... time that a card was recalled. The last one repeats."""

DAYS_OF_WEEK = 7


@cache
def answers_per_day(days: int, retention: float, stage: int = 0) -> tuple[float, ...]:
    """Expected answers on each of so many days to a card that comes back on day 0 for the `stage`-th time.

    Stage 0 is a card that is begun on day 0, whose first answers are not counted: they belong to beginning it.
    """
    due = [[0.0] * len(INTERVALS) for _ in range(days)]
    answers = [0.0] * days
    if stage == 0:
        _put(due, INTERVALS[0], 0, 1.0)
    else:
        _put(due, 0, min(stage, len(INTERVALS)) - 1, 1.0)
    for day in range(days):
        for place, chance in enumerate(due[day]):
            if not chance:
                continue
            forgotten = chance * (1 - retention)
            answers[day] += chance + forgotten
            following = min(place + 1, len(INTERVALS) - 1)
            _put(due, day + INTERVALS[following], following, chance - forgotten)
            _put(due, day + INTERVALS[0], 0, forgotten)
    return tuple(answers)


@cache
def answers_per_week(weeks: int, retention: float) -> tuple[float, ...]:
    """Expected answers in each of so many weeks to a card that is begun on any day of the first."""
    per_day = answers_per_day(weeks * DAYS_OF_WEEK, retention)
    totals = [0.0] * weeks
    for begun in range(DAYS_OF_WEEK):
        for day, expected in enumerate(per_day[: len(per_day) - begun]):
            totals[(day + begun) // DAYS_OF_WEEK] += expected / DAYS_OF_WEEK
    return tuple(totals)


def answers_to_known_cards(cards: Sequence[tuple[int, float]], weeks: int, retention: float) -> list[float]:
    """Expected answers in each of so many weeks to cards, each with the day that it is due and its last interval.

    A card that is overdue comes back on day 0.
    """
    counts: dict[tuple[int, int], int] = {}
    for due, interval in cards:
        key = max(due, 0), _stage_of(interval)
        counts[key] = counts.get(key, 0) + 1
    totals = [0.0] * weeks
    for (due, stage), count in counts.items():
        for day, expected in enumerate(answers_per_day(weeks * DAYS_OF_WEEK, retention, stage)):
            week = (due + day) // DAYS_OF_WEEK
            if week >= weeks:
                break
            totals[week] += count * expected
    return totals


def _stage_of(interval: float) -> int:
    """The longest of the intervals that a card has lived through; the first one where it was shorter."""
    return max(sum(interval >= known for known in INTERVALS), 1)


def _put(due: list[list[float]], day: int, place: int, chance: float) -> None:
    if day < len(due):
        due[day][place] += chance

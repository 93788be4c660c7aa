"""Which items are begun in which week, so that everything is begun by a date and no week takes more than it may.

What is begun in one week comes back as reviews in later ones, so an even number of new items a week would make the
last weeks the hardest. Instead every week is filled up to one level: reviews first, and what they leave is for new
items. The plan is the one with the lowest level that is still done in time, found by halving: a higher level is never
done later. Where the level that the learner's minutes allow is not enough, there is no plan, and two ways out are
named: the date by which these minutes do it, and the minutes that do it by this date.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Generic, Self, TypeVar

KeyT = TypeVar("KeyT")

_HALVINGS = 24


@dataclass(frozen=True, slots=True)
class Task(Generic[KeyT]):
    """Something to begin: what it takes then, and whether it comes back as reviews."""

    key: KeyT
    seconds: float
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What reviews take, whatever is planned."""

    answers_of_new: Sequence[float]
    """Expected answers to one new card in the week in which it is begun, and in each that follows."""

    answers_of_known: Sequence[float]
    """Expected answers in each week to the cards that the learner has already."""

    seconds_per_answer: float


@dataclass(frozen=True, slots=True)
class PlannedWeek(Generic[KeyT]):
    tasks: Sequence[Task[KeyT]]
    new_seconds: float
    review_count: float
    """Expected answers to cards of earlier weeks and of this one."""


@dataclass(frozen=True, slots=True)
class Plan(Generic[KeyT]):
    weeks: Sequence[PlannedWeek[KeyT]]


def plan_weeks(tasks: Sequence[Task[KeyT]], load: Load, budget: Sequence[float]) -> Plan[KeyT] | None:
    """Spread tasks, in their order, over weeks with so many seconds each; None where they do not fit."""
    queue = _Queue.of(tasks, load)
    share = _lowest_share(queue, load, budget)
    return Plan(_planned(tasks, queue, load, _fill(queue, load, budget, share))) if share is not None else None


def fill_weeks(tasks: Sequence[Task[KeyT]], load: Load, budget: Sequence[float]) -> Plan[KeyT]:
    """Begin everything as early as these weeks allow; what they do not hold is in the last one all the same."""
    queue = _Queue.of(tasks, load)
    filled = _fill(queue, load, budget, 1.0)
    return Plan(_planned(tasks, queue, load, [*filled[:-1], len(tasks)]))


def weeks_needed(tasks: Sequence[Task[KeyT]], load: Load, seconds_per_week: float, most_weeks: int) -> int | None:
    """How many whole weeks of so many seconds it takes to begin everything; None: more than there may be."""
    filled = _fill(_Queue.of(tasks, load), load, [seconds_per_week] * most_weeks, 1.0)
    return bisect_left(filled, len(tasks)) + 1 if filled[-1] == len(tasks) else None


def seconds_needed(
    tasks: Sequence[Task[KeyT]], load: Load, shares: Sequence[float], most_seconds: float
) -> float | None:
    """The seconds of a whole week with which it is done in weeks of these shares; None: more than there may be."""
    found = _lowest_share(_Queue.of(tasks, load), load, [share * most_seconds for share in shares])
    return found * most_seconds if found is not None else None


@dataclass(frozen=True, slots=True)
class _Queue:
    """Tasks in their order, added up: thousands of them are cut into weeks many times until a plan is found."""

    costs: Sequence[float]
    """What the first so many tasks take, with the reviews that they bring in their first week; 0 at first."""
    seconds: Sequence[float]
    cards: Sequence[int]

    @classmethod
    def of(cls, tasks: Sequence[Task[KeyT]], load: Load) -> Self:
        first_answers = _at(load.answers_of_new, 0) * load.seconds_per_answer
        return cls(
            list(accumulate((task.seconds + task.is_reviewed * first_answers for task in tasks), initial=0.0)),
            list(accumulate((task.seconds for task in tasks), initial=0.0)),
            list(accumulate((int(task.is_reviewed) for task in tasks), initial=0)),
        )

    def __len__(self) -> int:
        return len(self.costs) - 1


def _lowest_share(queue: _Queue, load: Load, budget: Sequence[float]) -> float | None:
    """The smallest part of the weeks' seconds with which everything is begun in time."""

    def leaves_some(share: float) -> bool:
        return _fill(queue, load, budget, share)[-1] < len(queue)

    low, high = 0.0, 1.0
    if leaves_some(high):
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if leaves_some(middle) else (low, middle)
    return high


def _fill(queue: _Queue, load: Load, budget: Sequence[float], share: float) -> list[int]:
    """How many tasks are begun by the end of each week, when weeks are filled up to a share of what they may take."""
    ends: list[int] = []
    begun: list[int] = []
    at, debt = 0, 0.0
    for number, seconds in enumerate(budget):
        room = seconds * share
        left = room - _reviews(load, begun, number) * load.seconds_per_answer - debt
        debt = max(debt - room, 0.0)
        first = at
        if left > 0 and first < len(queue):
            at = max(bisect_right(queue.costs, queue.costs[first] + left) - 1, first)
            cost = queue.costs[first + 1] - queue.costs[first]
            # What takes longer than a whole week has, such as a long lesson, begins a week and is paid for by others.
            if at == first and cost > room:
                at = first + 1
                debt += cost - left
        begun.append(queue.cards[at] - queue.cards[first])
        ends.append(at)
    return ends


def _planned(tasks: Sequence[Task[KeyT]], queue: _Queue, load: Load, ends: Sequence[int]) -> list[PlannedWeek[KeyT]]:
    weeks: list[PlannedWeek[KeyT]] = []
    begun: list[int] = []
    for number, (first, end) in enumerate(pairwise([0, *ends])):
        cards = queue.cards[end] - queue.cards[first]
        reviews = _reviews(load, begun, number) + cards * _at(load.answers_of_new, 0)
        weeks.append(PlannedWeek(tasks[first:end], queue.seconds[end] - queue.seconds[first], reviews))
        begun.append(cards)
    return weeks


def _reviews(load: Load, begun: Sequence[int], week: int) -> float:
    """Answers to cards of before and to those begun in the weeks up to this one."""
    since = load.answers_of_new[1 : week + 1]
    returning = sum(count * expected for count, expected in zip(reversed(begun), since, strict=False))
    return _at(load.answers_of_known, week) + returning


def _at(values: Sequence[float], place: int) -> float:
    return values[place] if place < len(values) else 0.0

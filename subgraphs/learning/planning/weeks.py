"""Which items are begun in which week, so that everything is begun by a date and no week takes more than it may.

What is begun in one week comes back as reviews in later ones, so an even number of new items a week would make the
last weeks the hardest. Instead every week is filled up to one level: reviews first, and what they leave is for new
items. The plan is the one with the lowest level that is still done in time, found by halving: a higher level is never
done later. Where the level that the learner's minutes allow is not enough, there is no plan, and two ways out are
named: the date by which these minutes do it, and the minutes that do it by this date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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
    share = _lowest_share(tasks, load, budget)
    return Plan(_fill(tasks, load, budget, share)[0]) if share is not None else None


def fill_weeks(tasks: Sequence[Task[KeyT]], load: Load, budget: Sequence[float]) -> Plan[KeyT]:
    """Begin everything as early as these weeks allow; what they do not hold is in the last one all the same."""
    weeks, rest = _fill(tasks, load, budget, 1.0)
    if rest:
        last = weeks[-1]
        left_over = tasks[len(tasks) - rest :]
        new_seconds = last.new_seconds + sum(task.seconds for task in left_over)
        weeks[-1] = PlannedWeek([*last.tasks, *left_over], new_seconds, last.review_count)
    return Plan(weeks)


def weeks_needed(tasks: Sequence[Task[KeyT]], load: Load, seconds_per_week: float, most_weeks: int) -> int | None:
    """How many whole weeks of so many seconds it takes to begin everything; None: more than there may be."""
    weeks, rest = _fill(tasks, load, [seconds_per_week] * most_weeks, 1.0)
    if rest:
        return None
    used = [number for number, week in enumerate(weeks, 1) if week.tasks]
    return used[-1] if used else 1


def seconds_needed(
    tasks: Sequence[Task[KeyT]], load: Load, shares: Sequence[float], most_seconds: float
) -> float | None:
    """The seconds of a whole week with which it is done in weeks of these shares; None: more than there may be."""
    found = _lowest_share(tasks, load, [share * most_seconds for share in shares])
    return found * most_seconds if found is not None else None


def _lowest_share(tasks: Sequence[Task[KeyT]], load: Load, budget: Sequence[float]) -> float | None:
    """The smallest part of the weeks' seconds with which everything is begun in time."""

    def leaves_some(share: float) -> bool:
        return _fill(tasks, load, budget, share)[1] > 0

    low, high = 0.0, 1.0
    if leaves_some(high):
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if leaves_some(middle) else (low, middle)
    return high


def _fill(
    tasks: Sequence[Task[KeyT]], load: Load, budget: Sequence[float], share: float
) -> tuple[list[PlannedWeek[KeyT]], int]:
    """Weeks filled up to a share of what they may take, and how many tasks were left over."""
    weeks: list[PlannedWeek[KeyT]] = []
    begun: list[int] = []
    at, debt = 0, 0.0
    for number, seconds in enumerate(budget):
        reviews = _known(load, number) + sum(
            count * _answers(load, number - week) for week, count in enumerate(begun) if count
        )
        room = seconds * share
        left = room - reviews * load.seconds_per_answer - debt
        debt = max(debt - room, 0.0)
        first = at
        while at < len(tasks) and left > 0:
            cost = _cost(tasks[at], load)
            # What takes longer than a whole week has, such as a long lesson, begins a week and is paid for by others.
            if cost > left and (at > first or cost <= room):
                break
            left -= cost
            at += 1
        debt += max(-left, 0.0) if at > first else 0.0
        cards = sum(task.is_reviewed for task in tasks[first:at])
        begun.append(cards)
        new_seconds = sum(task.seconds for task in tasks[first:at])
        weeks.append(PlannedWeek(tasks[first:at], new_seconds, reviews + cards * _answers(load, 0)))
    return weeks, len(tasks) - at


def _cost(task: Task[KeyT], load: Load) -> float:
    """With the reviews that it brings in its first week."""
    return task.seconds + (_answers(load, 0) * load.seconds_per_answer if task.is_reviewed else 0.0)


def _answers(load: Load, week: int) -> float:
    return load.answers_of_new[week] if week < len(load.answers_of_new) else 0.0


def _known(load: Load, week: int) -> float:
    return load.answers_of_known[week] if week < len(load.answers_of_known) else 0.0

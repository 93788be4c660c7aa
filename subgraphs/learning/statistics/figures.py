"""The figures of statistics, put together from what the database counted by quarters of an hour."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from subgraphs.learning.scheduling.memory import Rating

DayOf = Callable[[datetime], date]
"""Which of a learner's days an instant belongs to."""


class Maturity(StrEnum):
    """How well a card was known when it was asked, or is known now."""

    LEARNING = "LEARNING"
    YOUNG = "YOUNG"
    MATURE = "MATURE"


class Span(StrEnum):
    """What figures over time are grouped by."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


@dataclass(frozen=True, slots=True)
class CountedActivity:
    """The answers of a quarter of an hour."""

    at: datetime
    reviews: int
    milliseconds: int
    new_cards: int
    """Answers to cards that had never been answered."""


@dataclass(frozen=True, slots=True)
class CountedAnswers:
    """The answers of one kind in a quarter of an hour."""

    at: datetime
    maturity: Maturity
    rating: Rating
    count: int
    expected: float
    """The sum of the chances of recall that the schedule expected, over those of which it expected anything."""
    expected_count: int


@dataclass(frozen=True, slots=True)
class CountedDue:
    """Cards that come back in a quarter of an hour."""

    at: datetime
    is_mature: bool
    count: int


@dataclass(frozen=True, slots=True)
class StudyDay:
    day: date
    reviews: int
    milliseconds: int
    new_cards: int


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of the cards that were asked were recalled."""

    reviews: int = 0
    recalled: int = 0
    expected: float = 0.0
    expected_count: int = 0

    @property
    def rate(self) -> float | None:
        return self.recalled / self.reviews if self.reviews else None

    @property
    def expected_rate(self) -> float | None:
        """What the schedule expected of the same answers, as far as it expected anything."""
        return self.expected / self.expected_count if self.expected_count else None

    def plus(self, other: "Recall") -> "Recall":
        return Recall(
            self.reviews + other.reviews,
            self.recalled + other.recalled,
            self.expected + other.expected,
            self.expected_count + other.expected_count,
        )


@dataclass(frozen=True, slots=True)
class Retention:
    """Recall of cards that had been learnt, over some days."""

    first_day: date
    last_day: date
    young: Recall
    mature: Recall

    @property
    def all(self) -> Recall:
        return self.young.plus(self.mature)


@dataclass(frozen=True, slots=True)
class DueDay:
    day: date
    young: int
    mature: int

    @property
    def cards(self) -> int:
        return self.young + self.mature


@dataclass(frozen=True, slots=True)
class Forecast:
    overdue: int
    """Cards that should have been asked before today."""
    days: Sequence[DueDay]
    """Every day, today first."""


@dataclass(frozen=True, slots=True)
class LevelCoverage:
    level: str
    known: int
    learning: int
    """There is a card, and it is not known yet."""
    total: int

    @property
    def share(self) -> float:
        return self.known / self.total if self.total else 0.0


@dataclass(slots=True)
class _Sum:
    reviews: int = 0
    milliseconds: int = 0
    new_cards: int = 0


def study_days(counted: Iterable[CountedActivity], day_of: DayOf) -> list[StudyDay]:
    """The days with answers, in their order."""
    sums: dict[date, _Sum] = defaultdict(_Sum)
    for each in counted:
        of_day = sums[day_of(each.at)]
        of_day.reviews += each.reviews
        of_day.milliseconds += each.milliseconds
        of_day.new_cards += each.new_cards
    return [StudyDay(day, one.reviews, one.milliseconds, one.new_cards) for day, one in sorted(sums.items())]


def answer_counts(counted: Iterable[CountedAnswers]) -> Mapping[tuple[Maturity, Rating], int]:
    """Every pair, also those without answers."""
    counts = {(maturity, rating): 0 for maturity in Maturity for rating in Rating}
    for each in counted:
        counts[each.maturity, each.rating] += each.count
    return counts


def retention(counted: Iterable[CountedAnswers], span: Span, day_of: DayOf, first: date, last: date) -> list[Retention]:
    """Span by span, those without answers left out."""
    found: dict[date, dict[Maturity, Recall]] = defaultdict(lambda: defaultdict(Recall))
    for each in counted:
        if each.maturity is not Maturity.LEARNING:
            of_span = found[_start_of(span, day_of(each.at))]
            of_span[each.maturity] = of_span[each.maturity].plus(recall_of(each))
    return [
        Retention(max(start, first), min(_end_of(span, start), last), one[Maturity.YOUNG], one[Maturity.MATURE])
        for start, one in sorted(found.items())
    ]


def overall_retention(counted: Iterable[CountedAnswers], first: date, last: date) -> Retention:
    found: dict[Maturity, Recall] = defaultdict(Recall)
    for each in counted:
        found[each.maturity] = found[each.maturity].plus(recall_of(each))
    return Retention(first, last, found[Maturity.YOUNG], found[Maturity.MATURE])


def recall_of(counted: CountedAnswers) -> Recall:
    recalled = 0 if counted.rating is Rating.AGAIN else counted.count
    return Recall(counted.count, recalled, counted.expected, counted.expected_count)


def forecast(counted: Iterable[CountedDue], day_of: DayOf, today: date, days: int) -> Forecast:
    """What is due on each of the next days, if nothing is answered meanwhile."""
    overdue = 0
    young, mature = [0] * days, [0] * days
    for each in counted:
        place = (day_of(each.at) - today).days
        if place < 0:
            overdue += each.count
        elif place < days:
            (mature if each.is_mature else young)[place] += each.count
    return Forecast(
        overdue, [DueDay(today + timedelta(days=place), young[place], mature[place]) for place in range(days)]
    )


def _start_of(span: Span, day: date) -> date:
    match span:
        case Span.DAY:
            return day
        case Span.WEEK:
            return day - timedelta(days=day.weekday())
        case Span.MONTH:
            return day.replace(day=1)


def _end_of(span: Span, start: date) -> date:
    match span:
        case Span.DAY:
            return start
        case Span.WEEK:
            return start + timedelta(days=6)
        case Span.MONTH:
            return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)

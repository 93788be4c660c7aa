"""Statistics, compared with what somebody else would count."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.shared.database import count_statements
from tests.subgraphs.learning.captured import capturing
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, codes
from tests.subgraphs.learning.catalogue import kanji_id, word_id
from tests.subgraphs.learning.history import History, keep_history, live_in, make_card, make_history
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

DAY_STARTS_AT = 4
ALL = """
  firstDay lastDay unseenCards
  totals { reviews newCards seconds daysStudied reviewsPerDay }
  days { day reviews newCards seconds }
  overallRetention { young { reviews recalled rate expectedRate } mature { reviews recalled rate } all { reviews } }
  byDay: retention(by: DAY) { firstDay lastDay young { reviews recalled } mature { reviews recalled } }
  byWeek: retention { firstDay lastDay all { reviews recalled } }
  byMonth: retention(by: MONTH) { firstDay lastDay all { reviews recalled } }
  answers { maturity rating count share }
  forecast(days: 90) { overdue total days { day cards young mature } }
  hardest(first: 5) { lapses reviews lapseRate flashcard { id } }
  levels { level known learning total share }
"""


async def statistics(
    subgraph: SubgraphUnderTest, selection: str = ALL, caller: UUID = AIKO, arguments: str = ""
) -> dict[str, Any]:
    document = f"""
      query ($users: [_Any!]!) {{
        _entities(representations: $users) {{ ... on User {{ learningStatistics{arguments} {{ {selection} }} }} }}
      }}
    """
    users = [{"__typename": "User", "id": str(caller)}]
    found = (await subgraph.data(document, {"users": users}, caller=caller))["_entities"][0]["learningStatistics"]
    assert isinstance(found, dict)
    return found


class Counting:
    """The same figures, counted review by review."""

    def __init__(self, history: History, zone: str, now: datetime, days: int) -> None:
        self.zone, self.now, self.history = ZoneInfo(zone), now, history
        self.last = self.day(now)
        self.first = self.last - timedelta(days=days - 1)
        self.reviews = [row for row in history.reviews if row.undone_at is None and self.is_in(row.reviewed_at)]

    def day(self, instant: datetime) -> date:
        return (instant.astimezone(self.zone).replace(tzinfo=None) - timedelta(hours=DAY_STARTS_AT)).date()

    def is_in(self, instant: datetime) -> bool:
        return self.first <= self.day(instant) <= self.last

    def heeded(self) -> Iterator[tuple[str, ReviewRow]]:
        """Reviews that the schedule heeded, with how well their card was known."""
        rows = [row for row in self.history.reviews if row.undone_at is None and not row.is_practice]
        rows.sort(key=lambda row: (row.flashcard_id, row.reviewed_at))
        for _, group in groupby(rows, key=lambda row: row.flashcard_id):
            before: ReviewRow | None = None
            for row in group:
                if self.is_in(row.reviewed_at):
                    yield self.maturity(before, row), row
                before = row

    @staticmethod
    def maturity(before: ReviewRow | None, row: ReviewRow) -> str:
        if row.state_before != "REVIEW":
            return "LEARNING"
        is_long = before is not None and before.due - before.reviewed_at >= timedelta(days=21)
        return "MATURE" if is_long else "YOUNG"

    def days(self) -> list[dict[str, Any]]:
        found: dict[date, list[ReviewRow]] = defaultdict(list)
        for row in self.reviews:
            found[self.day(row.reviewed_at)].append(row)
        return [
            {
                "day": day.isoformat(),
                "reviews": len(rows),
                "newCards": sum(row.state_before == "NEW" and not row.is_practice for row in rows),
                "seconds": pytest.approx(sum(row.duration_ms or 0 for row in rows) / 1_000),
            }
            for day, rows in sorted(found.items())
        ]

    def retention_by_day(self) -> list[dict[str, Any]]:
        found: dict[date, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for maturity, row in self.heeded():
            if maturity != "LEARNING":
                of_day = found[self.day(row.reviewed_at)]
                of_day[maturity]["reviews"] += 1
                of_day[maturity]["recalled"] += row.rating != "AGAIN"
        return [
            {
                "firstDay": day.isoformat(),
                "lastDay": day.isoformat(),
                "young": {"reviews": one["YOUNG"]["reviews"], "recalled": one["YOUNG"]["recalled"]},
                "mature": {"reviews": one["MATURE"]["reviews"], "recalled": one["MATURE"]["recalled"]},
            }
            for day, one in sorted(found.items())
        ]

    def due(self) -> tuple[int, Counter[tuple[str, str]]]:
        overdue, found = 0, Counter[tuple[str, str]]()
        for card in self.history.cards:
            if card.state == "NEW" or card.suspended_at is not None or card.deleted_at is not None:
                continue
            day = self.day(max(card.due, card.buried_until or card.due))
            is_mature = card.state == "REVIEW" and (card.stability or 0) >= 21
            if day < self.last:
                overdue += 1
            elif day < self.last + timedelta(days=90):
                found[day.isoformat(), "mature" if is_mature else "young"] += 1
        return overdue, found


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu", "Pacific/Auckland"])
async def test_statistics_say_what_the_reviews_say(place: Place, zone: str) -> None:
    now = datetime(2026, 4, 7, 2, 30, tzinfo=UTC)
    history = make_history(AIKO, now, cards=40, answers=20, seed=len(zone))
    others = make_history(BEN, now, cards=5, answers=5)
    counting = Counting(history, zone, now, days=365)
    async with capturing(place, MovableClock(now)) as subgraph:
        await live_in(subgraph, AIKO, zone)
        await keep_history(subgraph, history)
        await keep_history(subgraph, others)
        found = await statistics(subgraph)
    assert (found["firstDay"], found["lastDay"]) == (counting.first.isoformat(), counting.last.isoformat())
    assert found["days"] == counting.days()
    assert found["totals"]["reviews"] == len(counting.reviews) > 100
    assert found["totals"]["daysStudied"] == len(counting.days())
    assert found["totals"]["reviewsPerDay"] == pytest.approx(len(counting.reviews) / 365)
    assert found["byDay"] == counting.retention_by_day()
    for spans in (found["byWeek"], found["byMonth"]):
        assert sum(one["all"]["reviews"] for one in spans) == found["overallRetention"]["all"]["reviews"]
        assert all(one["firstDay"] <= one["lastDay"] for one in spans)
    answers = Counter((maturity, row.rating) for maturity, row in counting.heeded())
    assert {(one["maturity"], one["rating"]): one["count"] for one in found["answers"] if one["count"]} == answers
    assert sum(one["share"] for one in found["answers"]) == pytest.approx(3)
    overdue, due = counting.due()
    assert found["forecast"]["overdue"] == overdue
    assert len(found["forecast"]["days"]) == 90
    for one in found["forecast"]["days"]:
        assert (one["young"], one["mature"]) == (due[one["day"], "young"], due[one["day"], "mature"])
        assert one["cards"] == one["young"] + one["mature"]


async def test_recall_is_compared_with_what_was_expected(place: Place) -> None:
    history = make_history(AIKO, NINE, cards=40, answers=20)
    counting = Counting(history, "UTC", NINE, days=365)
    async with capturing(place) as subgraph:
        await keep_history(subgraph, history)
        overall = (await statistics(subgraph))["overallRetention"]
    young = [row for maturity, row in counting.heeded() if maturity == "YOUNG"]
    expected = [row.recall_probability for row in young if row.recall_probability is not None]
    assert overall["young"]["reviews"] == len(young)
    assert overall["young"]["rate"] == pytest.approx(sum(row.rating != "AGAIN" for row in young) / len(young))
    assert overall["young"]["expectedRate"] == pytest.approx(sum(expected) / len(expected))


async def test_weeks_begin_on_mondays_and_end_with_the_period(place: Place) -> None:
    history = make_history(AIKO, NINE, cards=60, answers=20)
    last = next(row for row in history.reviews if row.state_before == "REVIEW" and not row.is_practice)
    last.reviewed_at, last.undone_at = NINE - timedelta(hours=1), None
    async with capturing(place) as subgraph:
        await keep_history(subgraph, history)
        found = await statistics(subgraph, arguments="(days: 20)")
    # The second of March 2026 is a Monday, the eleventh of February a Wednesday.
    assert found["firstDay"] == "2026-02-11"
    assert [(one["firstDay"], one["lastDay"]) for one in found["byWeek"]] == [
        ("2026-02-11", "2026-02-15"),
        ("2026-02-16", "2026-02-22"),
        ("2026-02-23", "2026-03-01"),
        ("2026-03-02", "2026-03-02"),
    ]
    assert [(one["firstDay"], one["lastDay"]) for one in found["byMonth"]] == [
        ("2026-02-11", "2026-02-28"),
        ("2026-03-01", "2026-03-02"),
    ]


async def test_a_level_is_known_as_far_as_its_words_last(place: Place) -> None:
    async with capturing(place) as subgraph:
        cards = []
        for word, state, stability, interval in (
            (("猫", "ねこ"), "REVIEW", 21.0, None),
            (("犬", "いぬ"), "REVIEW", 20.9, None),
            (("鳥", "とり"), "REVIEW", None, 30.0),
            (("魚", "さかな"), "RELEARNING", 40.0, None),
            (("時計", "とけい"), "NEW", None, None),
        ):
            card = make_card(AIKO, NINE, word_id(*word), "WORD")
            card.state, card.stability, card.interval_days = state, stability, interval
            cards.append(card)
        twice = make_card(AIKO, NINE, word_id("猫", "ねこ"), "WORD")
        twice.template, twice.state = "PRODUCTION", "NEW"
        kanji = make_card(AIKO, NINE, kanji_id("水"), "KANJI")
        gone = make_card(AIKO, NINE, word_id("水", "みず"), "WORD")
        gone.state, gone.stability, gone.deleted_at = "REVIEW", 90.0, NINE
        await keep_history(subgraph, History([*cards, twice, kanji, gone], []))
        found = await statistics(
            subgraph, "levels { level known learning total share } kanji: levels(of: KANJI) { level learning }"
        )
    n5, n4, n3 = found["levels"]
    assert n5 == {"level": "N5", "known": 2, "learning": 2, "total": 13, "share": pytest.approx(2 / 13)}
    assert n4 == {"level": "N4", "known": 0, "learning": 1, "total": 3, "share": 0}
    assert (n3["level"], n3["known"], n3["learning"]) == ("N3", 0, 0)
    assert found["kanji"][0] == {"level": "N5", "learning": 1}


async def test_the_hardest_cards_are_those_that_were_forgotten_most_often(place: Place) -> None:
    cards = []
    for lapses, difficulty in ((1, 9.0), (5, 3.0), (5, 8.0), (0, 10.0), (9, 5.0)):
        card = make_card(AIKO, NINE)
        card.state, card.lapses, card.reps, card.difficulty = "REVIEW", lapses, 10, difficulty
        cards.append(card)
    cards[4].suspended_at = NINE
    async with capturing(place) as subgraph:
        await keep_history(subgraph, History(cards, []))
        found = (await statistics(subgraph))["hardest"]
    assert [(one["flashcard"]["id"], one["lapses"], one["lapseRate"]) for one in found] == [
        (str(cards[2].id), 5, 0.5),
        (str(cards[1].id), 5, 0.5),
        (str(cards[0].id), 1, 0.1),
    ]


async def test_somebody_who_never_learnt_anything_has_statistics_too(place: Place) -> None:
    charts = " ".join(f"picture_{kind.lower()}: chart(kind: {kind}) {{ altText svg png }}" for kind in CHARTS)
    async with capturing(place, knows_words=False) as subgraph:
        found = await statistics(subgraph, f"{ALL} {charts}")
    assert found["totals"] == {"reviews": 0, "newCards": 0, "seconds": 0, "daysStudied": 0, "reviewsPerDay": 0}
    assert (found["days"], found["byWeek"], found["levels"], found["hardest"]) == ([], [], [], [])
    assert found["overallRetention"]["young"] == {"reviews": 0, "recalled": 0, "rate": None, "expectedRate": None}
    assert {one["share"] for one in found["answers"]} == {0}


CHARTS = ("HEAT_MAP", "FORECAST", "RETENTION", "TIME", "ANSWERS", "LEVELS")


async def test_the_number_of_statements_does_not_grow_with_what_is_asked(place: Place) -> None:
    charts = " ".join(f"picture_{kind.lower()}: chart(kind: {kind}) {{ svg }}" for kind in CHARTS)
    async with capturing(place) as subgraph:
        await keep_history(subgraph, make_history(AIKO, NINE, cards=30, answers=10))
        with count_statements() as log:
            await statistics(subgraph, f"{ALL} {charts}")
    # Preferences; activity; answers; two forecasts; unseen; hardest; levels, which are two; what the cards show.
    assert len(log) <= 12


@pytest.mark.parametrize(
    ("arguments", "selection"),
    [
        ("(days: 0)", "firstDay"),
        ("(days: 1101)", "firstDay"),
        ("", "forecast(days: 0) { overdue }"),
        ("", "forecast(days: 366) { overdue }"),
        ("", "hardest(first: 101) { lapses }"),
    ],
)
async def test_what_would_take_too_long_is_refused(place: Place, arguments: str, selection: str) -> None:
    document = f"""query ($u: [_Any!]!) {{ _entities(representations: $u) {{ ... on User {{
      learningStatistics{arguments} {{ {selection} }} }} }} }}"""
    users = [{"__typename": "User", "id": str(AIKO)}]
    async with capturing(place, knows_words=False) as subgraph:
        assert codes(await subgraph.execute(document, {"u": users}, caller=AIKO)) == ["BAD_USER_INPUT"]


async def test_statistics_are_shown_to_their_learner_only(place: Place) -> None:
    document = (
        "query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { learningStatistics { firstDay } } } }"
    )
    users = [{"__typename": "User", "id": str(AIKO)}]
    async with capturing(place, knows_words=False) as subgraph:
        assert codes(await subgraph.execute(document, {"u": users}, caller=BEN)) == ["FORBIDDEN"]
        assert codes(await subgraph.execute(document, {"u": users})) == ["UNAUTHENTICATED"]

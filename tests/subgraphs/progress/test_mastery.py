"""How well something is known: the formula, and what learners are shown of it."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.progress.mastery import PERFECT, Answer, MasteryLevel, level_of, mastery_of
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from tests.subgraphs.progress.deeds import answered, lesson_completed, quiz_answered, test_completed, undone
from tests.subgraphs.progress.learners import AIKO, BEN, MONDAY_NINE, Place, hear, progress

DAY = timedelta(days=1)
MOON, SUN, FIRE = (seed_id("kanji", character) for character in "月日火")
LESSON = seed_id("lesson", 1)
OF_KANJI = "... on Kanji { mastery { score level answers lastAnsweredAt item { ... on Kanji { id } } } }"
KNOWN = """... on User { progress { mastery(kind: KANJI, first: 2) {
  edges { node { score level item { ... on Kanji { id } } } } pageInfo { hasNextPage endCursor } } } }"""


def reviewed(rating: str, days: float, at: datetime = MONDAY_NINE) -> Answer:
    return Answer("FlashcardReviewed", at, {"rating": rating, "due": (at + days * DAY).isoformat()})


@pytest.mark.parametrize(("days", "score"), [(0, 0), (1, 1537), (7, 4610), (21, 6852), (90, PERFECT), (700, PERFECT)])
def test_one_perfect_answer_is_worth_what_the_scheduler_trusts_it(days: int, score: int) -> None:
    assert mastery_of([reviewed("EASY", days)]) == score


def test_a_slip_costs_a_third_and_three_good_answers_bring_it_back() -> None:
    known = [reviewed("EASY", 90)] * 9
    slipped = mastery_of([*known, reviewed("AGAIN", 0)])
    back = mastery_of([*known, reviewed("AGAIN", 0), *[reviewed("EASY", 90)] * 3])
    assert slipped is not None and back is not None
    assert 0.65 * PERFECT < slipped < 0.7 * PERFECT
    assert back > 0.88 * PERFECT


def test_answers_in_a_test_show_how_long_something_was_remembered() -> None:
    right = {"isCorrect": True}
    month_later = [Answer("QuizAnswered", MONDAY_NINE + index * 30 * DAY, right) for index in (0, 1)]
    same_day = [Answer("QuizAnswered", MONDAY_NINE, right)] * 2
    assert (mastery_of(month_later) or 0) > (mastery_of(same_day) or 0)
    assert mastery_of([Answer("QuizAnswered", MONDAY_NINE, {"isCorrect": False})]) == 0


def test_an_unknown_rating_shows_nothing() -> None:
    assert mastery_of([reviewed("PERFECT", 10)]) is None
    assert mastery_of([]) is None


@given(st.lists(st.tuples(st.sampled_from(["AGAIN", "HARD", "GOOD", "EASY"]), st.floats(0, 1e4)), min_size=1))
def test_every_score_lies_between_nothing_and_perfection(answers: list[tuple[str, float]]) -> None:
    score = mastery_of([reviewed(rating, days) for rating, days in answers])
    assert score is not None and 0 <= score <= PERFECT


def test_levels_rise_with_scores() -> None:
    levels = [level_of(score) for score in range(0, PERFECT + 1, 50)]
    order = list(MasteryLevel)
    assert set(levels) == set(order)
    assert all(order.index(left) <= order.index(right) for left, right in pairwise(levels))


async def test_the_caller_is_told_how_well_they_know_a_kanji(place: Place) -> None:
    asked = [{"__typename": "Kanji", "id": str(each)} for each in (MOON, SUN, FIRE)]
    async with progress(place) as subgraph:
        await hear(subgraph, answered(AIKO, MONDAY_NINE, "GOOD", MONDAY_NINE + 21 * DAY, MOON))
        await hear(subgraph, answered(AIKO, MONDAY_NINE, "GOOD", MONDAY_NINE + DAY, SUN))
        with count_statements() as log:
            own = await subgraph.entities(asked, OF_KANJI, caller=AIKO)
        assert len(log) == 1
        others = await subgraph.entities(asked, OF_KANJI, caller=BEN)
        nobodys = await subgraph.entities(asked, OF_KANJI)
    assert own["data"]["_entities"] == [
        {
            "mastery": {
                "score": 0.6167,
                "level": "FAMILIAR",
                "answers": 1,
                "lastAnsweredAt": "2026-03-02T09:00:00Z",
                "item": {"id": str(MOON)},
            }
        },
        {
            "mastery": {
                "score": 0.1383,
                "level": "STARTED",
                "answers": 1,
                "lastAnsweredAt": "2026-03-02T09:00:00Z",
                "item": {"id": str(SUN)},
            }
        },
        {"mastery": None},
    ]
    assert others["data"]["_entities"] == nobodys["data"]["_entities"] == [{"mastery": None}] * 3


async def test_what_is_known_is_listed_the_best_first_and_to_the_learner_only(place: Place) -> None:
    user = [{"__typename": "User", "id": str(AIKO), "timeZone": "UTC"}]
    async with progress(place) as subgraph:
        for kanji, days in ((MOON, 3), (SUN, 60), (FIRE, 20)):
            await hear(subgraph, answered(AIKO, MONDAY_NINE, "EASY", MONDAY_NINE + days * DAY, kanji))
        found = await subgraph.entities(user, KNOWN, caller=AIKO)
        well = await subgraph.entities(user, KNOWN.replace("first: 2", "level: MASTERED"), caller=AIKO)
        refused = await subgraph.entities(user, KNOWN, caller=BEN)
    page = found["data"]["_entities"][0]["progress"]["mastery"]
    assert _items(page) == [str(SUN), str(FIRE)] and page["pageInfo"]["hasNextPage"]
    assert _items(well["data"]["_entities"][0]["progress"]["mastery"]) == [str(SUN)]
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_an_undone_answer_shows_nothing_any_more(place: Place) -> None:
    right = answered(AIKO, MONDAY_NINE, "EASY", MONDAY_NINE + 30 * DAY, MOON)
    asked = [{"__typename": "Kanji", "id": str(MOON)}]
    async with progress(place) as subgraph:
        await hear(subgraph, right, undone(right, MONDAY_NINE + DAY))
        found = await subgraph.entities(asked, OF_KANJI, caller=AIKO)
    assert found["data"]["_entities"] == [{"mastery": None}]


async def test_a_test_earns_points_and_shows_what_is_known(place: Place) -> None:
    asked = [{"__typename": "Kanji", "id": str(each)} for each in (MOON, SUN, FIRE)]
    test = test_completed(AIKO, MONDAY_NINE, {MOON: "RIGHT", SUN: "ALMOST", FIRE: "SKIPPED"})
    user = [{"__typename": "User", "id": str(AIKO), "timeZone": "UTC"}]
    stretch = 'activity(from: "2026-03-02", to: "2026-03-02") { xp minutes }'
    async with progress(place) as subgraph:
        await hear(subgraph, test, test)
        known = await subgraph.entities(asked, "... on Kanji { mastery { score answers } }", caller=AIKO)
        earned = await subgraph.entities(user, f"... on User {{ progress {{ streak {{ days }} {stretch} }} }}")
    assert known["data"]["_entities"] == [
        {"mastery": {"score": 0.461, "answers": 1}},
        {"mastery": {"score": 0.2305, "answers": 1}},
        {"mastery": None},
    ]
    assert earned["data"]["_entities"][0]["progress"] == {"streak": {"days": 1}, "activity": [{"xp": 2, "minutes": 3}]}


async def test_a_long_test_is_heard_at_a_bounded_cost(place: Place) -> None:
    test = test_completed(AIKO, MONDAY_NINE, {seed_id("kanji", number): "RIGHT" for number in range(30)})
    async with progress(place) as subgraph:
        await hear(subgraph, answered(AIKO, MONDAY_NINE))
        with count_statements() as log:
            await hear(subgraph, test)
    assert len(log) <= 30 + 3 * 30


async def test_a_lesson_is_known_by_its_quizzes_and_by_completing_it(place: Place) -> None:
    asked = [{"__typename": "Lesson", "id": str(LESSON)}]
    selection = "... on Lesson { mastery { score answers } }"
    async with progress(place) as subgraph:
        await hear(subgraph, quiz_answered(AIKO, LESSON, MONDAY_NINE))
        await hear(subgraph, quiz_answered(AIKO, LESSON, MONDAY_NINE, is_correct=False))
        await hear(subgraph, quiz_answered(AIKO, LESSON, MONDAY_NINE, attempt=2))
        await hear(subgraph, lesson_completed(AIKO, LESSON, MONDAY_NINE + DAY, quizzes=2, right=1))
        found = await subgraph.entities(asked, selection, caller=AIKO)
    mastery = found["data"]["_entities"][0]["mastery"]
    assert mastery["answers"] == 3 and 0.2 < mastery["score"] < 0.3


def _items(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["item"]["id"] for edge in page["edges"]]

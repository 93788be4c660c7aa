"""What becomes of a syllabus week after week."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.learning.syllabus_jobs import SYLLABUS_CONSUMERS
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import new_id, seed_id
from tests.subgraphs.learning.cards import AIKO, NINE, Place, learning, review
from tests.subgraphs.learning.catalogue import LESSON, lesson, publish_course
from tests.subgraphs.learning.syllabi import (
    TODAY,
    change,
    created,
    fill_dictionary,
    items_by_week,
    learn,
    nth_word,
    seen,
    weeks_of,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

WEEK = timedelta(days=7)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NINE)


@pytest.fixture
async def subgraph(place: Place, clock: MovableClock) -> AsyncIterator[SubgraphUnderTest]:
    async with learning(place, clock) as subgraph:
        await fill_dictionary(subgraph, words=60, grammar=6)
        await subgraph.run_jobs()  # periodic jobs wait for the first slot after they were met
        yield subgraph


async def pass_a_week(subgraph: SubgraphUnderTest, clock: MovableClock) -> None:
    """A week later, after the hourly look at syllabi."""
    clock.now += WEEK
    await subgraph.run_jobs()


async def words_of_week(subgraph: SubgraphUnderTest, syllabus_id: str, week: int) -> list[UUID]:
    return [UUID(item["itemId"]) for item in (await items_by_week(subgraph, syllabus_id)).get(week, [])]


async def view(subgraph: SubgraphUnderTest, syllabus_id: str) -> dict[str, Any]:
    found = await seen(subgraph, syllabus_id)
    assert found is not None
    return found


async def adaptations(subgraph: SubgraphUnderTest) -> list[dict[str, Any]]:
    return [event.data for event in await subgraph.announced() if event.event_type == "SyllabusAdapted"]


async def test_a_week_that_was_done_leaves_the_rest_as_it_was_planned(
    subgraph: SubgraphUnderTest, clock: MovableClock
) -> None:
    syllabus = await created(subgraph, minutesPerDay=60)
    await learn(subgraph, await words_of_week(subgraph, syllabus["id"], 1))
    await pass_a_week(subgraph, clock)
    now = await view(subgraph, syllabus["id"])
    first, second = weeks_of(now)[:2]

    assert (first["state"], first["itemCount"], first["doneCount"]) == (
        "PAST",
        *[weeks_of(syllabus)[0]["itemCount"]] * 2,
    )
    assert second["state"] == "CURRENT"
    assert (now["expectedDate"], now["slipDays"]) == (syllabus["targetDate"], 0)
    assert sum(week["itemCount"] for week in weeks_of(now)) == 60
    (told,) = await adaptations(subgraph)
    assert (told["missedCount"], told["slipDays"]) == (0, 0)
    assert told["remainingCount"] == 60 - first["itemCount"]


async def test_what_was_missed_comes_first_and_the_date_is_kept_while_it_can_be(
    subgraph: SubgraphUnderTest, clock: MovableClock
) -> None:
    syllabus = await created(subgraph, minutesPerDay=60)
    missed = await words_of_week(subgraph, syllabus["id"], 1)
    await learn(subgraph, missed[:5])
    await pass_a_week(subgraph, clock)
    now = await view(subgraph, syllabus["id"])
    first = weeks_of(now)[0]
    second = await words_of_week(subgraph, syllabus["id"], 2)

    assert (first["itemCount"], first["doneCount"]) == (len(missed), 5)
    assert await words_of_week(subgraph, syllabus["id"], 1) == missed[:5]
    assert second[: len(missed) - 5] == missed[5:]
    assert now["slipDays"] == 0
    assert now["expectedDate"] <= now["targetDate"]
    (told,) = await adaptations(subgraph)
    assert told["missedCount"] == len(missed) - 5


async def test_a_date_that_cannot_be_kept_slips_by_as_many_days_as_it_says(
    subgraph: SubgraphUnderTest, clock: MovableClock
) -> None:
    syllabus = await created(subgraph, minutesPerDay=5, days=21, level="N5")
    await pass_a_week(subgraph, clock)
    await pass_a_week(subgraph, clock)
    now = await view(subgraph, syllabus["id"])

    assert now["slipDays"] > 0
    assert date.fromisoformat(now["expectedDate"]) - date.fromisoformat(now["targetDate"]) == timedelta(
        days=now["slipDays"]
    )
    assert weeks_of(now)[-1]["endsOn"] == now["expectedDate"]
    assert [week["doneCount"] for week in weeks_of(now)[:2]] == [0, 0]
    assert sum(week["itemCount"] for week in weeks_of(now)[2:]) == 60
    assert (await adaptations(subgraph))[-1]["slipDays"] == now["slipDays"]


async def test_what_was_learnt_ahead_shortens_the_weeks_to_come(
    subgraph: SubgraphUnderTest, clock: MovableClock
) -> None:
    syllabus = await created(subgraph)
    await learn(subgraph, [nth_word(number) for number in range(50)])
    await pass_a_week(subgraph, clock)
    left = [
        UUID(item["itemId"])
        for week, items in (await items_by_week(subgraph, syllabus["id"])).items()
        for item in items
        if week > 1 and not item["isDone"]
    ]
    assert sorted(left, key=str) == sorted((nth_word(number) for number in range(50, 60)), key=str)


async def test_a_syllabus_of_which_nothing_is_left_is_completed(
    subgraph: SubgraphUnderTest, clock: MovableClock
) -> None:
    syllabus = await created(subgraph)
    await learn(subgraph, [nth_word(number) for number in range(60)])
    await pass_a_week(subgraph, clock)
    now = await view(subgraph, syllabus["id"])

    assert (now["state"], now["doneCount"]) == ("COMPLETED", 60)
    completed = [event.data for event in await subgraph.announced() if event.event_type == "SyllabusCompleted"]
    assert [event["itemCount"] for event in completed] == [60]
    refused = await change(subgraph, "adaptSyllabus", "syllabus { id }", syllabusId=syllabus["id"])
    assert refused["userErrors"] == [{"code": "IS_OVER", "path": ["syllabusId"]}]


async def test_marking_the_last_item_completes_it_at_once(subgraph: SubgraphUnderTest) -> None:
    syllabus = await created(subgraph, goal="GRAMMAR")
    items = [str(seed_id("grammar", str(number))) for number in range(6)]
    marked = await change(
        subgraph, "markSyllabusItems", "syllabus { state doneCount }", syllabusId=syllabus["id"], itemIds=items
    )
    assert marked["syllabus"] == {"state": "COMPLETED", "doneCount": 6}


async def test_who_was_away_for_longer_than_it_had_weeks_goes_on_where_they_left(
    subgraph: SubgraphUnderTest, clock: MovableClock
) -> None:
    syllabus = await created(subgraph)
    clock.now += timedelta(days=100)
    await subgraph.run_jobs()
    now = await view(subgraph, syllabus["id"])
    current = [week for week in weeks_of(now) if week["state"] == "CURRENT"]

    assert len(current) == 1
    assert date.fromisoformat(current[0]["startsOn"]) <= TODAY + timedelta(days=100)
    assert sum(week["itemCount"] for week in weeks_of(now) if week["state"] != "PAST") == 60
    assert now["slipDays"] > 70


async def test_each_week_is_followed_by_one_plan_however_often_one_looks(
    subgraph: SubgraphUnderTest, clock: MovableClock
) -> None:
    await created(subgraph)
    for _ in range(3):
        clock.now += timedelta(hours=1)
        await subgraph.run_jobs()
    assert await adaptations(subgraph) == []
    await pass_a_week(subgraph, clock)
    clock.now += timedelta(hours=1)
    await subgraph.run_jobs()
    assert len(await adaptations(subgraph)) == 1


async def test_weeks_end_where_the_learner_lives(subgraph: SubgraphUnderTest, clock: MovableClock) -> None:
    follow = next(one for one in subgraph.subgraph.consumers if one.consumer.name == "follow-learners")
    told = {"userId": str(AIKO), "timeZone": "America/Los_Angeles", "locale": "en"}
    await follow.handle_once(heard("UserRegistered", "user-events", told))
    await created(subgraph)
    # Nine in the morning in UTC is one at night there, which still belongs to the day before.
    clock.now += WEEK - timedelta(hours=23)
    await subgraph.run_jobs()
    assert await adaptations(subgraph) == []
    clock.now += timedelta(hours=4)
    await subgraph.run_jobs()
    assert len(await adaptations(subgraph)) == 1


async def test_answers_that_take_long_make_weeks_hold_less(subgraph: SubgraphUnderTest, clock: MovableClock) -> None:
    syllabus = await created(subgraph, minutesPerDay=20)
    (card,) = [str(row) for row in await cards_of(subgraph, [new_id()])]
    for number in range(50):
        await review(subgraph, card, reviewedAt=(NINE + timedelta(seconds=number)).isoformat(), durationMs=45_000)
    clock.now += timedelta(minutes=2)
    adapted = await change(
        subgraph,
        "adaptSyllabus",
        "syllabus { weeks(first: 1) { edges { node { reviewCount reviewSeconds } } } }",
        syllabusId=syllabus["id"],
    )
    week = adapted["syllabus"]["weeks"]["edges"][0]["node"]
    assert week["reviewSeconds"] / week["reviewCount"] == pytest.approx(45, rel=0.05)


async def cards_of(subgraph: SubgraphUnderTest, words: list[UUID]) -> list[UUID]:
    await learn(subgraph, words)
    answer = await subgraph.entities(
        [{"__typename": "User", "id": str(AIKO)}], "... on User { flashcards { edges { node { id } } } }", caller=AIKO
    )
    return [UUID(edge["node"]["id"]) for edge in answer["data"]["_entities"][0]["flashcards"]["edges"]]


def heard(event_type: str, topic: str, data: dict[str, Any]) -> EventEnvelope:
    return EventEnvelope(
        event_id=new_id(),
        event_type=event_type,
        version=1,
        topic=topic,
        source="content",
        occurred_at=NINE,
        correlation_id="test",
        causation_id=None,
        key="test",
        data=data,
    )


async def test_a_lesson_is_done_when_it_was_completed(subgraph: SubgraphUnderTest) -> None:
    course = seed_id("course", "pets")
    await publish_course(subgraph, course, [lesson(LESSON, 1)])
    syllabus = await created(subgraph, goal="EVERYTHING", days=56)
    completed = {"learnerId": str(AIKO), "lessonId": str(LESSON), "courseId": str(course)}
    (consumer,) = [one for one in subgraph.subgraph.consumers if one.consumer is SYLLABUS_CONSUMERS[0]]
    event = heard("LessonCompleted", "content-events", completed)
    for _ in range(2):
        await consumer.handle_once(event)

    done = [
        item["itemId"]
        for items in (await items_by_week(subgraph, syllabus["id"])).values()
        for item in items
        if item["isDone"]
    ]
    assert done == [str(LESSON)]
    assert (await created(subgraph, goal="EVERYTHING", days=56))["itemCount"] == syllabus["itemCount"] - 1

"""Plans how to reach a level by a date."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from subgraphs.learning.app import LEARNING
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id, seed_id
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, codes, learning
from tests.subgraphs.learning.catalogue import LESSON, lesson, publish_course
from tests.subgraphs.learning.syllabi import (
    CREATE_SYLLABUS,
    TODAY,
    change,
    create_syllabus,
    created,
    fill_dictionary,
    items_by_week,
    learn,
    nth_word,
    seen,
    weeks_of,
    wish,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

SCHOOL = seed_id("organization", "school")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NINE)


@pytest.fixture
async def subgraph(place: Place, clock: MovableClock) -> AsyncIterator[SubgraphUnderTest]:
    async with learning(place, clock) as subgraph:
        await fill_dictionary(subgraph, words=200, kanji=40, grammar=10)
        yield subgraph


async def events(subgraph: SubgraphUnderTest, kind: str) -> list[dict[str, Any]]:
    return [event.data for event in await subgraph.announced() if event.event_type == kind]


def minutes_of(week: dict[str, Any]) -> float:
    return (float(week["newSeconds"]) + float(week["reviewSeconds"])) / 60


async def test_a_syllabus_holds_everything_of_its_level_in_weeks_that_fit_the_minutes(
    subgraph: SubgraphUnderTest,
) -> None:
    syllabus = await created(subgraph, minutesPerDay=10, days=56)
    weeks = weeks_of(syllabus)
    by_week = await items_by_week(subgraph, syllabus["id"])

    assert (syllabus["itemCount"], syllabus["doneCount"], syllabus["slipDays"]) == (200, 0, 0)
    assert [item["itemId"] for items in by_week.values() for item in items] == [str(nth_word(n)) for n in range(200)]
    assert [week["number"] for week in weeks] == list(range(1, 9))
    assert all(minutes_of(week) <= 70 for week in weeks)
    assert weeks[0]["itemCount"] > weeks[-1]["itemCount"] > 0
    assert weeks[-1]["reviewCount"] > weeks[0]["reviewCount"]
    assert [week["state"] for week in weeks[:2]] == ["CURRENT", "COMING"]
    assert syllabus["expectedDate"] == syllabus["targetDate"] == weeks[-1]["endsOn"]


async def test_everything_means_all_kinds_side_by_side_from_the_easiest(subgraph: SubgraphUnderTest) -> None:
    await publish_course(subgraph, seed_id("course", "pets"), [lesson(LESSON, 1)])
    syllabus = await created(subgraph, goal="EVERYTHING", days=84)
    items = [item for of_week in (await items_by_week(subgraph, syllabus["id"])).values() for item in of_week]
    kinds = [item["kind"] for item in items]

    assert {kind: kinds.count(kind) for kind in kinds} == {"WORD": 200, "KANJI": 40, "GRAMMAR": 10, "LESSON": 1}
    first_half = kinds[: len(kinds) // 2]
    assert first_half.count("WORD") == pytest.approx(100, abs=3)
    assert first_half.count("GRAMMAR") == pytest.approx(5, abs=1)


async def test_several_levels_come_one_after_the_other(subgraph: SubgraphUnderTest) -> None:
    syllabus = await created(subgraph, level="N4", days=84)
    only_n4 = await created(subgraph, level="N4", fromLevel="N4", days=84)

    assert (syllabus["itemCount"], only_n4["itemCount"]) == (400, 200)
    items = [item for of_week in (await items_by_week(subgraph, syllabus["id"])).values() for item in of_week]
    assert [item["itemId"] for item in items] == [str(nth_word(n)) for n in range(400)]


async def test_what_was_begun_already_is_no_part_of_it(subgraph: SubgraphUnderTest) -> None:
    await learn(subgraph, [nth_word(0), nth_word(1)])
    syllabus = await created(subgraph)
    others = await created(subgraph, BEN)

    assert (syllabus["itemCount"], others["itemCount"]) == (198, 200)


async def test_an_organizations_lessons_are_planned_for_its_members_only(subgraph: SubgraphUnderTest) -> None:
    await publish_course(subgraph, seed_id("course", "pets"), [lesson(LESSON, 1)], organization_id=SCHOOL)
    syllabus = await created(subgraph, goal="EVERYTHING", days=84)
    assert syllabus["itemCount"] == 250


async def test_reviews_of_cards_that_are_there_already_take_their_time(subgraph: SubgraphUnderTest) -> None:
    free = await created(subgraph, BEN, minutesPerDay=20)
    await learn(subgraph, [new_id() for _ in range(150)], days=2.0)
    busy = await created(subgraph, minutesPerDay=20)

    assert weeks_of(busy)[0]["reviewCount"] > weeks_of(free)[0]["reviewCount"] + 100
    assert weeks_of(busy)[0]["itemCount"] < weeks_of(free)[0]["itemCount"]


async def test_what_does_not_fit_is_refused_with_what_would(subgraph: SubgraphUnderTest) -> None:
    payload = await create_syllabus(subgraph, days=7, minutesPerDay=10)
    proposal = payload["proposal"]

    assert payload["syllabus"] is None
    assert payload["userErrors"] == [{"code": "DOES_NOT_FIT", "path": ["targetDate"]}]
    later = await create_syllabus(subgraph, minutesPerDay=10, targetDate=proposal["targetDate"])
    longer = await create_syllabus(subgraph, days=7, minutesPerDay=proposal["minutesPerDay"])
    assert (later["userErrors"], longer["userErrors"]) == ([], [])
    a_week_less = date.fromisoformat(proposal["targetDate"]) - timedelta(days=7)
    refused = await create_syllabus(subgraph, minutesPerDay=10, targetDate=a_week_less.isoformat())
    assert refused["userErrors"][0]["code"] == "DOES_NOT_FIT"


async def test_fewer_days_of_study_hold_less(subgraph: SubgraphUnderTest) -> None:
    assert (await create_syllabus(subgraph, days=35, minutesPerDay=10))["userErrors"] == []
    refused = await create_syllabus(subgraph, days=35, minutesPerDay=10, daysPerWeek=3)
    assert refused["userErrors"][0]["code"] == "DOES_NOT_FIT"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"minutesPerDay": 4}, "minutesPerDay"),
        ({"minutesPerDay": 100_000}, "minutesPerDay"),
        ({"daysPerWeek": 8}, "daysPerWeek"),
        ({"daysPerWeek": 0}, "daysPerWeek"),
        ({"fromLevel": "N3"}, "fromLevel"),
        ({"days": 1}, "targetDate"),
        ({"days": 10_000}, "targetDate"),
        ({"startsOn": "2026-03-01"}, "startsOn"),
        ({"startsOn": "2028-03-01", "targetDate": "2028-04-01"}, "startsOn"),
    ],
)
async def test_wishes_that_make_no_sense_are_refused(
    subgraph: SubgraphUnderTest, fields: dict[str, Any], path: str
) -> None:
    payload = await create_syllabus(subgraph, **fields)
    assert payload["userErrors"] == [{"code": "OUT_OF_RANGE", "path": [path]}]


async def test_nothing_is_planned_where_nothing_is_left_or_known(place: Place, subgraph: SubgraphUnderTest) -> None:
    empty = await create_syllabus(subgraph, level="N1", fromLevel="N1")
    assert empty["userErrors"] == [{"code": "NOTHING_TO_LEARN", "path": ["level"]}]


async def test_before_the_dictionary_was_heard_of_a_learner_is_told_to_wait(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await create_syllabus(subgraph)
    assert payload["userErrors"] == [{"code": "CATALOGUE_NOT_READY", "path": []}]


async def test_a_learner_follows_a_few_syllabi_at_a_time(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_dictionary(subgraph, words=20)
        made = [await created(subgraph) for _ in range(3)]
        assert (await create_syllabus(subgraph))["userErrors"] == [{"code": "TOO_MANY", "path": []}]
        await change(subgraph, "endSyllabus", "syllabus { state }", syllabusId=made[0]["id"])
        assert (await create_syllabus(subgraph))["userErrors"] == []


async def test_a_syllabus_that_is_sent_again_is_made_once(subgraph: SubgraphUnderTest) -> None:
    variables = {"input": wish(clientMutationId="once")}
    first, again = [
        (await subgraph.data(CREATE_SYLLABUS, variables, caller=AIKO))["createSyllabus"]["syllabus"]["id"]
        for _ in range(2)
    ]
    assert first == again
    assert len(await events(subgraph, "SyllabusCreated")) == 1


async def test_others_know_nothing_of_it(subgraph: SubgraphUnderTest) -> None:
    syllabus_id = (await created(subgraph))["id"]

    assert await seen(subgraph, syllabus_id, BEN) is None
    assert await seen(subgraph, syllabus_id, None) is None
    unknown = [{"code": "NOT_FOUND", "path": ["syllabusId"]}]
    for mutation, more in (
        ("updateSyllabus", {"minutesPerDay": 90}),
        ("adaptSyllabus", {}),
        ("endSyllabus", {}),
        ("deleteSyllabus", {}),
        ("markSyllabusItems", {"itemIds": [str(nth_word(0))]}),
        ("createSyllabusFlashcards", {"week": 1}),
    ):
        payload = await change(subgraph, mutation, "", BEN, syllabusId=syllabus_id, **more)
        assert payload["userErrors"] == unknown, mutation
    answer = await subgraph.entities(
        [{"__typename": "User", "id": str(AIKO)}], "... on User { syllabi { edges { node { id } } } }", caller=BEN
    )
    assert codes(answer) == ["FORBIDDEN"]


async def test_a_learner_lists_their_own(subgraph: SubgraphUnderTest) -> None:
    first, second = [(await created(subgraph))["id"] for _ in range(2)]
    await change(subgraph, "endSyllabus", "syllabus { id }", syllabusId=first)
    ids = "{ edges { node { id } } }"
    listed = f"... on User {{ all: syllabi {ids} active: syllabi(states: [ACTIVE]) {ids} }}"
    answer = await subgraph.entities([{"__typename": "User", "id": str(AIKO)}], listed, caller=AIKO)
    found = {name: [edge["node"]["id"] for edge in of["edges"]] for name, of in answer["data"]["_entities"][0].items()}

    assert set(found["all"]) == {first, second}
    assert found["active"] == [second]


async def test_the_cards_of_a_week_are_made_once(subgraph: SubgraphUnderTest) -> None:
    syllabus = await created(subgraph, days=56)
    await learn(subgraph, [nth_word(0)])
    fields = {"syllabusId": syllabus["id"], "week": 1}
    made = await change(subgraph, "createSyllabusFlashcards", "flashcards { word { id } origin }", **fields)
    again = await change(subgraph, "createSyllabusFlashcards", "flashcards { id }", **fields)

    expected = weeks_of(syllabus)[0]["itemCount"] - 1
    assert len(made["flashcards"]) == expected
    assert {card["origin"] for card in made["flashcards"]} == {"SYLLABUS"}
    assert again["flashcards"] == []
    refused = await change(
        subgraph, "createSyllabusFlashcards", "flashcards { id }", syllabusId=syllabus["id"], week=99
    )
    assert refused["userErrors"] == [{"code": "NOT_FOUND", "path": ["week"]}]


async def test_a_word_is_done_when_its_card_was_learnt_and_grammar_when_its_learner_says_so(
    subgraph: SubgraphUnderTest,
) -> None:
    syllabus = await created(subgraph, goal="EVERYTHING", days=84)
    await learn(subgraph, [nth_word(0)])
    grammar = str(seed_id("grammar", "0"))
    fields = {"syllabusId": syllabus["id"], "itemIds": [grammar]}
    marked = await change(subgraph, "markSyllabusItems", "syllabus { doneCount }", **fields)
    done = [
        item["itemId"]
        for items in (await items_by_week(subgraph, syllabus["id"])).values()
        for item in items
        if item["isDone"]
    ]
    taken_back = await change(subgraph, "markSyllabusItems", "syllabus { doneCount }", isDone=False, **fields)
    unknown = await change(
        subgraph, "markSyllabusItems", "", syllabusId=syllabus["id"], itemIds=[grammar, str(new_id()), "nonsense"][:2]
    )

    assert marked["syllabus"] == {"doneCount": 2}
    assert set(done) == {str(nth_word(0)), grammar}
    assert taken_back["syllabus"] == {"doneCount": 1}
    assert unknown["userErrors"] == [{"code": "NOT_FOUND", "path": ["itemIds", "1"]}]


async def test_a_changed_pace_is_planned_at_once_and_refused_where_it_does_not_fit(subgraph: SubgraphUnderTest) -> None:
    syllabus = await created(subgraph, days=56)
    less = (TODAY + timedelta(days=6)).isoformat()
    refused = await change(
        subgraph,
        "updateSyllabus",
        "syllabus { id } proposal { minutesPerDay }",
        syllabusId=syllabus["id"],
        minutesPerDay=5,
        targetDate=less,
    )
    kept = await seen(subgraph, syllabus["id"])
    longer = (TODAY + timedelta(days=83)).isoformat()
    updated = await change(
        subgraph,
        "updateSyllabus",
        "syllabus { targetDate minutesPerDay weeks(first: 100) { edges { node { number itemCount } } } }",
        syllabusId=syllabus["id"],
        minutesPerDay=30,
        targetDate=longer,
    )

    assert refused["userErrors"] == [{"code": "DOES_NOT_FIT", "path": ["targetDate"]}]
    assert refused["proposal"]["minutesPerDay"] > 5
    assert kept is not None and kept["minutesPerDay"] == 60 and len(weeks_of(kept)) == 8
    assert (updated["syllabus"]["targetDate"], updated["syllabus"]["minutesPerDay"]) == (longer, 30)
    weeks = weeks_of(updated["syllabus"])
    assert len(weeks) == 12
    assert sum(week["itemCount"] for week in weeks) == 200


async def test_pages_of_a_syllabus_take_a_few_statements(subgraph: SubgraphUnderTest) -> None:
    syllabus_id = (await created(subgraph, days=84))["id"]
    with count_statements() as few:
        await items_by_week(subgraph, syllabus_id)
    with count_statements() as listed:
        await seen(subgraph, syllabus_id)
    assert len(few) <= 4
    assert len(listed) <= 6


def test_syllabi_are_announced_by_learning() -> None:
    names = {event.__name__ for event in LEARNING.events}
    assert {"SyllabusCreated", "SyllabusAdapted", "SyllabusCompleted"} <= names

"""Which lessons a learner is recommended."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.learning.repository.syllabi import SyllabusRepository
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, NINE, Place, codes, create_one, learning, review
from tests.subgraphs.learning.catalogue import fill_catalogue, lesson, publish_course, word_id
from tests.subgraphs.learning.syllabi import created
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

FOOD, TRAVEL = seed_id("course", "food"), seed_id("course", "travel")
SCHOOL = seed_id("organization", "school")
PATH = """
  ... on User {
    recommendedLessons(first: 10) { lesson { id } reasons mistakenWords { id } mistakenKanji { id } }
  }
"""


def nth_lesson(course: str, number: int) -> UUID:
    return seed_id("lesson", f"{course}|{number}")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NINE)


@pytest.fixture
async def subgraph(place: Place, clock: MovableClock) -> AsyncIterator[SubgraphUnderTest]:
    """Besides the course about pets, one about food and one about travel, which is for the intermediate."""
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        eat, drink = word_id("食べる", "たべる"), word_id("飲む", "のむ")
        food = [lesson(nth_lesson("food", 1), 1, words=[eat]), lesson(nth_lesson("food", 2), 2, words=[drink])]
        await publish_course(subgraph, FOOD, food)
        travel = [lesson(nth_lesson("travel", 1), 1, words=[word_id("旅行", "りょこう")])]
        await publish_course(subgraph, TRAVEL, travel, level="INTERMEDIATE")
        yield subgraph


async def path_of(subgraph: SubgraphUnderTest, caller: UUID = AIKO) -> list[dict[str, Any]]:
    answer = await subgraph.entities([{"__typename": "User", "id": str(caller)}], PATH, caller=caller)
    assert "errors" not in answer, answer
    path: list[dict[str, Any]] = answer["data"]["_entities"][0]["recommendedLessons"]
    return path


def reasons_of(path: list[dict[str, Any]], lesson_id: UUID) -> list[str]:
    return next(one["reasons"] for one in path if one["lesson"]["id"] == str(lesson_id))


def ids(path: list[dict[str, Any]]) -> list[str]:
    return [one["lesson"]["id"] for one in path]


async def complete(subgraph: SubgraphUnderTest, lesson_id: UUID, course_id: UUID) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        await SyllabusRepository(work.session).note_completed_lesson(AIKO, lesson_id, course_id, work.now)


async def test_a_beginner_is_recommended_lessons_for_beginners(subgraph: SubgraphUnderTest) -> None:
    path = await path_of(subgraph)
    assert str(nth_lesson("travel", 1)) not in ids(path)
    assert len(path) == 4
    assert reasons_of(path, nth_lesson("food", 1)) == ["FITS_YOUR_LEVEL"]


async def test_a_course_that_was_begun_is_continued(subgraph: SubgraphUnderTest) -> None:
    await complete(subgraph, nth_lesson("food", 1), FOOD)
    path = await path_of(subgraph)
    assert ids(path)[0] == str(nth_lesson("food", 2))
    assert path[0]["reasons"] == ["CONTINUES_A_COURSE", "FITS_YOUR_LEVEL"]
    assert str(nth_lesson("food", 1)) not in ids(path)


async def test_what_was_forgotten_lately_is_practised(subgraph: SubgraphUnderTest, clock: MovableClock) -> None:
    card = await create_one(subgraph, CAT)
    await review(subgraph, card, "AGAIN")
    path = await path_of(subgraph)

    assert ids(path)[0] == str(seed_id("lesson", "pets|1"))
    assert "PRACTISES_YOUR_MISTAKES" in path[0]["reasons"]
    assert (path[0]["mistakenWords"], path[0]["mistakenKanji"]) == ([{"id": str(CAT)}], [])
    clock.now += timedelta(days=29)
    assert all("PRACTISES_YOUR_MISTAKES" not in one["reasons"] for one in await path_of(subgraph))


async def test_what_leads_to_a_goal_is_offered_above_ones_level(subgraph: SubgraphUnderTest) -> None:
    await created(subgraph, goal="EVERYTHING", fromLevel="N3", level="N3", days=7)
    path = await path_of(subgraph)
    assert set(reasons_of(path, nth_lesson("travel", 1))) == {"IS_IN_YOUR_SYLLABUS", "LEADS_TO_YOUR_GOAL"}
    assert ids(path)[0] == str(nth_lesson("travel", 1))


async def test_an_organizations_lessons_are_recommended_to_its_members_only(subgraph: SubgraphUnderTest) -> None:
    await publish_course(subgraph, FOOD, [lesson(nth_lesson("food", 1), 1)], version=2, organization_id=SCHOOL)
    assert str(nth_lesson("food", 1)) not in ids(await path_of(subgraph))


async def test_nobody_sees_what_another_is_recommended(subgraph: SubgraphUnderTest) -> None:
    answer = await subgraph.entities([{"__typename": "User", "id": str(AIKO)}], PATH, caller=BEN)
    assert codes(answer) == ["FORBIDDEN"]


async def test_recommending_takes_a_few_statements(subgraph: SubgraphUnderTest) -> None:
    with count_statements() as log:
        await path_of(subgraph)
    assert len(log) <= 10

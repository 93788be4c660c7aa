import asyncio
from typing import Any
from uuid import UUID

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, DOG, Place, create, learning, review
from tests.subgraphs.learning.organising import create_topic, mutate, own
from tests.support.subgraphs import SubgraphUnderTest

TREE = "topics { name children { name children { name children { name } } } }"


async def names(subgraph: SubgraphUnderTest) -> Any:
    """The topics of the learner, as names and what is in them."""

    def shown(topics: list[dict[str, Any]]) -> Any:
        return {topic["name"]: shown(topic.get("children", [])) for topic in topics}

    return shown((await own(subgraph, TREE))["topics"])


async def test_topics_nest_in_the_order_in_which_they_were_made(place: Place) -> None:
    async with learning(place) as subgraph:
        japan = await create_topic(subgraph, "Japan")
        await create_topic(subgraph, "Cooking")
        food = await create_topic(subgraph, "Food", japan)
        await create_topic(subgraph, "Fish", food)
        await create_topic(subgraph, "Trains", japan)
        await create_topic(subgraph, "Hers", caller=BEN)
        with count_statements() as log:
            found = await names(subgraph)
    assert found == {"Japan": {"Food": {"Fish": {}}, "Trains": {}}, "Cooking": {}}
    assert list(found) == ["Japan", "Cooking"]
    assert len(log) == 1


async def test_a_topic_knows_its_path_and_its_parent(place: Place) -> None:
    async with learning(place) as subgraph:
        japan = await create_topic(subgraph, "Japan")
        food = await create_topic(subgraph, "Food", japan)
        fish = await create_topic(subgraph, "Fish", food)
        selection = "... on Topic { path { name } parent { name } position origin owner { id } }"
        named = [{"__typename": "Topic", "id": one} for one in (fish, japan)]
        answer = await subgraph.entities(named, selection, caller=AIKO)
        others = await subgraph.entities(named, selection, caller=BEN)
    assert answer["data"]["_entities"] == [
        {
            "path": [{"name": "Japan"}, {"name": "Food"}, {"name": "Fish"}],
            "parent": {"name": "Food"},
            "position": 0,
            "origin": "OWN",
            "owner": {"id": str(AIKO)},
        },
        {"path": [{"name": "Japan"}], "parent": None, "position": 0, "origin": "OWN", "owner": {"id": str(AIKO)}},
    ]
    assert others["data"]["_entities"] == [None, None]


async def test_a_topic_is_moved_and_its_neighbours_make_room(place: Place) -> None:
    async with learning(place) as subgraph:
        a, b, c = [await create_topic(subgraph, name) for name in "abc"]
        await mutate(subgraph, "moveTopic", {"topicId": c, "position": 0}, "topic { position }")
        assert list(await names(subgraph)) == ["c", "a", "b"]
        await mutate(subgraph, "moveTopic", {"topicId": a, "parentId": b}, "topic { id }")
        assert await names(subgraph) == {"c": {}, "b": {"a": {}}}
        await mutate(subgraph, "moveTopic", {"topicId": a, "position": 1}, "topic { id }")
        assert list(await names(subgraph)) == ["c", "a", "b"]


async def test_a_topic_is_never_moved_into_itself(place: Place) -> None:
    async with learning(place) as subgraph:
        top = await create_topic(subgraph, "top")
        middle = await create_topic(subgraph, "middle", top)
        low = await create_topic(subgraph, "low", middle)
        for parent in (top, middle, low):
            payload = await mutate(subgraph, "moveTopic", {"topicId": top, "parentId": parent}, "topic { id }")
            assert payload == {"topic": None, "userErrors": [{"code": "WOULD_BE_IN_ITSELF", "path": ["parentId"]}]}
        assert await names(subgraph) == {"top": {"middle": {"low": {}}}}


async def test_topics_moved_into_each_other_at_once_make_no_circle(place: Place) -> None:
    async with learning(place) as subgraph:
        a, b = await create_topic(subgraph, "a"), await create_topic(subgraph, "b")
        payloads = await asyncio.gather(
            mutate(subgraph, "moveTopic", {"topicId": a, "parentId": b}, "topic { id }"),
            mutate(subgraph, "moveTopic", {"topicId": b, "parentId": a}, "topic { id }"),
        )
        found = await names(subgraph)
    assert sum(payload["topic"] is None for payload in payloads) == 1
    assert found in ({"a": {"b": {}}}, {"b": {"a": {}}})


async def test_topics_stand_only_so_deep(place: Place) -> None:
    async with learning(place, topic_depth=2) as subgraph:
        top, other = await create_topic(subgraph, "top"), await create_topic(subgraph, "other")
        middle = await create_topic(subgraph, "middle", top)
        made = await mutate(subgraph, "createTopic", {"name": "low", "parentId": middle}, "topic { id }")
        moved = await mutate(subgraph, "moveTopic", {"topicId": top, "parentId": other}, "topic { id }")
    assert made["userErrors"] == moved["userErrors"] == [{"code": "TOO_DEEP", "path": ["parentId"]}]


async def test_there_are_only_so_many_topics(place: Place) -> None:
    async with learning(place, topics_per_learner=1) as subgraph:
        await create_topic(subgraph, "only")
        payload = await mutate(subgraph, "createTopic", {"name": "more"}, "topic { id }")
    assert payload["userErrors"] == [{"code": "TOO_MANY", "path": []}]


async def test_a_topic_is_called_something_else(place: Place) -> None:
    async with learning(place) as subgraph:
        topic = await create_topic(subgraph, "Jpan")
        wanted = {"topicId": topic, "name": "  Japan ", "description": "All of it"}
        first = await mutate(subgraph, "updateTopic", wanted, "topic { name description }")
        second = await mutate(
            subgraph, "updateTopic", {"topicId": topic, "description": ""}, "topic { name description }"
        )
        empty = await mutate(subgraph, "updateTopic", {"topicId": topic, "name": " "}, "topic { name }")
        long = await mutate(subgraph, "createTopic", {"name": "x" * 101}, "topic { name }")
        hers = await mutate(subgraph, "updateTopic", wanted, "topic { name }", BEN)
    assert first["topic"] == {"name": "Japan", "description": "All of it"}
    assert second["topic"] == {"name": "Japan", "description": None}
    assert empty["userErrors"] == [{"code": "IS_MISSING", "path": ["name"]}]
    assert long["userErrors"] == [{"code": "TOO_LONG", "path": ["name"]}]
    assert hers == {"topic": None, "userErrors": [{"code": "NOT_FOUND", "path": ["topicId"]}]}


async def test_making_a_topic_again_with_the_same_client_id_makes_one(place: Place) -> None:
    wanted = {"name": "Japan", "clientMutationId": "t1"}
    async with learning(place) as subgraph:
        first = await mutate(subgraph, "createTopic", wanted, "topic { id }")
        second = await mutate(subgraph, "createTopic", wanted, "topic { id }")
        other = await mutate(subgraph, "createTopic", {**wanted, "name": "Korea"}, "topic { id }")
        assert await names(subgraph) == {"Japan": {}}
    assert first == second
    assert other["userErrors"] == [{"code": "CLIENT_MUTATION_ID_TAKEN", "path": ["clientMutationId"]}]


async def test_counts_take_in_what_is_below(place: Place) -> None:
    counts = "counts { total due new suspended } own: counts(withSubtopics: false) { total }"
    async with learning(place) as subgraph:
        japan = await create_topic(subgraph, "Japan")
        food = await create_topic(subgraph, "Food", japan)
        await create(subgraph, [new_id(), new_id()], topicId=japan)
        known, _ = (await create(subgraph, [CAT, DOG], topicId=food))["flashcards"]
        await review(subgraph, known["id"], "EASY")
        with count_statements() as log:
            found = await own(subgraph, f"topics {{ {counts} children {{ {counts} }} }}")
    assert found["topics"] == [
        {
            "counts": {"total": 4, "due": 3, "new": 3, "suspended": 0},
            "own": {"total": 2},
            "children": [{"counts": {"total": 2, "due": 1, "new": 1, "suspended": 0}, "own": {"total": 2}}],
        }
    ]
    # The tree; the topic itself and those below, asked for at two depths of the query.
    assert len(log) <= 3


async def test_cards_of_a_topic_that_is_thrown_away_are_kept_above(place: Place) -> None:
    async with learning(place) as subgraph:
        japan = await create_topic(subgraph, "Japan")
        food = await create_topic(subgraph, "Food", japan)
        fish = await create_topic(subgraph, "Fish", food)
        card = (await create(subgraph, [CAT], topicId=fish))["flashcards"][0]["id"]
        wanted = {"topicId": food, "flashcards": "KEEP"}
        payload = await mutate(subgraph, "deleteTopic", wanted, "deletedTopicId keptFlashcards deletedFlashcards")
        query = "query ($id: ID!) { flashcard(id: $id) { topic { name } deletedAt } }"
        found = await subgraph.data(query, {"id": card}, caller=AIKO)
        again = await mutate(subgraph, "deleteTopic", wanted, "deletedTopicId")
        assert await names(subgraph) == {"Japan": {}}
    assert payload == {"deletedTopicId": food, "keptFlashcards": 1, "deletedFlashcards": 0, "userErrors": []}
    assert found["flashcard"] == {"topic": {"name": "Japan"}, "deletedAt": None}
    assert again["userErrors"] == [{"code": "NOT_FOUND", "path": ["topicId"]}]


async def test_cards_of_a_topic_that_is_thrown_away_are_deleted_where_wanted(place: Place) -> None:
    async with learning(place) as subgraph:
        food = await create_topic(subgraph, "Food")
        card = (await create(subgraph, [CAT], topicId=food))["flashcards"][0]["id"]
        wanted = {"topicId": food, "flashcards": "DELETE"}
        payload = await mutate(subgraph, "deleteTopic", wanted, "keptFlashcards deletedFlashcards")
        async with subgraph.subgraph.database.read() as session:
            row = await session.get_one(FlashcardRow, UUID(card))
    assert payload == {"keptFlashcards": 0, "deletedFlashcards": 1, "userErrors": []}
    assert row.deleted_at is not None and row.topic_id is None


async def test_the_topics_of_others_are_forbidden(place: Place) -> None:
    async with learning(place) as subgraph:
        user = [{"__typename": "User", "id": str(BEN)}]
        answer = await subgraph.entities(user, "... on User { topics { id } decks { id } tags { name } }", caller=AIKO)
    assert answer["data"]["_entities"] == [{"topics": None, "decks": None, "tags": None}]
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"] * 3

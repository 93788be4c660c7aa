from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, CAT_KANJI, DOG, NINE, Place, create, create_one, learning
from tests.subgraphs.learning.organising import create_deck, create_topic, mutate, own
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

DUE = "dueCards { totalCount }"
ALL = (
    "moveFlashcards",
    "tagFlashcards",
    "untagFlashcards",
    "suspendFlashcards",
    "unsuspendFlashcards",
    "buryFlashcards",
    "unburyFlashcards",
    "deleteFlashcards",
    "restoreFlashcards",
)


async def two(subgraph: SubgraphUnderTest) -> list[str]:
    return [card["id"] for card in (await create(subgraph, [CAT, DOG]))["flashcards"]]


def changing(name: str, ids: list[str], **more: Any) -> dict[str, Any]:
    tags = {"tags": ["a"]} if "tag" in name.lower() else {}
    return {"flashcardIds": ids, **tags, **more}


async def change(subgraph: SubgraphUnderTest, name: str, ids: list[str], selection: str = "id", **more: Any) -> Any:
    wanted = changing(name, ids, **more)
    return await mutate(subgraph, name, wanted, f"flashcards {{ {selection} }}")


async def test_each_card_that_is_not_ones_own_is_refused_by_itself(place: Place) -> None:
    async with learning(place) as subgraph:
        mine, hers, unknown = await create_one(subgraph), await create_one(subgraph, DOG, BEN), str(new_id())
        for name in ALL:
            payload = await change(subgraph, name, ["x", hers, mine, unknown])
            nothing = await change(subgraph, name, ["x"])
            assert payload["flashcards"] == [{"id": mine}], name
            assert payload["userErrors"] == [
                {"code": "INVALID_ID", "path": ["flashcardIds", "0"]},
                {"code": "NOT_FOUND", "path": ["flashcardIds", "1"]},
                {"code": "NOT_FOUND", "path": ["flashcardIds", "3"]},
            ]
            assert nothing["flashcards"] == [] and len(nothing["userErrors"]) == 1


async def test_many_cards_are_changed_by_as_many_statements_as_one(place: Place) -> None:
    async with learning(place) as subgraph:
        ids = [card["id"] for card in (await create(subgraph, [new_id() for _ in range(40)]))["flashcards"]]
        for name in ALL:
            await change(subgraph, name, ids[:2])
            with count_statements() as one:
                await change(subgraph, name, ids[2:3])
            with count_statements() as many:
                await change(subgraph, name, ids[3:])
            assert len(many) == len(one) <= 6, name


async def test_cards_beyond_the_limit_are_refused(place: Place) -> None:
    async with learning(place, flashcards_at_once=1) as subgraph:
        document = "mutation ($ids: [ID!]!) { suspendFlashcards(input: {flashcardIds: $ids}) { flashcards { id } } }"
        many = await subgraph.execute(document, {"ids": [str(new_id()), str(new_id())]}, caller=AIKO)
        none = await subgraph.execute(document, {"ids": []}, caller=AIKO)
    assert [answer["errors"][0]["extensions"]["code"] for answer in (many, none)] == ["BAD_USER_INPUT"] * 2


async def test_cards_move_between_topics_and_decks(place: Place) -> None:
    placed = "topic { id } deck { id } updatedAt"
    async with learning(place) as subgraph:
        card, topic, deck = (
            await create_one(subgraph),
            await create_topic(subgraph, "t"),
            await create_deck(subgraph, "d"),
        )
        both = await change(subgraph, "moveFlashcards", [card], placed, topicId=topic, deckId=deck)
        out = await change(subgraph, "moveFlashcards", [card], placed, topicId=None)
        unknown = await change(subgraph, "moveFlashcards", [card], placed, topicId=str(new_id()))
    now = "2026-03-02T09:00:00Z"
    assert both["flashcards"] == [{"topic": {"id": topic}, "deck": {"id": deck}, "updatedAt": now}]
    assert out["flashcards"] == [{"topic": None, "deck": {"id": deck}, "updatedAt": now}]
    assert unknown == {"flashcards": [], "userErrors": [{"code": "NOT_FOUND", "path": ["topicId"]}]}


async def test_suspended_cards_are_not_asked_until_they_are_wanted_again(place: Place) -> None:
    async with learning(place) as subgraph:
        ids = await two(subgraph)
        suspended = await change(subgraph, "suspendFlashcards", ids[:1], "suspendedAt due")
        assert await own(subgraph, DUE) == {"dueCards": {"totalCount": 1}}
        await change(subgraph, "unsuspendFlashcards", ids, "suspendedAt")
        assert await own(subgraph, DUE) == {"dueCards": {"totalCount": 2}}
    assert suspended["flashcards"] == [{"suspendedAt": "2026-03-02T09:00:00Z", "due": "2026-03-02T09:00:00Z"}]


async def test_buried_cards_come_back_when_the_learners_day_begins(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        ids = await two(subgraph)
        buried = await change(subgraph, "buryFlashcards", ids[:1], "buriedUntil")
        until = datetime.fromisoformat(buried["flashcards"][0]["buriedUntil"])
        assert NINE < until <= NINE + timedelta(days=1)
        clock.now = until - timedelta(seconds=1)
        assert (await own(subgraph, DUE))["dueCards"]["totalCount"] == 1
        clock.now = until
        assert (await own(subgraph, DUE))["dueCards"]["totalCount"] == 2
        clock.now = NINE
        back = await change(subgraph, "unburyFlashcards", ids, "buriedUntil")
    assert back["flashcards"] == [{"buriedUntil": None}, {"buriedUntil": None}]


async def test_cards_of_the_same_thing_are_buried_with_it_where_wanted(place: Place) -> None:
    async with learning(place) as subgraph:
        first, second, third = (await create(subgraph, [CAT], templates=["READING", "PRODUCTION", "LISTENING"]))[
            "flashcards"
        ]
        other = (await create(subgraph, [DOG], kanjiIds=[str(CAT_KANJI)]))["flashcards"]
        wanted = {"flashcardIds": [first["id"]], "withSiblings": True}
        payload = await mutate(subgraph, "buryFlashcards", wanted, "flashcards { id } siblings { id }")
        alone = await mutate(subgraph, "buryFlashcards", {"flashcardIds": [other[0]["id"]]}, "siblings { id }")
    assert payload["flashcards"] == [{"id": first["id"]}]
    assert sorted(card["id"] for card in payload["siblings"]) == sorted([second["id"], third["id"]])
    assert alone["siblings"] == []


async def test_deleted_cards_can_be_restored_and_are_seen_nowhere_until_then(place: Place) -> None:
    everywhere = "flashcards { totalCount } dueCards { totalCount }"
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        deleted = await change(subgraph, "deleteFlashcards", [card], "deletedAt")
        word = [{"__typename": "Word", "id": str(CAT)}]
        seen = await subgraph.entities(word, "... on Word { flashcard { id } flashcards { id } }", caller=AIKO)
        gone = await own(subgraph, everywhere)
        again = await change(subgraph, "suspendFlashcards", [card])
        made = await create(subgraph, [CAT])
        assert [event.event_type for event in await subgraph.announced()] == ["FlashcardCreated"]
        restored = await change(subgraph, "restoreFlashcards", [card], "deletedAt state")
        back = await own(subgraph, everywhere)
    assert deleted["flashcards"] == [{"deletedAt": "2026-03-02T09:00:00Z"}]
    assert seen["data"]["_entities"] == [{"flashcard": None, "flashcards": []}]
    assert gone == {"flashcards": {"totalCount": 0}, "dueCards": {"totalCount": 0}}
    assert again["userErrors"] == [{"code": "NOT_FOUND", "path": ["flashcardIds", "0"]}]
    assert made == {"flashcards": [], "userErrors": [{"code": "IS_DELETED", "path": ["wordIds", "0"]}]}
    assert restored["flashcards"] == [{"deletedAt": None, "state": "NEW"}]
    assert back == {"flashcards": {"totalCount": 1}, "dueCards": {"totalCount": 1}}


async def test_a_deleted_card_cannot_be_answered(place: Place) -> None:
    document = "mutation ($id: ID!) { reviewFlashcard(input: {flashcardId: $id, rating: GOOD}) { flashcard { id } } }"
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        await change(subgraph, "deleteFlashcards", [card])
        answer = await subgraph.execute(document, {"id": card}, caller=AIKO)
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_cards_that_were_deleted_long_ago_are_thrown_away_and_that_is_told(place: Place) -> None:
    clock = MovableClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    async with learning(place, clock, deleted_flashcards_days=30) as subgraph:
        await subgraph.run_jobs()
        old, recent = await two(subgraph)
        await change(subgraph, "deleteFlashcards", [old])
        clock.now += timedelta(days=20)
        await change(subgraph, "deleteFlashcards", [recent])
        clock.now += timedelta(days=11)
        await subgraph.run_jobs()
        events = await subgraph.announced()
        left = await change(subgraph, "restoreFlashcards", [old, recent])
    assert left["flashcards"] == [{"id": recent}]
    deleted = [event.data["flashcardId"] for event in events if event.event_type == "FlashcardDeleted"]
    assert deleted == [old]


@pytest.mark.parametrize(
    ("name", "undo"), [("suspendFlashcards", "unsuspendFlashcards"), ("deleteFlashcards", "restoreFlashcards")]
)
async def test_a_change_that_is_sent_again_does_not_undo_what_came_between(place: Place, name: str, undo: str) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        first = await change(subgraph, name, [card], "id", clientMutationId="m1")
        await change(subgraph, undo, [card])
        second = await change(subgraph, name, [card], "id suspendedAt deletedAt", clientMutationId="m1")
        other = await change(subgraph, undo, [card], clientMutationId="m1")
    assert first["flashcards"] == [{"id": card}]
    assert second["flashcards"] == [{"id": card, "suspendedAt": None, "deletedAt": None}]
    assert other["userErrors"] == [{"code": "CLIENT_MUTATION_ID_TAKEN", "path": ["clientMutationId"]}]


async def test_tags_are_put_on_and_taken_off(place: Place) -> None:
    async with learning(place, tags_per_flashcard=3) as subgraph:
        ids = await two(subgraph)
        tagged = await change(subgraph, "tagFlashcards", ids, "tags", tags=["b", " a", "b"])
        again = await change(subgraph, "tagFlashcards", ids[:1], "tags", tags=["a", "c"])
        full = await change(subgraph, "tagFlashcards", ids, "tags", tags=["d"])
        less = await change(subgraph, "untagFlashcards", ids, "tags", tags=["a", "unknown"])
        found = await own(subgraph, "tags { name flashcardCount }")
    assert tagged["flashcards"] == [{"tags": ["a", "b"]}] * 2
    assert again["flashcards"] == [{"tags": ["a", "b", "c"]}]
    assert full == {"flashcards": [], "userErrors": [{"code": "TOO_MANY", "path": ["tags"]}]}
    assert less["flashcards"] == [{"tags": ["b", "c"]}, {"tags": ["b"]}]
    assert found["tags"] == [{"name": "b", "flashcardCount": 2}, {"name": "c", "flashcardCount": 1}]


async def test_a_tag_is_renamed_and_merged_into_another(place: Place) -> None:
    selection = "tag { name flashcardCount }"
    async with learning(place) as subgraph:
        cat, dog = await two(subgraph)
        await change(subgraph, "tagFlashcards", [cat, dog], tags=["anmal"])
        await change(subgraph, "tagFlashcards", [cat], tags=["pets"])
        hers = await create_one(subgraph, CAT, BEN)
        await mutate(subgraph, "tagFlashcards", {"flashcardIds": [hers], "tags": ["anmal"]}, "flashcards { id }", BEN)
        renamed = await mutate(subgraph, "renameFlashcardTag", {"tag": "anmal", "newTag": " animal "}, selection)
        merged = await mutate(subgraph, "renameFlashcardTag", {"tag": "pets", "newTag": "animal"}, selection)
        unknown = await mutate(subgraph, "renameFlashcardTag", {"tag": "pets", "newTag": "x"}, selection)
        assert await own(subgraph, "tags { name flashcardCount }") == {"tags": [merged["tag"]]}
        gone = await mutate(subgraph, "deleteFlashcardTag", {"tag": "animal"}, "untaggedFlashcards")
        assert await own(subgraph, "tags { name }") == {"tags": []}
        assert await own(subgraph, "tags { name }", BEN) == {"tags": [{"name": "anmal"}]}
    assert renamed["tag"] == merged["tag"] == {"name": "animal", "flashcardCount": 2}
    assert unknown["userErrors"] == [{"code": "NOT_FOUND", "path": ["tag"]}]
    assert gone == {"untaggedFlashcards": 2, "userErrors": []}

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from subgraphs.learning.service.leeches import is_leech_at
from subgraphs.shared.database import count_statements
from tests.subgraphs.learning.cards import AIKO, Place, learning, review
from tests.subgraphs.learning.catalogue import fill_catalogue, kanji_id, word_id
from tests.subgraphs.learning.organising import mutate, own
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

CAT, EAT, CLOCK = word_id("猫", "ねこ"), word_id("食べる", "たべる"), word_id("時計", "とけい")
LONG_AGO = datetime(2020, 1, 1, 9, tzinfo=UTC)
"""Forgetting often enough takes years."""
LEECHES = """leeches { totalCount edges { node { id front leechAt suspendedAt
  suggestions { kind text template front back notes } } } }"""


async def leech(subgraph: SubgraphUnderTest, clock: MovableClock, times: int = 8, **ids: Any) -> str:
    """A card that was forgotten so often."""
    named = {name: [str(one) for one in some] for name, some in ids.items()}
    card: str = (await mutate(subgraph, "createFlashcards", named, "flashcards { id }"))["flashcards"][0]["id"]
    await review(subgraph, card, "EASY")
    for _ in range(times):
        clock.now += timedelta(days=40)
        await review(subgraph, card, "AGAIN")
        await review(subgraph, card, "EASY")
    return card


async def test_a_card_that_is_forgotten_again_and_again_is_a_leech(place: Place) -> None:
    clock = MovableClock(LONG_AGO)
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        card = await leech(subgraph, clock, times=7, wordIds=[CAT])
        assert (await own(subgraph, LEECHES))["leeches"]["totalCount"] == 0
        clock.now += timedelta(days=40)
        await review(subgraph, card, "AGAIN")
        found = (await own(subgraph, LEECHES))["leeches"]
        events = [event for event in await subgraph.announced() if event.event_type == "FlashcardBecameLeech"]
    assert found["totalCount"] == 1
    node = found["edges"][0]["node"]
    assert (node["id"], node["suspendedAt"]) == (card, None) and node["leechAt"] is not None
    assert [(event.data["flashcardId"], event.data["lapses"]) for event in events] == [(card, 8)]


async def test_a_leech_is_offered_ways_of_putting_it_differently(place: Place) -> None:
    clock = MovableClock(LONG_AGO)
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        await leech(subgraph, clock, wordIds=[EAT])
        (edge,) = (await own(subgraph, LEECHES))["leeches"]["edges"]
    (suggestion,) = edge["node"]["suggestions"]
    assert suggestion == {
        "kind": "SENTENCE",
        "text": "猫は魚を食べる。 Cats eat fish.",
        "template": "CLOZE",
        "front": "猫は魚を{{c1::食べる}}。",
        "back": "Cats eat fish.",
        "notes": None,
    }


async def test_look_alikes_that_the_learner_learns_too_are_named_first(place: Place) -> None:
    clock = MovableClock(LONG_AGO)
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        await mutate(subgraph, "createFlashcards", {"kanjiIds": [str(kanji_id("太"))]}, "flashcards { id }")
        await leech(subgraph, clock, kanjiIds=[kanji_id("犬")])
        (edge,) = (await own(subgraph, LEECHES))["leeches"]["edges"]
    (suggestion,) = edge["node"]["suggestions"]
    assert (suggestion["kind"], suggestion["text"]) == ("LOOK_ALIKES", "Not to be taken for 太 (thick) and 大 (big).")
    assert suggestion["notes"] == suggestion["text"]


async def test_suggestions_for_many_leeches_cost_as_many_statements_as_for_one(place: Place) -> None:
    clock = MovableClock(LONG_AGO)
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        await leech(subgraph, clock, wordIds=[CAT])
        with count_statements() as one:
            await own(subgraph, LEECHES)
        for word in (EAT, CLOCK):
            await leech(subgraph, clock, wordIds=[word])
        with count_statements() as many:
            assert (await own(subgraph, LEECHES))["leeches"]["totalCount"] == 3
    assert len(many) == len(one) <= 11


async def test_a_leech_that_was_rewritten_is_none_any_more(place: Place) -> None:
    clock = MovableClock(LONG_AGO)
    selection = "flashcard { front template leechAt suspendedAt suggestions { kind } }"
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        card = await leech(subgraph, clock, wordIds=[EAT])
        await mutate(subgraph, "suspendFlashcards", {"flashcardIds": [card]}, "flashcards { id }")
        (edge,) = (await own(subgraph, LEECHES))["leeches"]["edges"]
        offered = {name: edge["node"]["suggestions"][0][name] for name in ("template", "front", "back")}
        payload = await mutate(subgraph, "rewriteFlashcard", {"flashcardId": card, **offered}, selection)
        assert (await own(subgraph, LEECHES))["leeches"]["totalCount"] == 0
    assert payload["flashcard"] == {
        "front": "猫は魚を＿＿。",
        "template": "CLOZE",
        "leechAt": None,
        "suspendedAt": None,
        "suggestions": [],
    }


async def test_a_card_that_is_no_leech_has_no_suggestions(place: Place) -> None:
    query = "query ($id: ID!) { flashcard(id: $id) { suggestions { kind } } }"
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        wanted = {"wordIds": [str(CAT)]}
        card = (await mutate(subgraph, "createFlashcards", wanted, "flashcards { id }"))["flashcards"][0]["id"]
        found = await subgraph.data(query, {"id": card}, caller=AIKO)
    assert found == {"flashcard": {"suggestions": []}}


@pytest.mark.parametrize(
    ("threshold", "marked"), [(8, [8, 12, 16, 20]), (5, [5, 8, 11, 14, 17, 20]), (1, list(range(1, 21)))]
)
def test_a_leech_is_shown_again_every_half_threshold(threshold: int, marked: list[int]) -> None:
    assert [lapses for lapses in range(21) if is_leech_at(lapses, threshold)] == marked

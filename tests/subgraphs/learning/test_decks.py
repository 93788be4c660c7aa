import asyncio

from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, DOG, Place, create, learning
from tests.subgraphs.learning.organising import create_deck, mutate, own

DECK = "deck { id name description newPerDay reviewsPerDay desiredRetention isDefault }"


async def test_a_deck_has_limits_of_its_own(place: Place) -> None:
    wanted = {"name": "N5", "newPerDay": 5, "reviewsPerDay": 50, "desiredRetention": 0.85, "description": "Slowly"}
    async with learning(place) as subgraph:
        made = (await mutate(subgraph, "createDeck", wanted, DECK))["deck"]
        change = {"deckId": made["id"], "newPerDay": None, "name": "N5, quickly"}
        changed = (await mutate(subgraph, "updateDeck", change, DECK))["deck"]
    assert made == {"id": made["id"], "isDefault": False, **wanted}
    assert changed == {**made, "newPerDay": None, "name": "N5, quickly"}


async def test_limits_that_make_no_sense_are_refused(place: Place) -> None:
    async with learning(place) as subgraph:
        wanted = {"name": "N5", "newPerDay": -1, "reviewsPerDay": 10_000, "desiredRetention": 0.99}
        payload = await mutate(subgraph, "createDeck", wanted, "deck { id }")
    assert payload == {
        "deck": None,
        "userErrors": [
            {"code": "OUT_OF_RANGE", "path": [name]} for name in ("newPerDay", "reviewsPerDay", "desiredRetention")
        ],
    }


async def test_no_two_decks_of_a_learner_have_one_name(place: Place) -> None:
    async with learning(place) as subgraph:
        await create_deck(subgraph, "N5")
        other = await create_deck(subgraph, "N4")
        await create_deck(subgraph, "N5", BEN)
        made = await mutate(subgraph, "createDeck", {"name": " N5"}, "deck { id }")
        renamed = await mutate(subgraph, "updateDeck", {"deckId": other, "name": "N5"}, "deck { id }")
        found = await own(subgraph, "decks { name }")
    assert made == renamed == {"deck": None, "userErrors": [{"code": "NAME_IS_TAKEN", "path": ["name"]}]}
    assert found == {"decks": [{"name": "N4"}, {"name": "N5"}]}


async def test_new_cards_go_to_the_default_deck(place: Place) -> None:
    async with learning(place) as subgraph:
        first = await create_deck(subgraph, "first", isDefault=True)
        second = await create_deck(subgraph, "second")
        await create(subgraph, [CAT])
        await mutate(subgraph, "updateDeck", {"deckId": second, "isDefault": True}, "deck { id }")
        await create(subgraph, [DOG])
        await create(subgraph, [new_id()], deckId=first)
        with count_statements() as log:
            found = await own(subgraph, "decks { name isDefault counts { total new due } }")
    assert found["decks"] == [
        {"name": "first", "isDefault": False, "counts": {"total": 2, "new": 2, "due": 2}},
        {"name": "second", "isDefault": True, "counts": {"total": 1, "new": 1, "due": 1}},
    ]
    assert len(log) == 2


async def test_of_decks_made_the_default_at_once_one_is_it(place: Place) -> None:
    async with learning(place) as subgraph:
        await asyncio.gather(*(create_deck(subgraph, str(number), isDefault=True) for number in range(5)))
        found = await own(subgraph, "decks { isDefault }")
    assert sum(deck["isDefault"] for deck in found["decks"]) == 1 and len(found["decks"]) == 5


async def test_a_deck_is_thrown_away_with_its_cards_or_without(place: Place) -> None:
    fields = "deletedDeckId keptFlashcards deletedFlashcards"
    async with learning(place) as subgraph:
        kept, gone = await create_deck(subgraph, "kept"), await create_deck(subgraph, "gone")
        await create(subgraph, [CAT], deckId=kept)
        await create(subgraph, [DOG], deckId=gone)
        first = await mutate(subgraph, "deleteDeck", {"deckId": kept, "flashcards": "KEEP"}, fields)
        second = await mutate(subgraph, "deleteDeck", {"deckId": gone, "flashcards": "DELETE"}, fields)
        left = await own(subgraph, "decks { id } flashcards { edges { node { word { id } deck { id } } } }")
    assert first == {"deletedDeckId": kept, "keptFlashcards": 1, "deletedFlashcards": 0, "userErrors": []}
    assert second == {"deletedDeckId": gone, "keptFlashcards": 0, "deletedFlashcards": 1, "userErrors": []}
    assert left == {"decks": [], "flashcards": {"edges": [{"node": {"word": {"id": str(CAT)}, "deck": None}}]}}


async def test_the_decks_of_others_are_unknown(place: Place) -> None:
    async with learning(place) as subgraph:
        deck = await create_deck(subgraph, "hers", BEN)
        changed = await mutate(subgraph, "updateDeck", {"deckId": deck, "name": "mine"}, "deck { id }")
        deleted = await mutate(subgraph, "deleteDeck", {"deckId": deck, "flashcards": "KEEP"}, "deletedDeckId")
        card = await create(subgraph, [CAT], deckId=deck)
        seen = await subgraph.entities([{"__typename": "Deck", "id": deck}], "... on Deck { name }", caller=AIKO)
    assert changed["userErrors"] == deleted["userErrors"] == [{"code": "NOT_FOUND", "path": ["deckId"]}]
    assert card["userErrors"] == [{"code": "NOT_FOUND", "path": ["deckId"]}]
    assert seen["data"]["_entities"] == [None]


async def test_making_a_deck_again_with_the_same_client_id_makes_one(place: Place) -> None:
    wanted = {"name": "N5", "clientMutationId": "d1"}
    async with learning(place, decks_per_learner=1) as subgraph:
        first = await mutate(subgraph, "createDeck", wanted, "deck { id }")
        second = await mutate(subgraph, "createDeck", wanted, "deck { id }")
        more = await mutate(subgraph, "createDeck", {"name": "N4"}, "deck { id }")
    assert first == second
    assert more["userErrors"] == [{"code": "TOO_MANY", "path": []}]

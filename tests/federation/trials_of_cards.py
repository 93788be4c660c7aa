"""Topics, decks and cards, through the router, for the demo learner."""

from subgraphs.shared.ids import new_id, seed_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

BIRD = str(seed_id("word", "鳥|とり"))


async def topics(client: Client) -> None:
    japan = (await mutate(client, "createTopic", {"name": "Japan"}, "topic { id } userErrors { code }"))["topic"]
    wanted = {"name": "Birds", "parentId": japan["id"]}
    birds = (await mutate(client, "createTopic", wanted, "topic { id path { name } }"))["topic"]
    assert birds["path"] == [{"name": "Japan"}, {"name": "Birds"}]
    made = {"wordIds": [BIRD], "topicId": birds["id"], "tags": ["zoo"]}
    selection = "flashcards { topic { name } tags } userErrors { code }"
    cards = await mutate(client, "createFlashcards", made, selection)
    assert cards == {"flashcards": [{"topic": {"name": "Birds"}, "tags": ["zoo"]}], "userErrors": []}
    named = await mutate(client, "updateTopic", {"topicId": birds["id"], "name": "Fowl"}, "topic { name }")
    assert named["topic"] == {"name": "Fowl"}
    moved = await mutate(client, "moveTopic", {"topicId": birds["id"]}, "topic { parent { id } counts { total } }")
    assert moved["topic"] == {"parent": None, "counts": {"total": 1}}
    gone = {"topicId": birds["id"], "flashcards": "DELETE"}
    payload = await mutate(client, "deleteTopic", gone, "deletedTopicId deletedFlashcards")
    assert payload == {"deletedTopicId": birds["id"], "deletedFlashcards": 1}


async def decks(client: Client) -> None:
    wanted = {"name": "Slowly", "newPerDay": 3, "isDefault": True}
    deck = (await mutate(client, "createDeck", wanted, "deck { id newPerDay }"))["deck"]
    assert deck["newPerDay"] == 3
    await mutate(client, "createFlashcards", {"wordIds": [BIRD]}, "userErrors { code }")
    found = await client.data("{ viewer { decks { name counts { new } } } }")
    assert {"name": "Slowly", "counts": {"new": 1}} in found["viewer"]["decks"]
    changed = await mutate(client, "updateDeck", {"deckId": deck["id"], "name": "At ease"}, "deck { name newPerDay }")
    assert changed["deck"] == {"name": "At ease", "newPerDay": 3}
    gone = await mutate(
        client, "deleteDeck", {"deckId": deck["id"], "flashcards": "KEEP"}, "deletedDeckId keptFlashcards"
    )
    assert gone == {"deletedDeckId": deck["id"], "keptFlashcards": 1}


TRIALS: dict[str, Trial] = {
    **dict.fromkeys(("createTopic", "updateTopic", "moveTopic", "deleteTopic"), topics),
    **dict.fromkeys(("createDeck", "updateDeck", "deleteDeck"), decks),
}

INPUTS_OF_SIGNED_IN = {
    "createTopic": '{name: "Japan"}',
    "updateTopic": f'{{topicId: "{new_id()}"}}',
    "moveTopic": f'{{topicId: "{new_id()}"}}',
    "deleteTopic": f'{{topicId: "{new_id()}", flashcards: KEEP}}',
    "createDeck": '{name: "N5"}',
    "updateDeck": f'{{deckId: "{new_id()}"}}',
    "deleteDeck": f'{{deckId: "{new_id()}", flashcards: KEEP}}',
}
"""For those mutations that mean nothing without a caller."""

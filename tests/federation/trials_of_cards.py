"""Topics, decks and cards, through the router, for the demo learner."""

from typing import Any

from subgraphs.shared.ids import new_id, seed_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.federation.trials_of_media import send_file
from tests.subgraphs.content.recordings import mp3

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


async def free_flashcards(client: Client) -> None:
    card = {"front": "{{c1::明日}}ね", "back": "See you tomorrow", "templates": ["CLOZE"]}
    selection = "flashcards { id front back } userErrors { code path }"
    made = await mutate(client, "createFreeFlashcards", {"flashcards": [card, {"front": "alone"}]}, selection)
    (cloze,) = made["flashcards"]
    assert (cloze["front"], cloze["back"]) == ("＿＿ね", "明日 – See you tomorrow")
    assert made["userErrors"] == [{"code": "IS_MISSING", "path": ["flashcards", "1", "back"]}]
    wanted = {"flashcardId": cloze["id"], "front": "また{{c1::明日}}"}
    changed = await mutate(client, "updateFlashcard", wanted, "flashcard { front answer { text } }")
    assert changed["flashcard"] == {"front": "また＿＿", "answer": {"text": "また明日"}}
    rewritten = await mutate(
        client, "rewriteFlashcard", {**wanted, "hint": "the day after"}, "flashcard { leechAt question { hint } }"
    )
    assert rewritten["flashcard"] == {"leechAt": None, "question": {"hint": "the day after"}}


async def changes_of_flashcards(client: Client) -> None:
    wanted: dict[str, Any] = {"flashcardIds": [await client.a_due_card(), "x"]}
    deck = (await mutate(client, "createDeck", {"name": "Today"}, "deck { id }"))["deck"]["id"]
    selection = "flashcards { deck { name } tags suspendedAt buriedUntil deletedAt } userErrors { code path }"
    steps: list[tuple[str, dict[str, Any], str, Any]] = [
        ("moveFlashcards", {"deckId": deck}, "deck", {"name": "Today"}),
        ("tagFlashcards", {"tags": ["now"]}, "tags", ["now"]),
        ("untagFlashcards", {"tags": ["now"]}, "tags", []),
        ("unsuspendFlashcards", {}, "suspendedAt", None),
        ("unburyFlashcards", {}, "buriedUntil", None),
        ("restoreFlashcards", {}, "deletedAt", None),
    ]
    before = {"unsuspendFlashcards": "suspend", "unburyFlashcards": "bury", "restoreFlashcards": "delete"}
    for name, more, field, value in steps:
        if name in before:
            done = await mutate(client, before[name] + "Flashcards", wanted, selection)
            assert done["flashcards"][0][field] is not None
        payload = await mutate(client, name, {**wanted, **more}, selection)
        assert payload["flashcards"][0][field] == value
        assert payload["userErrors"] == [{"code": "INVALID_ID", "path": ["flashcardIds", "1"]}]


async def tags(client: Client) -> None:
    card = await client.a_due_card()
    await mutate(client, "tagFlashcards", {"flashcardIds": [card], "tags": ["one"]}, "flashcards { id }")
    wanted = {"tag": "one", "newTag": "two"}
    renamed = await mutate(client, "renameFlashcardTag", wanted, "tag { name flashcardCount }")
    assert renamed["tag"] == {"name": "two", "flashcardCount": 1}
    gone = await mutate(client, "deleteFlashcardTag", {"tag": "two"}, "untaggedFlashcards")
    assert gone == {"untaggedFlashcards": 1}


async def upload_flashcard_media(client: Client) -> None:
    document = """mutation ($input: UploadFlashcardMediaInput!) {
      uploadFlashcardMedia(input: $input) { media { id kind } userErrors { code path } } }"""
    payload = (await send_file(client, document, mp3(), "cat.mp3"))["uploadFlashcardMedia"]
    assert payload["userErrors"] == [] and payload["media"]["kind"] == "AUDIO"
    card = {"front": "猫", "back": "cat", "templates": ["LISTENING"], "audioId": payload["media"]["id"]}
    selection = "flashcards { question { audio { url contentType } } } userErrors { code }"
    made = await mutate(client, "createFreeFlashcards", {"flashcards": [card]}, selection)
    assert made["flashcards"][0]["question"]["audio"]["contentType"] == "audio/mpeg"


CHANGES = [
    f"{verb}Flashcards"
    for verb in ("move", "tag", "untag", "suspend", "unsuspend", "bury", "unbury", "delete", "restore")
]

TRIALS: dict[str, Trial] = {
    **dict.fromkeys(("createFreeFlashcards", "updateFlashcard", "rewriteFlashcard"), free_flashcards),
    **dict.fromkeys(CHANGES, changes_of_flashcards),
    "uploadFlashcardMedia": upload_flashcard_media,
    **dict.fromkeys(("renameFlashcardTag", "deleteFlashcardTag"), tags),
    **dict.fromkeys(("createTopic", "updateTopic", "moveTopic", "deleteTopic"), topics),
    **dict.fromkeys(("createDeck", "updateDeck", "deleteDeck"), decks),
}

INPUTS_OF_SIGNED_IN = {
    **{name: f'{{flashcardIds: ["{new_id()}"]}}' for name in CHANGES if "ag" not in name},
    "tagFlashcards": "{flashcardIds: [], tags: []}",
    "untagFlashcards": "{flashcardIds: [], tags: []}",
    "createFreeFlashcards": '{flashcards: [{front: "a", back: "b"}]}',
    "updateFlashcard": f'{{flashcardId: "{new_id()}"}}',
    "rewriteFlashcard": f'{{flashcardId: "{new_id()}"}}',
    "renameFlashcardTag": '{tag: "a", newTag: "b"}',
    "deleteFlashcardTag": '{tag: "a"}',
    "createTopic": '{name: "Japan"}',
    "updateTopic": f'{{topicId: "{new_id()}"}}',
    "moveTopic": f'{{topicId: "{new_id()}"}}',
    "deleteTopic": f'{{topicId: "{new_id()}", flashcards: KEEP}}',
    "createDeck": '{name: "N5"}',
    "updateDeck": f'{{deckId: "{new_id()}"}}',
    "deleteDeck": f'{{deckId: "{new_id()}", flashcards: KEEP}}',
}
"""For those mutations that mean nothing without a caller."""

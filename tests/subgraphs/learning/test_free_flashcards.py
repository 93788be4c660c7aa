from typing import Any

from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, Place, create_one, learning
from tests.subgraphs.learning.catalogue import fill_catalogue, word_id
from tests.subgraphs.learning.organising import mutate
from tests.support.subgraphs import SubgraphUnderTest

CARD = "id kind template gap front back tags question { text hint } answer { text missing notes }"
EAT = word_id("食べる", "たべる")


async def write(subgraph: SubgraphUnderTest, *cards: dict[str, Any], **more: Any) -> dict[str, Any]:
    wanted = {"flashcards": list(cards), **more}
    return await mutate(subgraph, "createFreeFlashcards", wanted, f"flashcards {{ {CARD} }}")


async def update(subgraph: SubgraphUnderTest, card_id: str, **values: Any) -> dict[str, Any]:
    selection = f"flashcard {{ {CARD} wording {{ front back reading }} }} madeFlashcards {{ {CARD} }}"
    return await mutate(subgraph, "updateFlashcard", {"flashcardId": card_id, **values}, selection)


async def test_a_card_of_ones_own_words_says_them(place: Place) -> None:
    card = {"front": "お疲れ様", "back": "thank you for your work", "hint": "at work", "notes": "not to superiors"}
    async with learning(place) as subgraph:
        payload = await write(subgraph, {**card, "tags": ["office"]}, tags=["polite"])
    (made,) = payload["flashcards"]
    assert (made["kind"], made["template"], made["gap"]) == ("FREE", "RECOGNITION", None)
    assert (made["front"], made["back"], made["tags"]) == (card["front"], card["back"], ["office", "polite"])
    assert made["question"] == {"text": "お疲れ様", "hint": "at work"}
    assert made["answer"] == {"text": None, "missing": None, "notes": "not to superiors"}


async def test_each_gap_of_a_cloze_makes_a_card(place: Place) -> None:
    text = "{{c1::猫}}が{{c2::好き::like}}です"
    async with learning(place) as subgraph:
        payload = await write(subgraph, {"front": text, "back": "I like cats", "templates": ["CLOZE"]})
    assert [(card["gap"], card["front"], card["back"]) for card in payload["flashcards"]] == [
        (1, "＿＿が好きです", "猫 – I like cats"),
        (2, "猫が[like]です", "好き – I like cats"),
    ]
    assert {card["answer"]["text"] for card in payload["flashcards"]} == {"猫が好きです"}


async def test_one_thing_is_asked_for_in_several_ways(place: Place) -> None:
    async with learning(place) as subgraph:
        card = {"front": "猫", "back": "cat", "reading": "ねこ", "templates": ["RECOGNITION", "PRODUCTION", "READING"]}
        payload = await write(subgraph, card)
    assert [(each["front"], each["back"]) for each in payload["flashcards"]] == [
        ("猫", "ねこ – cat"),
        ("cat", "猫 – ねこ"),
        ("猫", "ねこ"),
    ]


REFUSED: tuple[tuple[dict[str, Any], list[tuple[str, str]]], ...] = (
    ({"front": " "}, [("IS_MISSING", "front"), ("IS_MISSING", "back")]),
    ({"front": "a", "back": "b", "templates": ["READING"]}, [("IS_MISSING", "reading")]),
    ({"front": "no gap", "templates": ["CLOZE"]}, [("GAP_IS_MISSING", "front")]),
    ({"back": "b", "templates": ["LISTENING"]}, [("IS_MISSING", "front")]),
    ({"front": "a", "back": "b" * 5_001}, [("TOO_LONG", "back")]),
    ({"front": "a", "back": "b", "templates": []}, [("IS_MISSING", "templates")]),
    ({"front": "a", "back": "b", "tags": ["t" * 61]}, [("TOO_LONG", "tags.0")]),
    ({"front": "a", "back": "b", "imageId": "x"}, [("NOT_FOUND", "imageId")]),
    ({"front": "a", "back": "b", "audioId": str(new_id())}, [("NOT_FOUND", "audioId")]),
)


async def test_a_card_that_cannot_ask_is_refused_and_costs_the_others_nothing(place: Place) -> None:
    async with learning(place) as subgraph:
        for card, errors in REFUSED:
            payload = await write(subgraph, {"front": "good", "back": "one"}, card)
            assert [made["front"] for made in payload["flashcards"]] == ["good"]
            expected = [{"code": code, "path": ["flashcards", "1", *name.split(".")]} for code, name in errors]
            assert payload["userErrors"] == expected


async def test_writing_again_with_the_same_client_id_makes_nothing_new(place: Place) -> None:
    async with learning(place) as subgraph:
        card = {"front": "a", "back": "b"}
        first = await write(subgraph, card, clientMutationId="w1")
        second = await write(subgraph, card, clientMutationId="w1")
        other = await write(subgraph, {**card, "front": "c"}, clientMutationId="w1")
        assert len(await subgraph.announced()) == 1
    assert first == second
    assert other["userErrors"] == [{"code": "CLIENT_MUTATION_ID_TAKEN", "path": ["clientMutationId"]}]


async def test_own_words_win_until_they_are_taken_back(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        card = await create_one(subgraph, EAT)
        own = await update(subgraph, card, back="to dine", hint="not drink")
        back = await update(subgraph, card, back=None)
    assert own["flashcard"]["back"] == "たべる – to dine" and own["flashcard"]["question"]["hint"] == "not drink"
    assert back["flashcard"]["back"] == "たべる – to eat" and back["flashcard"]["question"]["hint"] == "not drink"


async def test_a_free_card_cannot_lose_what_it_asks(place: Place) -> None:
    async with learning(place) as subgraph:
        card = (await write(subgraph, {"front": "a", "back": "b"}))["flashcards"][0]["id"]
        payload = await update(subgraph, card, front="")
    assert payload["flashcard"] is None
    assert payload["userErrors"] == [{"code": "IS_MISSING", "path": ["front"]}]


async def test_the_cards_of_a_text_change_together_and_a_new_gap_makes_a_card(place: Place) -> None:
    async with learning(place) as subgraph:
        text = "{{c1::猫}}が{{c2::好き}}です"
        first, second = (await write(subgraph, {"front": text, "templates": ["CLOZE"], "tags": ["t"]}))["flashcards"]
        more = await update(subgraph, first["id"], front="{{c1::犬}}が{{c2::好き}}で{{c3::す}}")
        query = "query ($id: ID!) { flashcard(id: $id) { front } }"
        sibling = await subgraph.data(query, {"id": second["id"]}, caller=AIKO)
        lost = await update(subgraph, first["id"], front="{{c1::犬}}がすき")
    assert more["flashcard"]["back"] == "犬"
    assert [(card["gap"], card["back"], card["tags"]) for card in more["madeFlashcards"]] == [(3, "す", ["t"])]
    assert sibling == {"flashcard": {"front": "犬が＿＿です"}}
    assert [error["code"] for error in lost["userErrors"]] == ["GAP_IS_MISSING", "GAP_IS_MISSING"]


async def test_a_card_can_ask_in_another_way_unless_another_one_does(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        card = await create_one(subgraph, EAT)
        changed = await update(subgraph, card, template="PRODUCTION")
        other = await create_one(subgraph, EAT)
        taken = await update(subgraph, other, template="PRODUCTION")
        cloze = await update(subgraph, other, template="CLOZE", front="猫は{{c1::食べる}}")
        no_gap = await update(subgraph, card, template="CLOZE")
    assert (changed["flashcard"]["template"], changed["flashcard"]["front"]) == ("PRODUCTION", "to eat")
    assert taken["userErrors"] == [{"code": "ALREADY_EXISTS", "path": ["template"]}]
    assert (cloze["flashcard"]["front"], cloze["flashcard"]["gap"]) == ("猫は＿＿", 1)
    assert no_gap["userErrors"] == [{"code": "GAP_IS_MISSING", "path": ["front"]}]


async def test_nobody_writes_on_the_cards_of_others(place: Place) -> None:
    document = 'mutation ($id: ID!) { updateFlashcard(input: {flashcardId: $id, back: "x"}) { flashcard { id } } }'
    async with learning(place) as subgraph:
        hers = await create_one(subgraph, caller=BEN)
        answers = [await subgraph.execute(document, {"id": each}, caller=AIKO) for each in (hers, "x", str(new_id()))]
    assert [answer["errors"][0]["extensions"]["code"] for answer in answers] == ["NOT_FOUND"] * 3


async def test_writing_on_a_card_again_with_the_same_client_id_changes_nothing(place: Place) -> None:
    async with learning(place) as subgraph:
        card = (await write(subgraph, {"front": "a", "back": "b"}))["flashcards"][0]["id"]
        await update(subgraph, card, back="c", clientMutationId="u1")
        await update(subgraph, card, back="d")
        again = await update(subgraph, card, back="c", clientMutationId="u1")
    assert again["flashcard"]["wording"] == {"front": "a", "back": "d", "reading": None}

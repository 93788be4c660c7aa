"""Cards of everything that there is to study, in every way of asking."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, learning
from tests.subgraphs.learning.catalogue import (
    LESSON,
    fill_catalogue,
    kanji_id,
    lesson,
    publish_course,
    sentence_id,
    word_id,
)
from tests.support.subgraphs import SubgraphUnderTest

CREATE = """
mutation ($input: CreateFlashcardsInput!) {
  createFlashcards(input: $input) {
    flashcards {
      id kind template gap front back origin
      question { text reading meanings missing hint speech { text language } }
      answer { text reading meanings missing notes }
      wording { front back }
    }
    userErrors { code path }
  }
}
"""
EAT = word_id("食べる", "たべる")
CAT = word_id("猫", "ねこ")
CATS_EAT = sentence_id("猫は魚を食べる。")


async def made(subgraph: SubgraphUnderTest, caller: UUID = AIKO, **input: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await subgraph.data(CREATE, {"input": input}, caller=caller))["createFlashcards"]
    return payload


async def one_card(subgraph: SubgraphUnderTest, template: str, **ids: Sequence[UUID]) -> dict[str, Any]:
    named: dict[str, Any] = {name: [str(one) for one in some] for name, some in ids.items()}
    payload = await made(subgraph, templates=[template], **named)
    assert payload["userErrors"] == []
    (card,) = payload["flashcards"]
    found: dict[str, Any] = card
    return found


FACES = {
    "RECOGNITION": ("食べる", "たべる – to eat"),
    "PRODUCTION": ("to eat", "食べる – たべる"),
    "READING": ("食べる", "たべる"),
    "LISTENING": ("たべる", "食べる – to eat"),
    "CLOZE": ("猫は魚を＿＿。", "食べる – Cats eat fish."),
}


async def test_a_word_is_asked_for_in_five_ways(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        cards = (await made(subgraph, wordIds=[str(EAT)], templates=list(FACES)))["flashcards"]
    assert {card["template"]: (card["front"], card["back"]) for card in cards} == FACES
    assert {card["kind"] for card in cards} == {"WORD"}


async def test_the_sides_of_a_card_come_in_parts(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        heard = await one_card(subgraph, "LISTENING", wordIds=[EAT])
        gap = await one_card(subgraph, "CLOZE", wordIds=[EAT])
    assert heard["question"] == {
        "text": None,
        "reading": None,
        "meanings": [],
        "missing": None,
        "hint": None,
        "speech": {"text": "たべる", "language": "ja"},
    }
    assert heard["answer"] | {"notes": None} == {
        "text": "食べる",
        "reading": "たべる",
        "meanings": ["to eat"],
        "missing": None,
        "notes": None,
    }
    assert gap["gap"] == 1
    assert gap["answer"]["text"] == "猫は魚を食べる。"
    assert gap["answer"]["missing"] == "食べる"
    assert gap["wording"] == {"front": "猫は魚を{{c1::食べる}}。", "back": "Cats eat fish."}


async def test_a_kanji_is_read_in_all_its_ways(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        card = await one_card(subgraph, "READING", kanjiIds=[kanji_id("猫")])
    assert (card["front"], card["back"]) == ("猫", "ビョウ、ねこ")


async def test_a_sentence_loses_its_hardest_word(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        card = await one_card(subgraph, "CLOZE", sentenceIds=[CATS_EAT])
        whole = await one_card(subgraph, "RECOGNITION", sentenceIds=[CATS_EAT])
    assert (card["kind"], card["front"]) == ("SENTENCE", "猫は魚を＿＿。")
    assert whole["back"] == "ねこはさかなをたべる。 – Cats eat fish."


async def test_a_lesson_makes_cards_of_what_it_introduces(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        await made(subgraph, wordIds=[str(CAT)])
        payload = await made(subgraph, lessonIds=[str(LESSON)])
        selection = "... on Lesson { flashcards { front } } ... on Word { flashcards { front } }"
        named = [{"__typename": "Lesson", "id": str(LESSON)}, {"__typename": "Word", "id": str(CAT)}]
        entities = (await subgraph.entities(named, selection, caller=AIKO))["data"]["_entities"]
        nobody = (await subgraph.entities(named, selection))["data"]["_entities"]
    assert [(card["kind"], card["front"]) for card in payload["flashcards"]] == [("WORD", "犬"), ("KANJI", "猫")]
    assert payload["userErrors"] == []
    assert entities == [
        {"flashcards": [{"front": "猫"}, {"front": "犬"}, {"front": "猫"}]},
        {"flashcards": [{"front": "猫"}]},
    ]
    assert nobody == [{"flashcards": None}, {"flashcards": None}]


async def test_every_way_of_asking_makes_a_card_of_its_own(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        first = await made(subgraph, wordIds=[str(CAT)], templates=["RECOGNITION", "PRODUCTION", "PRODUCTION"])
        second = await made(subgraph, wordIds=[str(CAT)], templates=["PRODUCTION", "READING"])
    assert [card["template"] for card in first["flashcards"]] == ["RECOGNITION", "PRODUCTION"]
    assert [card["template"] for card in second["flashcards"]] == ["READING"]
    assert second["userErrors"] == [{"code": "ALREADY_EXISTS", "path": ["wordIds", "0"]}]


async def test_what_is_not_in_the_catalogue_is_refused_by_itself(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        unknown = str(new_id())
        payload = await made(subgraph, wordIds=[unknown, str(CAT)], kanjiIds=[str(CAT)], lessonIds=[unknown])
    assert [card["front"] for card in payload["flashcards"]] == ["猫"]
    assert payload["userErrors"] == [
        {"code": "NOT_FOUND", "path": ["wordIds", "0"]},
        {"code": "NOT_FOUND", "path": ["kanjiIds", "0"]},
        {"code": "NOT_FOUND", "path": ["lessonIds", "0"]},
    ]


async def test_a_lesson_of_an_organization_is_unknown_to_others(place: Place) -> None:
    private = new_id()
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        taught = lesson(private, 1, words=[CAT])
        await publish_course(subgraph, new_id(), [taught], organization_id=new_id())
        payload = await made(subgraph, BEN, lessonIds=[str(private)])
    assert payload == {"flashcards": [], "userErrors": [{"code": "NOT_FOUND", "path": ["lessonIds", "0"]}]}


async def test_before_the_catalogue_is_known_items_are_believed_and_lessons_have_to_wait(place: Place) -> None:
    async with learning(place) as subgraph:
        believed = await made(subgraph, wordIds=[str(new_id())])
        waiting = await made(subgraph, lessonIds=[str(LESSON)])
    assert len(believed["flashcards"]) == 1 and believed["flashcards"][0]["front"] is None
    assert waiting["userErrors"] == [{"code": "CATALOGUE_NOT_READY", "path": []}]


async def test_a_card_that_cannot_ask_so_is_refused(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        listening = await made(subgraph, kanjiIds=[str(kanji_id("猫"))], templates=["LISTENING"])
        no_sentence = await made(subgraph, wordIds=[str(word_id("車", "くるま"))], templates=["CLOZE"])
    assert listening["userErrors"] == [{"code": "TEMPLATE_DOES_NOT_FIT", "path": ["kanjiIds", "0"]}]
    assert no_sentence["userErrors"] == [{"code": "TEMPLATE_DOES_NOT_FIT", "path": ["wordIds", "0"]}]


async def test_making_again_with_templates_gives_the_same_answer_once(place: Place) -> None:
    wanted: dict[str, Any] = {"wordIds": [str(CAT)], "templates": ["READING", "CLOZE"], "clientMutationId": "c1"}
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        first, second = await made(subgraph, **wanted), await made(subgraph, **wanted)
        other = await made(subgraph, **{**wanted, "templates": ["LISTENING"]})
        assert len(await subgraph.announced()) == 2
    assert first == second and len(first["flashcards"]) == 2
    assert other["userErrors"] == [{"code": "CLIENT_MUTATION_ID_TAKEN", "path": ["clientMutationId"]}]


async def test_new_cards_are_due_and_filed_where_they_were_wanted(place: Place) -> None:
    query = "query ($id: ID!) { flashcard(id: $id) { due topic { id } deck { id } tags } }"
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        card = (await made(subgraph, wordIds=[str(CAT)], tags=[" my  pets ", "N5", "my pets", ""]))["flashcards"][0]
        unknown = await made(subgraph, wordIds=[str(EAT)], topicId=str(new_id()), deckId="x")
        nowhere = await made(subgraph, wordIds=[str(EAT)], topicId=str(new_id()), deckId=str(new_id()))
        long = await made(subgraph, wordIds=[str(EAT)], tags=["ok", "x" * 61])
        found = await subgraph.data(query, {"id": card["id"]}, caller=AIKO)
    assert found["flashcard"] == {
        "due": NINE.isoformat().replace("+00:00", "Z"),
        "topic": None,
        "deck": None,
        "tags": ["N5", "my pets"],
    }
    assert unknown["userErrors"] == [{"code": "NOT_FOUND", "path": ["deckId"]}]
    assert [error["path"] for error in nowhere["userErrors"]] == [["topicId"], ["deckId"]]
    assert long["userErrors"] == [{"code": "TOO_LONG", "path": ["tags", "1"]}]

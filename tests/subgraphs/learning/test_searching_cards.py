from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from subgraphs.learning.repository.flashcard_search import FlashcardSearch, found_cards
from subgraphs.learning.search_text import search_patterns, search_text_of_item
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, learning, review
from tests.subgraphs.learning.catalogue import fill_catalogue, kanji_id, sentence_id, word_id
from tests.subgraphs.learning.organising import create_deck, create_topic, mutate, own
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

CAT, DOG, EAT = word_id("猫", "ねこ"), word_id("犬", "いぬ"), word_id("食べる", "たべる")
CLOCK, ECONOMY = word_id("時計", "とけい"), word_id("経済", "けいざい")


async def create(subgraph: SubgraphUnderTest, *words: Any, **more: Any) -> list[str]:
    wanted = {"wordIds": [str(word) for word in words], **more}
    payload = await mutate(subgraph, "createFlashcards", wanted, "flashcards { id }")
    assert payload["userErrors"] == []
    return [card["id"] for card in payload["flashcards"]]


async def fronts(subgraph: SubgraphUnderTest, order: str = "OLDEST", **wanted: Any) -> list[str]:
    document = """query ($found: [_Any!]!, $filter: FlashcardFilter, $order: FlashcardOrder!) {
      _entities(representations: $found) { ... on User {
        flashcards(filter: $filter, orderBy: $order) { totalCount edges { node { front } } } } } }"""
    user = [{"__typename": "User", "id": str(AIKO)}]
    variables = {"found": user, "filter": wanted, "order": order}
    found = (await subgraph.data(document, variables, caller=AIKO))["_entities"][0]["flashcards"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"]["front"] for edge in found["edges"]]


SEARCHES: tuple[tuple[str, list[str]], ...] = (
    ("猫", ["猫"]),
    ("ねこ", ["猫"]),
    ("ネコ", ["猫"]),
    ("ﾈｺ", ["猫"]),
    ("neko", ["猫"]),
    ("CAT", ["猫"]),
    ("とけ", ["時計"]),
    ("keezai", []),
    ("keizai", ["経済"]),
    ("econ", ["経済"]),
    ("eat 食", ["食べる"]),
    ("eat 猫", []),
    ("my own", ["お疲れ様"]),
    ("otsukaresama", ["お疲れ様"]),
    ("100%", ["100%"]),
    ("%", ["100%"]),
    ("_", []),
    ("\\", []),
    ("  ", ["猫", "食べる", "時計", "経済", "お疲れ様", "100%"]),
)


async def test_cards_are_found_by_what_stands_on_them_however_it_is_written(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        await create(subgraph, CAT, EAT, CLOCK, ECONOMY)
        own_words = {"front": "お疲れ様", "reading": "おつかれさま", "back": "my own words"}
        cards = [own_words, {"front": "100%", "back": "everything"}]
        await mutate(subgraph, "createFreeFlashcards", {"flashcards": cards}, "flashcards { id }")
        for searched, found in SEARCHES:
            assert await fronts(subgraph, text=searched) == found, searched


async def test_cards_are_found_by_what_they_are(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        await create(subgraph, CAT, CLOCK)
        await create(subgraph, CAT, templates=["PRODUCTION"])
        kanji = {"kanjiIds": [str(kanji_id("犬"))], "sentenceIds": [str(sentence_id("猫です。"))]}
        await mutate(subgraph, "createFlashcards", kanji, "flashcards { id }")
        await mutate(
            subgraph, "createFreeFlashcards", {"flashcards": [{"front": "a", "back": "b"}]}, "flashcards { id }"
        )
        assert await fronts(subgraph, kinds=["KANJI", "FREE"]) == ["犬", "a"]
        assert await fronts(subgraph, kinds=["SENTENCE"]) == ["猫です。"]
        assert await fronts(subgraph, templates=["PRODUCTION"]) == ["cat"]
        assert await fronts(subgraph, levels=["N4"]) == ["時計", "犬"]
        assert await fronts(subgraph, levels=["N5"], kinds=["WORD"]) == ["猫", "cat"]
        assert await fronts(subgraph, origins=["IMPORT"]) == []


async def test_cards_are_found_by_where_they_belong(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        top = await create_topic(subgraph, "top")
        low = await create_topic(subgraph, "low", top)
        hers = await create_topic(subgraph, "hers", caller=BEN)
        deck = await create_deck(subgraph, "deck")
        await create(subgraph, CAT, topicId=top, tags=["a"])
        await create(subgraph, DOG, topicId=low, deckId=deck, tags=["a", "b"])
        await create(subgraph, EAT, tags=["b"])
        assert await fronts(subgraph, topicId=top) == ["猫", "犬"]
        assert await fronts(subgraph, topicId=top, withSubtopics=False) == ["猫"]
        assert await fronts(subgraph, topicId=hers) == await fronts(subgraph, topicId=str(new_id())) == []
        assert await fronts(subgraph, deckId=deck) == ["犬"]
        assert await fronts(subgraph, allTags=["a", "b"]) == ["犬"]
        assert await fronts(subgraph, anyTags=["a", "b"]) == ["猫", "犬", "食べる"]


async def test_cards_are_found_by_their_state_and_times(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        cat, dog, eat, _ = await create(subgraph, CAT, DOG, EAT, CLOCK)
        for name, card in (("suspend", cat), ("bury", dog), ("delete", eat)):
            await mutate(subgraph, f"{name}Flashcards", {"flashcardIds": [card]}, "flashcards { id }")
        assert await fronts(subgraph, isSuspended=True) == ["猫"]
        assert await fronts(subgraph, isSuspended=False) == ["犬", "時計"]
        assert await fronts(subgraph, isBuried=True) == ["犬"]
        assert await fronts(subgraph, isBuried=False) == ["猫", "時計"]
        assert await fronts(subgraph, isDeleted=True) == ["食べる"]
        assert await fronts(subgraph, isLeech=True) == []
        clock.now += timedelta(hours=1)
        await create(subgraph, ECONOMY)
        await review(subgraph, dog, "EASY")
        later = clock.now.isoformat()
        assert await fronts(subgraph, createdAfter=later) == ["経済"]
        assert await fronts(subgraph, createdBefore=later) == ["猫", "犬", "時計"]
        assert await fronts(subgraph, dueAfter=(clock.now + timedelta(days=1)).isoformat()) == ["犬"]
        assert await fronts(subgraph, dueBefore=later) == ["猫", "時計"]
        assert await fronts(subgraph, states=["REVIEW"]) == ["犬"]


async def test_cards_come_in_the_order_that_is_wanted(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        (cat,) = await create(subgraph, CAT)
        clock.now += timedelta(minutes=1)
        await create(subgraph, DOG)
        await review(subgraph, cat, "EASY")
        assert await fronts(subgraph, "NEWEST") == ["犬", "猫"]
        assert await fronts(subgraph, "DUE") == ["犬", "猫"]
        assert await fronts(subgraph, "OLDEST") == ["猫", "犬"]
        assert len(await fronts(subgraph, "MOST_FORGOTTEN")) == 2
        assert await fronts(subgraph, "LEECHES") == []


async def test_a_search_costs_two_statements(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        await create(subgraph, CAT, DOG)
        with count_statements() as log:
            wanted = '{text: "cat", levels: ["N5"], anyTags: ["a"]}'
            await own(subgraph, f"flashcards(filter: {wanted}) {{ totalCount edges {{ node {{ id }} }} }}")
    assert len(log) == 2


async def test_ids_and_lists_that_make_no_sense_are_refused(place: Place) -> None:
    document = """query ($found: [_Any!]!, $filter: FlashcardFilter) { _entities(representations: $found) {
      ... on User { flashcards(filter: $filter) { totalCount } } } }"""
    user = [{"__typename": "User", "id": str(AIKO)}]
    async with learning(place) as subgraph:
        for filter in ({"topicId": "x"}, {"anyTags": ["a"] * 101}):
            answer = await subgraph.execute(document, {"found": user, "filter": filter}, caller=AIKO)
            assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_search_reads_the_cards_of_one_learner_only(tmp_path: Path) -> None:
    search = FlashcardSearch(text="cat", levels=["N5"], all_tags=["a"], topic_id=new_id())
    statement = found_cards(AIKO, search, NINE).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    place = Place(tmp_path, f"sqlite+aiosqlite:///{tmp_path / 'learning'}.db")
    async with learning(place) as subgraph, subgraph.subgraph.database.read() as session:
        plan = (await session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))).all()
    steps = [row[-1] for row in plan]
    assert not any(step.startswith("SCAN flashcards") or step.startswith("SCAN items") for step in steps), steps


def test_text_is_folded_on_both_sides() -> None:
    known = search_text_of_item("新聞", "しんぶん", ["newspaper"])
    for searched in ("シンブン", "shinbun", "shimbun", "SINBUN", "ｓｈｉｎｂｕｎ"):
        patterns = [pattern.strip("%") for group in search_patterns(searched) for pattern in group]
        assert any(pattern in known for pattern in patterns), searched

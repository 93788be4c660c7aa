from tests.subgraphs.learning.cards import AIKO, CAT, Place, learning
from tests.subgraphs.learning.catalogue import fill_catalogue
from tests.subgraphs.learning.importing import START, cards_of, imported, send, show

TABLE = """front,back,reading,tags,deck,template
猫,cat,ねこ,"animal, n5",Animals,
犬,dog,いぬ,animal,Animals,PRODUCTION
{{c1::鳥}}が{{c2::飛ぶ}},a bird flies,,,,
,nothing,,,,
魚,,さかな,,,
"""


async def test_a_table_becomes_flashcards_and_says_what_is_wrong_with_it(place: Place) -> None:
    async with learning(place) as subgraph:
        done = await imported(subgraph, TABLE.encode("cp932"), "CSV")
        cards = await cards_of(subgraph)
    assert (done["state"], done["counts"]["created"], done["counts"]["failed"]) == ("DONE", 4, 2)
    assert [(each["code"], each["line"]) for each in done["problems"]] == [
        ("FRONT_IS_MISSING", 5),
        ("BACK_IS_MISSING", 6),
    ]
    found = {(card["wording"]["front"], card["template"]) for card in cards}
    assert found == {("猫", "RECOGNITION"), ("犬", "PRODUCTION"), ("{{c1::鳥}}が{{c2::飛ぶ}}", "CLOZE")}
    cat = next(card for card in cards if card["wording"]["front"] == "猫")
    assert (cat["deck"]["name"], cat["tags"], cat["kind"]) == ("Animals", ["animal", "n5"], "FREE")


async def test_duplicates_are_skipped_updated_or_added_as_wanted(place: Place) -> None:
    changed = "front,back,tags\n猫,a cat,pet\n猫,a cat,pet\n".encode()
    async with learning(place) as subgraph:
        await imported(subgraph, b"front,back\n\xe7\x8c\xab,cat\n", "CSV")
        skipped = await imported(subgraph, changed, "CSV", duplicates="SKIP")
        assert [card["wording"]["back"] for card in await cards_of(subgraph)] == ["cat"]
        updated = await imported(subgraph, changed, "CSV")
        (card,) = await cards_of(subgraph)
        added = await imported(subgraph, changed, "CSV", duplicates="ADD")
        assert len(await cards_of(subgraph)) == 3
    assert (skipped["counts"]["skipped"], skipped["problems"][0]["code"]) == (2, "DUPLICATE")
    assert (updated["counts"]["updated"], updated["counts"]["skipped"]) == (1, 1)
    assert (card["wording"]["back"], card["tags"]) == ("a cat", ["pet"])
    assert added["counts"]["created"] == 2


async def test_a_preview_shows_the_first_rows_and_can_be_started_otherwise(place: Place) -> None:
    table = "Expression;Notes;English\n猫;a note;cat\n;b;x\n".encode()
    async with learning(place) as subgraph:
        begun = (await send(subgraph, table, "CSV", preview=True))["import"]
        await subgraph.run_jobs()
        shown = await show(subgraph, begun["id"])
        assert await cards_of(subgraph) == []
        columns = ["BACK", "IGNORED", "FRONT"]
        started = {"importId": begun["id"], "options": {"columns": columns, "tags": ["swapped"]}}
        for _ in range(2):
            await subgraph.data(START, {"input": started}, caller=AIKO)
        await subgraph.run_jobs()
        done = await show(subgraph, begun["id"])
        cards = await cards_of(subgraph)
    preview = shown["preview"]
    assert (shown["state"], preview["totalCount"], preview["unusableCount"]) == ("PREVIEWED", 2, 1)
    assert (preview["delimiter"], preview["encoding"], preview["hasHeader"]) == ("SEMICOLON", "UTF_8", True)
    assert preview["columns"] == [
        {"name": "Expression", "column": "FRONT"},
        {"name": "Notes", "column": "NOTES"},
        {"name": "English", "column": "BACK"},
    ]
    assert [row["problems"] for row in preview["flashcards"]] == [[], [{"code": "FRONT_IS_MISSING"}]]
    assert (done["state"], done["counts"]["created"]) == ("DONE", 1)
    assert [(card["wording"]["front"], card["tags"]) for card in cards] == [("cat", ["swapped"])]


async def test_a_card_that_is_clearly_about_a_word_becomes_a_card_of_it(place: Place) -> None:
    table = "front,back,reading\n猫,Katze,ねこ\n猫,Katze!,ねこ\n存在しない語,nichts,\n".encode()
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        await imported(subgraph, table, "CSV", matchesItems=True, duplicates="ADD")
        cards = await cards_of(subgraph)
    words = [(card["word"], card["wording"]["back"]) for card in cards]
    assert words == [({"id": str(CAT)}, "Katze"), (None, "Katze!"), (None, "nichts")]


async def test_decks_may_become_topics_or_nothing(place: Place) -> None:
    table = "front,back,deck\n猫,cat,Japanese::Animals\n".encode()
    async with learning(place) as subgraph:
        await imported(subgraph, table, "CSV", decksBecome="TOPICS")
        (card,) = await cards_of(subgraph)
        await imported(subgraph, table, "CSV", decksBecome="NOTHING", duplicates="ADD")
        other = (await cards_of(subgraph))[1]
    assert (card["topic"], card["deck"]) == ({"name": "Animals", "parent": {"name": "Japanese"}}, None)
    assert (other["topic"], other["deck"]) == (None, None)


async def test_what_is_no_table_fails(place: Place) -> None:
    async with learning(place) as subgraph:
        found = [
            await imported(subgraph, b"\x00\x01\x02", "CSV"),
            await imported(subgraph, b"\n\n", "CSV"),
            await imported(subgraph, "猫,cat".encode("cp932"), "CSV", encoding="UTF_8"),
        ]
    assert [each["failureCode"] for each in found] == ["NOT_A_TABLE", "TABLE_IS_EMPTY", "ENCODING_IS_WRONG"]

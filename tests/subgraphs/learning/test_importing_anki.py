from datetime import UTC, datetime, timedelta

from subgraphs.shared.database import count_statements
from tests.subgraphs.learning.anki.packages import CREATED, newest_package, older_package
from tests.subgraphs.learning.cards import AIKO, BEN, Place, learning
from tests.subgraphs.learning.importing import cards_of, imported, send, show


async def test_a_package_becomes_flashcards_with_their_schedule(place: Place) -> None:
    async with learning(place) as subgraph:
        done = await imported(subgraph, newest_package())
        cards = {(card["wording"]["front"], card["template"]): card for card in await cards_of(subgraph)}
    assert (done["state"], done["failureCode"], done["problems"]) == ("DONE", None, [])
    assert done["counts"] == {
        **{"created": 6, "updated": 0, "skipped": 0, "failed": 0},
        **{"notes": 3, "reviews": 7, "media": 3},
    }
    cat = cards["猫", "RECOGNITION"]
    assert (cat["wording"]["back"], cat["wording"]["reading"]) == ("cat & pet", "ねこ")
    assert (cat["state"], cat["reps"], cat["lapses"]) == ("REVIEW", 4, 1)
    assert (cat["stability"], cat["difficulty"]) == (12.5, 6.25)
    due = datetime.fromtimestamp(CREATED, UTC) + timedelta(days=900)
    assert datetime.fromisoformat(cat["due"]) == due
    assert (cat["deck"]["name"], cat["tags"]) == ("Japanese::Words", ["animal", "n5"])
    assert cat["image"] == {"name": "cat.png", "contentType": "image/png"}
    assert cat["audio"] == {"name": "ねこ.mp3", "contentType": "audio/mpeg"}
    assert cards["猫 (ねこ)", "PRODUCTION"]["state"] == "NEW"
    assert cards["食べる", "RECOGNITION"]["suspendedAt"] is not None
    assert {card["template"] for card in cards.values()} == {"RECOGNITION", "PRODUCTION", "CLOZE"}
    assert cards["{{c1::猫}}が好きです", "CLOZE"]["wording"]["back"] == "I like cats"


async def test_the_same_file_again_changes_nothing(place: Place) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        before = await cards_of(subgraph)
        again = await imported(subgraph, older_package())
        assert await cards_of(subgraph) == before
    assert (again["counts"]["created"], again["counts"]["skipped"], again["counts"]["media"]) == (0, 6, 0)


async def test_a_file_that_is_none_fails_and_leaves_nothing(place: Place) -> None:
    async with learning(place) as subgraph:
        failed = await imported(subgraph, b"this is no package")
        assert await cards_of(subgraph) == []
    assert (failed["state"], failed["failureCode"]) == ("FAILED", "NOT_A_PACKAGE")


async def test_nobody_sees_the_imports_of_others(place: Place) -> None:
    async with learning(place) as subgraph:
        begun = (await send(subgraph, newest_package()))["import"]
        assert await show(subgraph, begun["id"], BEN) is None
        await subgraph.run_jobs()
        assert len(await cards_of(subgraph, BEN)) == 0


async def test_what_strangers_wrote_is_shown_without_what_could_run(place: Place) -> None:
    selection = """... on Flashcard { ankiNote { noteType fields { name html } questionHtml answerHtml tags
        media { name contentType url } } }"""
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        cards = [{"__typename": "Flashcard", "id": card["id"]} for card in await cards_of(subgraph)]
        with count_statements() as log:
            answer = await subgraph.entities(cards, selection, caller=AIKO)
        nobody = await subgraph.entities(cards, selection, caller=BEN)
    notes = [entity["ankiNote"] for entity in answer["data"]["_entities"]]
    cat = next(note for note in notes if "cat" in note["answerHtml"] and note["tags"] == ["animal", "n5"])
    fields = {field["name"]: field["html"] for field in cat["fields"]}
    assert fields["Front"] == "猫" and "<b>&amp; pet</b>" in fields["Back"]
    assert "script" not in str(notes) and "alert" not in str(notes)
    assert {media["name"] for media in cat["media"]} == {"cat.png", "ねこ.mp3"}
    assert 'src="http' in fields["Back"]
    assert len(log) <= 5
    assert nobody["data"]["_entities"] == [None] * 6

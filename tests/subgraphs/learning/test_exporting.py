import io
from dataclasses import replace
from pathlib import Path

import pytest

from subgraphs.learning.anki.collection import Card, Collection, Package, PackageLimits
from subgraphs.learning.anki.unpack import unpack
from tests.subgraphs.learning.anki.packages import CAT as CAT_NOTE
from tests.subgraphs.learning.anki.packages import MEDIA, newest_package, older_package
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, Place, codes, create, learning, review
from tests.subgraphs.learning.catalogue import fill_catalogue
from tests.subgraphs.learning.importing import cards_of, export, exported, imported, show_export

CAT_CARD = CAT_NOTE + 1
LIMITS = PackageLimits(10**8, 10**7, 10**8, 100, 1_000, 1_000, 10**9, 60)


def unpacked(content: bytes, directory: Path) -> Package:
    directory.mkdir()
    return Package(*unpack(io.BytesIO(content), directory, LIMITS))


def comparable(collection: Collection) -> Collection:
    """Without the numbers by which a collection tells its own decks apart."""
    names = {deck.id: deck.name for deck in collection.decks}
    order = {name: place for place, name in enumerate(sorted(names.values()))}

    def placed(card: Card) -> Card:
        return replace(card, deck_id=order[names[card.deck_id]])

    return Collection(
        collection.created,
        sorted(collection.note_types, key=lambda each: each.id),
        sorted((replace(deck, id=order[deck.name]) for deck in collection.decks), key=lambda deck: deck.id),
        sorted(collection.notes, key=lambda each: each.id),
        sorted(map(placed, collection.cards), key=lambda each: each.id),
        sorted(collection.answers, key=lambda each: each.id),
    )


@pytest.mark.parametrize("format", ["ANKI", "ANKI_OLDER"])
async def test_what_came_from_anki_goes_back_without_loss(format: str, place: Place, tmp_path: Path) -> None:
    source = newest_package() if format == "ANKI" else older_package()
    async with learning(place) as subgraph:
        await imported(subgraph, source)
        package = unpacked(await exported(subgraph, format), tmp_path / "out")
    original = unpacked(source, tmp_path / "in")
    assert comparable(package.collection) == comparable(original.collection)
    assert {file.name: file.path.read_bytes() for file in package.media} == MEDIA


async def test_import_export_and_import_again_give_the_same_cards(place: Place, tmp_path: Path) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        mine = await cards_of(subgraph)
        file = await exported(subgraph)
        done = await imported(subgraph, file, caller=BEN)
        theirs = await cards_of(subgraph, BEN)
        second = unpacked(await exported(subgraph, caller=BEN), tmp_path / "second")
    without = ("id", "createdAt", "lastReviewedAt")
    assert [{k: v for k, v in card.items() if k not in without} for card in theirs] == [
        {k: v for k, v in card.items() if k not in without} for card in mine
    ]
    assert done["counts"]["created"] == 6
    assert comparable(second.collection) == comparable(unpacked(file, tmp_path / "first").collection)


async def test_answers_that_were_given_here_travel_too(place: Place, tmp_path: Path) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        (cat,) = [card for card in await cards_of(subgraph) if card["wording"]["front"] == "猫" and card["reps"]]
        answered = await review(subgraph, cat["id"], "GOOD", durationMs=1_500)
        package = unpacked(await exported(subgraph), tmp_path / "out")
        await imported(subgraph, await exported(subgraph), caller=BEN)
        (copy,) = [card for card in await cards_of(subgraph, BEN) if card["wording"]["front"] == "猫" and card["reps"]]
    (card,) = [card for card in package.collection.cards if card.id == CAT_CARD]
    mine = [answer for answer in package.collection.answers if answer.card_id == card.id]
    assert (len(mine), mine[-1].ease, mine[-1].milliseconds) == (6, 3, 1_500)
    assert answered["flashcard"]["state"] == copy["state"] == "REVIEW"
    assert abs(copy["stability"] - answered["flashcard"].get("stability", copy["stability"])) < 0.001


async def test_cards_of_the_dictionary_are_written_with_text_reading_and_meaning(place: Place, tmp_path: Path) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        made = await create(subgraph, [CAT])
        package = unpacked(await exported(subgraph), tmp_path / "out")
        again = await imported(subgraph, await exported(subgraph))
        assert len(await cards_of(subgraph)) == len(made["flashcards"]) == 1
    (note,) = package.collection.notes
    fields = dict(zip([field.name for field in package.collection.note_types[0].fields], note.fields, strict=True))
    assert (fields["Text"], fields["Reading"]) == ("猫", "ねこ")
    assert fields["Meaning"].startswith("cat")
    assert (again["counts"]["created"], again["counts"]["skipped"]) == (0, 1)


async def test_what_was_rewritten_here_goes_as_a_note_of_ours(place: Place, tmp_path: Path) -> None:
    document = """mutation ($input: UpdateFlashcardInput!) {
        updateFlashcard(input: $input) { flashcard { id } userErrors { code } } }"""
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        (eats,) = [card for card in await cards_of(subgraph) if card["wording"]["front"] == "食べる"]
        changes = {"input": {"flashcardId": eats["id"], "back": "to devour"}}
        await subgraph.data(document, changes, caller=AIKO)
        package = unpacked(await exported(subgraph), tmp_path / "out")
        again = await imported(subgraph, newest_package())
        (still,) = [card for card in await cards_of(subgraph) if card["id"] == eats["id"]]
    (own,) = [note for note in package.collection.notes if note.guid.startswith("kumiki:")]
    assert "to devour" in own.fields
    assert still["wording"]["back"] == "to devour" and again["counts"]["created"] == 0


async def test_an_export_may_leave_out_schedule_and_media(place: Place, tmp_path: Path) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        content = await exported(subgraph, keepsSchedule=False, keepsMedia=False)
    package = unpacked(content, tmp_path / "out")
    assert package.media == [] and package.collection.answers == []
    assert {card.type for card in package.collection.cards} == {0}


async def test_a_deck_a_topic_or_a_tag_is_exported_alone(place: Place) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package(), decksBecome="TOPICS")
        cards = await cards_of(subgraph)
        assert {card["topic"]["name"] for card in cards} == {"Words", "Verbs"}
        assert {card["topic"]["parent"]["name"] for card in cards} == {"Japanese"}
        tagged = await exported(subgraph, "TSV", tags=["animal"])
        named = await exported(subgraph, "CSV", flashcardIds=[cards[0]["id"]])
        nothing = await export(subgraph, tags=["no such tag"])
        others = await export(subgraph, caller=BEN)
    assert len(tagged.decode("utf-8-sig").splitlines()) == 3
    assert len(named.decode("utf-8-sig").splitlines()) == 2
    assert [payload["userErrors"][0]["code"] for payload in (nothing, others)] == ["NOTHING_TO_EXPORT"] * 2


async def test_a_table_reads_again_as_it_was_written(place: Place) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        table = await exported(subgraph, "CSV")
        again = await imported(subgraph, table, "CSV")
        assert (again["counts"]["created"], again["counts"]["skipped"]) == (0, 6)
        await imported(subgraph, table, "CSV", caller=BEN)
        theirs = await cards_of(subgraph, BEN)
    assert sorted(card["wording"]["front"] for card in theirs) == sorted(
        row.split(",")[0] for row in table.decode("utf-8-sig").splitlines()[1:]
    )


async def test_an_export_expires(place: Place) -> None:
    async with learning(place) as subgraph:
        await imported(subgraph, newest_package())
        payload = await export(subgraph)
        await subgraph.run_jobs()
        ready = await show_export(subgraph, payload["export"]["id"])
        assert ready["downloadUrl"] and ready["fileBytes"] > 1_000 and ready["mediaCount"] == 3
        assert await show_export(subgraph, payload["export"]["id"], BEN) is None
        clock = subgraph.subgraph.transactions.clock
        clock.now += subgraph.subgraph.settings.cards_export_retention  # type: ignore[attr-defined]
        await subgraph.run_jobs()
        over = await show_export(subgraph, payload["export"]["id"])
    assert (over["state"], over["downloadUrl"], over["fileBytes"]) == ("EXPIRED", None, None)


async def test_an_unknown_export_is_not_found(place: Place) -> None:
    async with learning(place) as subgraph:
        answer = await subgraph.execute(
            'mutation { cancelFlashcardExport(input: {exportId: "x"}) { export { id } } }', caller=AIKO
        )
    assert codes(answer) == ["NOT_FOUND"]

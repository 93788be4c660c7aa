import io
import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import genanki
import pytest
import zstandard

from subgraphs.learning.anki.collection import Collection, NoteKind, Package, PackageLimits
from subgraphs.learning.anki.read_database import PackageIsRefused
from subgraphs.learning.anki.read_package import read_package
from subgraphs.learning.anki.unpack import unpack
from subgraphs.learning.anki.write_package import PackageForm, write_package
from tests.subgraphs.learning.anki.packages import (
    BASIC,
    CARDS,
    CAT,
    CLOZE,
    CREATED,
    CSS,
    FSRS,
    MEDIA,
    NOTES,
    REVLOG,
    VERBS,
    WORDS,
    database,
    message,
    newest_package,
    number,
    older_package,
    oldest_package,
    text,
    zipped,
)

LIMITS = PackageLimits(
    collection_bytes=20_000_000,
    media_bytes=1_000_000,
    all_media_bytes=5_000_000,
    media=100,
    cards=1_000,
    answers=1_000,
    memory=2_000_000_000,
    seconds=20,
)
PATIENCE = timedelta(seconds=30)


def unpacked(content: bytes, directory: Path, limits: PackageLimits = LIMITS) -> Package:
    """As the confined process does it, without the process."""
    directory.mkdir(parents=True)
    collection, media, left_out = unpack(io.BytesIO(content), directory, limits)
    return Package(collection, media, left_out)


async def confined(content: bytes, directory: Path, limits: PackageLimits = LIMITS) -> Package:
    make(directory)
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return await read_package(file, directory, limits, PATIENCE)


def refusal(content: bytes, directory: Path, limits: PackageLimits = LIMITS) -> str:
    with pytest.raises(PackageIsRefused) as caught:
        unpacked(content, directory, limits)
    return str(caught.value)


def make(directory: Path) -> None:
    directory.mkdir(parents=True)


@pytest.mark.parametrize("content", [older_package(), newest_package()], ids=["older", "newest"])
def test_both_forms_of_ankis_own_exporter_are_read_without_loss(content: bytes, tmp_path: Path) -> None:
    package = unpacked(content, tmp_path / "in")
    found = package.collection
    assert found.created == CREATED
    basic, cloze = found.note_types
    assert (basic.id, basic.kind, basic.css) == (BASIC, NoteKind.STANDARD, CSS)
    assert [field.name for field in basic.fields] == ["Front", "Back", "Reading"]
    assert [template.name for template in basic.templates] == ["Card 1", "Card 2"]
    assert (cloze.id, cloze.kind, cloze.templates[0].question) == (CLOZE, NoteKind.CLOZE, "{{cloze:Text}}")
    assert (basic.latex_before, basic.latex_after) == ("\\begin", "\\end")
    assert {deck.id: deck.name for deck in found.decks} == {WORDS: "Japanese::Words", VERBS: "Japanese::Verbs"}
    assert [(note.id, note.guid, "\x1f".join(note.fields)) for note in found.notes] == [
        (row[0], row[1], row[5]) for row in NOTES
    ]
    assert found.notes[0].tags == ("animal", "n5")
    card = found.cards[0]
    assert (card.type, card.queue, card.due, card.interval, card.factor) == (2, 2, 900, 30, 2500)
    assert (card.reps, card.lapses, card.flags, card.data) == (3, 1, 2, FSRS)
    assert len(found.cards) == len(CARDS)
    assert sorted((each.id, each.card_id, each.ease, each.interval) for each in found.answers) == sorted(
        (row[0], row[1], row[2], row[3]) for row in REVLOG
    )
    assert {each.name: each.path.read_bytes() for each in package.media} == MEDIA
    assert package.left_out == []


@pytest.mark.parametrize("form", list(PackageForm))
def test_what_was_read_and_is_written_reads_the_same(form: PackageForm, tmp_path: Path) -> None:
    first = unpacked(newest_package(), tmp_path / "in")
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "deck.apkg"
    write_package(target, first.collection, first.media, form, 1_772_442_000)
    second = unpacked(target.read_bytes(), tmp_path / "again")
    assert second.collection == first.collection
    assert {each.name: each.path.read_bytes() for each in second.media} == MEDIA


def test_what_is_written_has_the_members_and_tables_of_ankis_exporter(tmp_path: Path) -> None:
    assert members(newest_package()) == {"meta", "collection.anki21b", "collection.anki2", "media", "0", "1", "2"}
    for form, other in ((PackageForm.NEWEST, newest_package()), (PackageForm.OLDER, older_package())):
        folder = tmp_path / form
        folder.mkdir()
        write_package(folder / "x.apkg", Collection(CREATED), [], form, CREATED)
        written = (folder / "x.apkg").read_bytes()
        assert members(written) == members(other) - {"0", "1", "2"}
        assert columns(written, folder / "one") == columns(other, folder / "other")


def members(content: bytes) -> set[str]:
    with ZipFile(io.BytesIO(content)) as archive:
        return set(archive.namelist())


def columns(content: bytes, path: Path) -> dict[str, list[str]]:
    """The columns of each table of the collection, in their order."""
    with ZipFile(io.BytesIO(content)) as archive:
        if "collection.anki21b" in archive.namelist():
            packed = archive.read("collection.anki21b")
            path.write_bytes(zstandard.ZstdDecompressor().decompressobj().decompress(packed))
        else:
            path.write_bytes(archive.read("collection.anki21"))
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in names}
    connection.close()
    return found


def test_a_deck_of_genanki_is_read(tmp_path: Path) -> None:
    model = genanki.Model(
        1_607_392_319, "Simple", fields=[{"name": "Q"}, {"name": "A"}],
        templates=[{"name": "Card 1", "qfmt": "{{Q}}", "afmt": "{{A}}"}],
    )  # fmt: skip
    deck = genanki.Deck(2_059_400_110, "国::Capitals")
    deck.add_note(genanki.Note(model=model, fields=["日本", "東京"], tags=["asia"]))
    (tmp_path / "cat.png").write_bytes(MEDIA["cat.png"])
    genanki.Package(deck, media_files=[str(tmp_path / "cat.png")]).write_to_file(tmp_path / "deck.apkg")
    package = unpacked((tmp_path / "deck.apkg").read_bytes(), tmp_path / "in")
    (note,) = package.collection.notes
    assert (note.fields, note.tags) == (("日本", "東京"), ("asia",))
    assert [deck.name for deck in package.collection.decks] == ["国::Capitals"]
    assert [file.name for file in package.media] == ["cat.png"]


def test_the_oldest_form_without_media_is_read(tmp_path: Path) -> None:
    package = unpacked(oldest_package(), tmp_path / "in")
    assert len(package.collection.cards) == len(CARDS) and package.media == []


def test_a_card_in_a_filtered_deck_goes_home(tmp_path: Path) -> None:
    borrowed = (CAT + 1, CAT, 99, 0, 0, 2, 2, -100_000, 30, 2500, 3, 1, 0, 900, WORDS, 0, FSRS)
    package = unpacked(older_package(cards=[borrowed]), tmp_path / "in")
    (card,) = package.collection.cards
    assert (card.deck_id, card.due, card.queue) == (WORDS, 900, 2)


HOSTILE: dict[str, tuple[bytes, str]] = {
    "no archive": (b"this is no archive at all", "NOT_A_PACKAGE"),
    "an archive of something else": (zipped({"word/document.xml": b"x"}), "NOT_A_PACKAGE"),
    "half an archive": (older_package()[:-400], "NOT_A_PACKAGE"),
    "no database": (zipped({"collection.anki21": b"SQLite format 3\x00" + b"\xff" * 5_000}), "COLLECTION_IS_DAMAGED"),
    "an empty database": (zipped({"collection.anki21": b""}), "COLLECTION_IS_NOT_UNDERSTOOD"),
    "zstd that is none": (zipped({"meta": number(1, 3), "collection.anki21b": b"x" * 99}), "PACKAGE_IS_DAMAGED"),
    "a version to come": (zipped({"meta": number(1, 9), "collection.anki99": b"x"}), "PACKAGE_IS_TOO_NEW"),
    "a list of media that is no JSON": (
        zipped({"collection.anki21": database(), "media": b"{" * 100_000}),
        "PACKAGE_IS_DAMAGED",
    ),
    "a list of media that is no message": (
        zipped(
            {
                "meta": number(1, 3),
                "collection.anki21b": zstandard.compress(database(is_newest=True)),
                "media": zstandard.compress(b"\x0a\xff\xff\xff\xff\x7f"),
            }
        ),
        "PACKAGE_IS_DAMAGED",
    ),
    "a note of no type": (
        older_package(notes=[(CAT, "g", 5, 0, "", "a\x1fb\x1fc")]),
        "COLLECTION_IS_NOT_UNDERSTOOD",
    ),
    "a card with a text for a number": (
        older_package(cards=[(*CARDS[0][:7], "soon", *CARDS[0][8:])]),
        "COLLECTION_IS_NOT_UNDERSTOOD",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_package_is_refused(name: str, tmp_path: Path) -> None:
    content, reason = HOSTILE[name]
    assert refusal(content, tmp_path / "in") == reason


def test_a_database_with_a_damaged_page_is_refused(tmp_path: Path) -> None:
    many = [(CAT + place, f"g{place}", BASIC, 0, "", "\x1f".join(("x" * 900, "y", "z"))) for place in range(200)]
    content = bytearray(database(notes=many, cards=[], revlog=[]))
    content[40_000:60_000] = b"\xa5" * 20_000
    assert refusal(zipped({"collection.anki21": bytes(content)}), tmp_path / "in") == "COLLECTION_IS_DAMAGED"


def test_a_view_in_place_of_a_table_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "evil.db"
    path.write_bytes(database())
    connection = sqlite3.connect(path)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n"
    connection.executescript(f"DROP TABLE revlog; CREATE VIEW revlog AS {endless};")
    connection.close()
    content = zipped({"collection.anki21": path.read_bytes()})
    assert refusal(content, tmp_path / "in") == "COLLECTION_IS_NOT_UNDERSTOOD"


def zip_bomb(name: str, size: int, **files: bytes) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(size))
        for member, content in files.items():
            archive.writestr(member, content)
    return target.getvalue()


def test_bombs_are_refused_before_they_go_off(tmp_path: Path) -> None:
    limits = replace(LIMITS, collection_bytes=1_000_000)
    zipped_bomb = zip_bomb("collection.anki21", 50_000_000)
    packed_bomb = zipped({"meta": number(1, 3), "collection.anki21b": zstandard.compress(bytes(50_000_000))})
    assert refusal(zipped_bomb, tmp_path / "a", limits) == "PACKAGE_IS_TOO_LARGE"
    assert refusal(packed_bomb, tmp_path / "b", limits) == "PACKAGE_IS_TOO_LARGE"
    assert largest_file(tmp_path) < 3_000_000


def largest_file(directory: Path) -> int:
    return max((path.stat().st_size for path in directory.rglob("*")), default=0)


def test_a_large_file_of_media_is_left_out_and_too_many_are_refused(tmp_path: Path) -> None:
    listed = json.dumps({"0": "big.png"}).encode()
    bomb = zip_bomb("0", 3_000_000, **{"collection.anki21": database(), "media": listed})
    package = unpacked(bomb, tmp_path / "a")
    assert package.left_out == [("big.png", "MEDIA_IS_TOO_LARGE")] and package.media == []
    assert refusal(bomb, tmp_path / "b", replace(LIMITS, media=0)) == "TOO_MANY_MEDIA"
    all_too_large = replace(LIMITS, all_media_bytes=100)
    assert refusal(older_package(), tmp_path / "c", all_too_large) == "PACKAGE_IS_TOO_LARGE"


def test_too_many_cards_or_answers_are_refused(tmp_path: Path) -> None:
    assert refusal(older_package(), tmp_path / "a", replace(LIMITS, cards=5)) == "TOO_MANY_CARDS"
    assert refusal(older_package(), tmp_path / "b", replace(LIMITS, answers=3)) == "TOO_MANY_ANSWERS"


def test_names_of_media_reach_no_path(tmp_path: Path) -> None:
    names = ["../../evil.png", "/etc/passwd", "a\\b.png", "..", "nul\x00.png", "fine.png"]
    listed = json.dumps({str(place): name for place, name in enumerate(names)}).encode()
    files = {"collection.anki21": database(), "media": listed, **{str(place): b"x" for place in range(len(names))}}
    package = unpacked(zipped(files), tmp_path / "in")
    assert [file.name for file in package.media] == ["fine.png"]
    assert {reason for _, reason in package.left_out} == {"MEDIA_NAME_IS_UNSAFE"} and len(package.left_out) == 5
    assert all(file.path.parent == tmp_path / "in" for file in package.media)


def test_media_that_the_archive_does_not_have_are_left_out(tmp_path: Path) -> None:
    listed = message(1, text(1, "gone.png")) + message(1, text(1, "here.png") + number(255, 7))
    files: dict[str, Any] = {
        "meta": number(1, 3),
        "collection.anki21b": zstandard.compress(database(is_newest=True)),
        "media": zstandard.compress(listed),
        "7": zstandard.compress(b"x"),
    }
    package = unpacked(zipped(files), tmp_path / "in")
    assert [file.name for file in package.media] == ["here.png"]
    assert package.left_out == [("gone.png", "MEDIA_IS_MISSING")]


async def test_whoever_unpacks_has_little_memory(tmp_path: Path) -> None:
    limits = replace(LIMITS, memory=60_000_000, collection_bytes=200_000_000)
    huge = "\x1f".join(("x" * 5_000_000, "y", "z"))
    many = [(CAT + place, f"g{place}", BASIC, 0, "", huge) for place in range(10)]
    content = zip_bomb("unused", 2, **{"collection.anki21": database(notes=many, cards=[], revlog=[])})
    with pytest.raises(PackageIsRefused, match="PACKAGE_IS_TOO_"):
        await confined(content, tmp_path / "in", limits)


async def test_a_process_of_its_own_unpacks_the_same(tmp_path: Path) -> None:
    package, other = await confined(newest_package(), tmp_path / "a"), unpacked(newest_package(), tmp_path / "b")
    assert package.collection == other.collection
    assert [(file.name, file.size) for file in package.media] == [(file.name, file.size) for file in other.media]
    with pytest.raises(PackageIsRefused, match="NOT_A_PACKAGE"):
        await confined(b"nothing", tmp_path / "c")

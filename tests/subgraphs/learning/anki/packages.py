"""Packages of Anki for tests: built as Anki's own exporter writes them, and not by the code under test."""

import io
import json
import sqlite3
from contextlib import closing
from hashlib import sha1
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import zstandard

CREATED = 1_700_006_400
"""The start of day 0: 2023-11-15, midnight."""

BASIC, CLOZE = 1_600_000_000_001, 1_600_000_000_002
WORDS, VERBS = 1_600_000_000_010, 1_600_000_000_011
CAT, EATS, GAPS = 1_700_000_000_100, 1_700_000_000_200, 1_700_000_000_300
PICTURE = b"\x89PNG\r\n\x1a\n" + b"a small cat" * 20
SOUND = b"ID3\x04" + b"meow" * 50
TYPEFACE = b"\x00\x01\x00\x00a typeface"
MEDIA = {"cat.png": PICTURE, "ねこ.mp3": SOUND, "_letters.ttf": TYPEFACE}

CAT_BACK = 'cat <b>&amp; pet</b><br><img src="cat.png"><script>alert(1)</script>'
NOTES = [
    (CAT, "guid-cat", BASIC, 1_700_000_500, " animal n5 ", "\x1f".join(("猫[sound:ねこ.mp3]", CAT_BACK, "ねこ"))),
    (EATS, "guid-eats", BASIC, 1_700_000_600, "", "\x1f".join(("食べる", "to eat", "たべる"))),
    (GAPS, "guid-gaps", CLOZE, 1_700_000_700, " grammar ", "{{c1::猫}}が{{c2::好き::like}}です\x1fI like cats"),
]
FSRS = '{"s":12.5,"d":6.25,"dr":0.9}'
CARDS = [
    # id, nid, did, ord, mod, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data
    (CAT + 1, CAT, WORDS, 0, 1_700_000_500, 2, 2, 900, 30, 2500, 3, 1, 0, 0, 0, 2, FSRS),
    (CAT + 2, CAT, WORDS, 1, 1_700_000_500, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, '{"pos":7}'),
    (EATS + 1, EATS, VERBS, 0, 1_700_000_600, 2, -1, 850, 10, 1900, 2, 0, 0, 0, 0, 0, "{}"),
    (EATS + 2, EATS, VERBS, 1, 1_700_000_600, 1, 1, 1_772_442_300, 0, 2500, 1, 0, 1001, 0, 0, 0, "{}"),
    (GAPS + 1, GAPS, VERBS, 0, 1_700_000_700, 3, -2, 845, 4, 2100, 5, 2, 1001, 0, 0, 0, "{}"),
    (GAPS + 2, GAPS, VERBS, 1, 1_700_000_700, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, ""),
]
REVLOG = [
    # id, cid, ease, ivl, lastIvl, factor, time, type
    (1_770_000_000_000, CAT + 1, 3, -600, -60, 2500, 4_000, 0),
    (1_770_000_700_000, CAT + 1, 4, 4, -600, 2500, 3_000, 0),
    (1_770_400_000_000, CAT + 1, 1, -600, 4, 2300, 9_000, 1),
    (1_770_400_700_000, CAT + 1, 3, 30, -600, 2300, 2_500, 2),
    (1_770_500_000_000, CAT + 1, 0, 30, 30, 2300, 0, 4),
    (1_770_100_000_000, EATS + 1, 3, 3, -600, 600, 5_000, 0),
    (1_770_360_000_000, EATS + 1, 2, 10, 3, 600, 6_000, 1),
]
FIELDS = {BASIC: ("Front", "Back", "Reading"), CLOZE: ("Text", "Back Extra")}
TEMPLATES = {
    BASIC: (
        ("Card 1", "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"),
        ("Card 2", "{{Back}}", "{{FrontSide}}<hr id=answer>{{Front}} {{#Reading}}({{Reading}}){{/Reading}}"),
    ),
    CLOZE: (("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>{{Back Extra}}"),),
}
NAMES = {BASIC: "Basic (and reversed card)", CLOZE: "Cloze"}
CSS = ".card { font-family: letters; } @font-face { font-family: letters; src: url('_letters.ttf'); }"
DECKS = {1: "Default", WORDS: "Japanese::Words", VERBS: "Japanese::Verbs", 1_600_000_000_009: "Japanese"}

_SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
  flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
  ivl integer not null, factor integer not null, reps integer not null, lapses integer not null,
  left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
  ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
  type integer not null);
"""
_TABLES_18 = """
CREATE TABLE deck_config (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase,
  mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL);
CREATE TABLE config (KEY text NOT NULL PRIMARY KEY, usn integer NOT NULL, mtime_secs integer NOT NULL,
  val blob NOT NULL) without rowid;
CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE unicase,
  config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
CREATE TABLE templates (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE unicase,
  mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE unicase,
  mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase,
  mtime_secs integer NOT NULL, usn integer NOT NULL, common blob NOT NULL, kind blob NOT NULL);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
CREATE TABLE tags (tag text NOT NULL PRIMARY KEY COLLATE unicase, usn integer NOT NULL, collapsed boolean NOT NULL,
  config blob NULL) without rowid;
CREATE TABLE graves (oid integer NOT NULL, type integer NOT NULL, usn integer NOT NULL, PRIMARY KEY (oid, type))
  WITHOUT ROWID;
"""


def older_package(**changes: Any) -> bytes:
    """As Anki writes it that supports older versions: two databases, and media as JSON."""
    files = {
        "collection.anki2": database(notes=[], cards=[], revlog=[]),
        "collection.anki21": database(**changes),
        "media": json.dumps({str(place): name for place, name in enumerate(MEDIA)}).encode(),
        **{str(place): content for place, content in enumerate(MEDIA.values())},
    }
    return zipped(files)


def oldest_package(**changes: Any) -> bytes:
    return zipped({"collection.anki2": database(**changes), "media": b"{}"})


def newest_package(**changes: Any) -> bytes:
    """As Anki 2.1.50 and later write it."""
    packed = zstandard.ZstdCompressor(level=0)
    entries = b"".join(
        message(1, text(1, name) + number(2, len(content)) + text(3, sha1(content).digest()))
        for name, content in MEDIA.items()
    )
    files = {
        "meta": number(1, 3),
        "collection.anki21b": packed.compress(database(is_newest=True, **changes)),
        "collection.anki2": database(notes=[], cards=[], revlog=[]),
        **{str(place): packed.compress(content) for place, content in enumerate(MEDIA.values())},
        "media": packed.compress(entries),
    }
    return zipped(files)


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def database(
    *,
    is_newest: bool = False,
    notes: list[Any] | None = None,
    cards: list[Any] | None = None,
    revlog: list[Any] | None = None,
) -> bytes:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "collection.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
            connection.executescript(_SCHEMA + (_TABLES_18 if is_newest else "CREATE TABLE graves (usn, oid, type);"))
            _write(connection, is_newest)
            for row in NOTES if notes is None else notes:
                connection.execute("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, '', 0, 0, '')", row)
            for row in CARDS if cards is None else cards:
                numbers = "?, ?, ?, ?, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                connection.execute(f"INSERT INTO cards VALUES ({numbers})", row)
            for row in REVLOG if revlog is None else revlog:
                connection.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", row)
            connection.commit()
        return path.read_bytes()


def _write(connection: sqlite3.Connection, is_newest: bool) -> None:
    models = {str(each): _model(each) for each in NAMES}
    decks = {str(each): {"id": each, "name": name, "desc": "", "dyn": 0} for each, name in DECKS.items()}
    texts = ("", "", "", "", "") if is_newest else ("{}", json.dumps(models), json.dumps(decks), "{}", "{}")
    version = 18 if is_newest else 11
    connection.execute("INSERT INTO col VALUES (1, ?, 0, 0, ?, 0, 0, 0, ?, ?, ?, ?, ?)", (CREATED, version, *texts))
    if not is_newest:
        return
    for each, name in NAMES.items():
        config = number(1, each == CLOZE) + text(3, CSS) + text(5, "\\begin") + text(6, "\\end")
        connection.execute("INSERT INTO notetypes VALUES (?, ?, 1700000000, 0, ?)", (each, name, config))
        for place, field in enumerate(FIELDS[each]):
            config = text(3, "Arial") + number(4, 20)
            connection.execute("INSERT INTO fields VALUES (?, ?, ?, ?)", (each, place, field, config))
        for place, (title, question, answer) in enumerate(TEMPLATES[each]):
            config = text(1, question) + text(2, answer)
            statement = "INSERT INTO templates VALUES (?, ?, ?, 1700000000, 0, ?)"
            connection.execute(statement, (each, place, title, config))
    for each, name in DECKS.items():
        kind = message(1, number(1, 1))
        row = (each, name.replace("::", "\x1f"), number(1, 1), kind)
        connection.execute("INSERT INTO decks VALUES (?, ?, 0, 0, ?, ?)", row)


def _model(each: int) -> dict[str, Any]:
    fields = [
        {"name": name, "ord": place, "font": "Arial", "size": 20, "sticky": False, "rtl": False, "media": []}
        for place, name in enumerate(FIELDS[each])
    ]
    templates = [
        {"name": name, "ord": place, "qfmt": question, "afmt": answer, "bqfmt": "", "bafmt": "", "did": None}
        for place, (name, question, answer) in enumerate(TEMPLATES[each])
    ]
    return {
        **{"id": each, "name": NAMES[each], "type": int(each == CLOZE), "mod": 1_700_000_000, "usn": 0, "sortf": 0},
        **{"flds": fields, "tmpls": templates, "css": CSS, "latexPre": "\\begin", "latexPost": "\\end"},
    }


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value) if value else b""


def text(field: int, value: str | bytes) -> bytes:
    content = value.encode() if isinstance(value, str) else value
    return message(field, content) if content else b""


def message(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    head = b""
    while value > 127:
        head, value = head + bytes([value & 127 | 128]), value >> 7
    return head + bytes([value])

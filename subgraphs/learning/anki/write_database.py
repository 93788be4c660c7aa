"""Write the database of a package, in schema 11 or in schema 18."""

import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from hashlib import sha1
from pathlib import Path
from struct import pack
from typing import Any

from subgraphs.learning.anki.collection import DECK_SEPARATOR, Collection, Deck, Note, NoteType
from subgraphs.learning.anki.forms import (
    DEFAULT_DECK,
    DEFAULT_OPTIONS,
    TABLE_SEPARATOR,
    deck_kind_message,
    deck_to_json,
    field_message,
    note_type_message,
    note_type_to_json,
    template_message,
)
from subgraphs.learning.anki.html_text import plain_text
from subgraphs.learning.anki.protobuf import bytes_field, number_field
from subgraphs.learning.anki.read_database import FIELD_SEPARATOR

_PICTURE = re.compile(r"<img\b[^>]*\bsrc\s*=\s*[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)
_NOT_SENT = -1
"""The sequence number of what was never synchronised."""

_COMMON_TABLES = (
    "CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL, "
    "ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, "
    "models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL)",
    "CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL, "
    "usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL, "
    "flags integer NOT NULL, data text NOT NULL)",
    "CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL, "
    "mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL, "
    "ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, "
    "left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL)",
    "CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL, "
    "ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, "
    "type integer NOT NULL)",
    "CREATE INDEX ix_notes_usn ON notes (usn)",
    "CREATE INDEX ix_notes_csum ON notes (csum)",
    "CREATE INDEX ix_cards_usn ON cards (usn)",
    "CREATE INDEX ix_cards_nid ON cards (nid)",
    "CREATE INDEX ix_cards_sched ON cards (did, queue, due)",
    "CREATE INDEX ix_revlog_usn ON revlog (usn)",
    "CREATE INDEX ix_revlog_cid ON revlog (cid)",
)
_TABLES_11 = ("CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL)",)
_TABLES_18 = (
    "CREATE TABLE graves (oid integer NOT NULL, type integer NOT NULL, usn integer NOT NULL, "
    "PRIMARY KEY (oid, type)) WITHOUT ROWID",
    "CREATE INDEX idx_graves_pending ON graves (usn)",
    "CREATE TABLE deck_config (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase, "
    "mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL)",
    "CREATE TABLE config (KEY text NOT NULL PRIMARY KEY, usn integer NOT NULL, mtime_secs integer NOT NULL, "
    "val blob NOT NULL) WITHOUT ROWID",
    "CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE unicase, "
    "config blob NOT NULL, PRIMARY KEY (ntid, ord)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid)",
    "CREATE TABLE templates (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE unicase, "
    "mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL, PRIMARY KEY (ntid, ord)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX idx_templates_name_ntid ON templates (name, ntid)",
    "CREATE INDEX idx_templates_usn ON templates (usn)",
    "CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE unicase, "
    "mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL)",
    "CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name)",
    "CREATE INDEX idx_notetypes_usn ON notetypes (usn)",
    "CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase, "
    "mtime_secs integer NOT NULL, usn integer NOT NULL, common blob NOT NULL, kind blob NOT NULL)",
    "CREATE UNIQUE INDEX idx_decks_name ON decks (name)",
    "CREATE TABLE tags (tag text NOT NULL PRIMARY KEY COLLATE unicase, usn integer NOT NULL, "
    "collapsed boolean NOT NULL, config blob NULL) WITHOUT ROWID",
    "CREATE INDEX idx_notes_mid ON notes (mid)",
    "CREATE INDEX idx_cards_odid ON cards (odid) WHERE odid != 0",
)
_OPTIONS = {
    "id": DEFAULT_OPTIONS,
    "name": "Default",
    "mod": 0,
    "usn": 0,
    "maxTaken": 60,
    "autoplay": True,
    "timer": 0,
    "replayq": True,
    "dyn": False,
    "new": {"bury": False, "delays": [1.0, 10.0], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20},
    "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2},
    "lapse": {"delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0},
}
"""How an empty deck is studied; nothing that was imported or is exported."""


def write_database(path: Path, collection: Collection, is_newest: bool, now: int) -> None:
    """To a file that is not there yet. `now` is in seconds since 1970."""
    with closing(sqlite3.connect(path)) as connection:
        connection.create_collation("unicase", _compare_caseless)
        for statement in (*_COMMON_TABLES, *(_TABLES_18 if is_newest else _TABLES_11)):
            connection.execute(statement)
        decks = _with_parents(collection.decks)
        if is_newest:
            _write_tables(connection, collection, decks, now)
        _write_col(connection, collection, decks, is_newest, now)
        _write_rows(connection, collection)
        connection.commit()


def checksum(note: Note) -> int:
    """Of the first field, by which Anki finds notes that are written twice."""
    return int(sha1(_readable(note.fields[0]).encode(), usedforsecurity=False).hexdigest()[:8], 16)


def _compare_caseless(one: str, other: str) -> int:
    one, other = one.casefold(), other.casefold()
    return (one > other) - (one < other)


def _readable(text: str) -> str:
    """Without markup, but with the names of pictures."""
    return plain_text(_PICTURE.sub(r" \1 ", text))


def _with_parents(decks: Iterable[Deck]) -> list[Deck]:
    """With the default deck, and every deck that another is within."""
    named = {deck.name.casefold(): deck for deck in (Deck(DEFAULT_DECK, "Default"), *decks)}
    next_id = max((deck.id for deck in named.values()), default=0) + 1
    for deck in list(named.values()):
        parts = deck.name.split(DECK_SEPARATOR)
        for count in range(1, len(parts)):
            name = DECK_SEPARATOR.join(parts[:count])
            if name.casefold() not in named:
                named[name.casefold()] = Deck(next_id, name)
                next_id += 1
    return sorted(named.values(), key=lambda deck: deck.id)


def _write_col(
    connection: sqlite3.Connection, collection: Collection, decks: list[Deck], is_newest: bool, now: int
) -> None:
    texts = ("", "", "", "", "")
    if not is_newest:
        models = {str(each.id): note_type_to_json(each) for each in collection.note_types}
        listed = {str(each.id): deck_to_json(each, now) for each in decks}
        texts = (
            json.dumps(_configuration(collection)),
            json.dumps(models, ensure_ascii=False),
            json.dumps(listed, ensure_ascii=False),
            json.dumps({str(DEFAULT_OPTIONS): _OPTIONS}),
            "{}",
        )
    row = (1, collection.created, now * 1000, now * 1000, 18 if is_newest else 11, 0, 0, 0, *texts)
    _insert(connection, "col", [row])


def _configuration(collection: Collection) -> dict[str, Any]:
    return {
        "activeDecks": [DEFAULT_DECK],
        "curDeck": DEFAULT_DECK,
        "nextPos": sum(card.type == 0 for card in collection.cards) + 1,
        "schedVer": 2,
        "creationOffset": 0,
        "estTimes": True,
        "dueCounts": True,
        "sortType": "noteFld",
        "sortBackwards": False,
        "addToCur": True,
        "newSpread": 0,
        "timeLim": 0,
        "collapseTime": 1200,
        "curModel": collection.note_types[0].id if collection.note_types else None,
    }


def _write_tables(connection: sqlite3.Connection, collection: Collection, decks: list[Deck], now: int) -> None:
    configuration = _configuration(collection).items()
    _insert(connection, "config", [(key, _NOT_SENT, now, json.dumps(value).encode()) for key, value in configuration])
    _insert(connection, "deck_config", [(DEFAULT_OPTIONS, "Default", 0, 0, _options_message())])
    for note_type, name in zip(collection.note_types, _distinct(collection.note_types), strict=True):
        _write_note_type(connection, note_type, name)
    rows = [
        (deck.id, deck.name.replace(DECK_SEPARATOR, TABLE_SEPARATOR), now, _NOT_SENT, b"", deck_kind_message(deck))
        for deck in decks
    ]
    _insert(connection, "decks", rows)
    tags = {tag.casefold(): tag for note in collection.notes for tag in note.tags}
    _insert(connection, "tags", [(tag, _NOT_SENT, False, None) for tag in tags.values()])


def _write_note_type(connection: sqlite3.Connection, note_type: NoteType, name: str) -> None:
    message = note_type_message(note_type)
    _insert(connection, "notetypes", [(note_type.id, name, note_type.modified, _NOT_SENT, message)])
    fields = [(note_type.id, place, each.name, field_message(each)) for place, each in enumerate(note_type.fields)]
    _insert(connection, "fields", fields)
    templates = [
        (note_type.id, place, each.name, note_type.modified, _NOT_SENT, template_message(each))
        for place, each in enumerate(note_type.templates)
    ]
    _insert(connection, "templates", templates)


def _distinct(note_types: Iterable[NoteType]) -> Iterable[str]:
    """Two types of one name, from two packages, need two names."""
    taken: set[str] = set()
    for note_type in note_types:
        name = note_type.name
        while name.casefold() in taken:
            name += "+"
        taken.add(name.casefold())
        yield name


def _options_message() -> bytes:
    """What `_OPTIONS` says."""
    return (
        bytes_field(1, pack("<2f", 1.0, 10.0))
        + bytes_field(2, pack("<f", 10.0))
        + number_field(9, 20)
        + number_field(10, 200)
        + b"".join(
            bytes([field << 3 | 5]) + pack("<f", value) for field, value in ((11, 2.5), (12, 1.3), (13, 1.2), (15, 1.0))
        )
        + number_field(16, 36_500)
        + number_field(17, 1)
        + number_field(18, 1)
        + number_field(19, 4)
        + number_field(21, 1)
        + number_field(22, 8)
        + number_field(24, 60)
    )


def _write_rows(connection: sqlite3.Connection, collection: Collection) -> None:
    sort_fields = {note_type.id: note_type.sort_field for note_type in collection.note_types}
    _insert(connection, "notes", [_note_row(note, sort_fields[note.note_type_id]) for note in collection.notes])
    cards = [
        (each.id, each.note_id, each.deck_id, each.ordinal, each.modified, _NOT_SENT, each.type, each.queue, each.due,
         each.interval, each.factor, each.reps, each.lapses, each.left, 0, 0, each.flags, each.data)
        for each in collection.cards
    ]  # fmt: skip
    _insert(connection, "cards", cards)
    answers = [
        (each.id, each.card_id, _NOT_SENT, each.ease, each.interval, each.last_interval, each.factor,
         each.milliseconds, each.type)
        for each in collection.answers
    ]  # fmt: skip
    _insert(connection, "revlog", answers)


def _note_row(note: Note, sort_field: int) -> tuple[Any, ...]:
    tags = f" {' '.join(note.tags)} " if note.tags else ""
    sorted_by = _readable(note.fields[min(sort_field, len(note.fields) - 1)])
    joined = FIELD_SEPARATOR.join(note.fields)
    return (
        note.id,
        note.guid,
        note.note_type_id,
        note.modified,
        _NOT_SENT,
        tags,
        joined,
        sorted_by,
        checksum(note),
        0,
        "",
    )


def _insert(connection: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        places = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 - the names are ours

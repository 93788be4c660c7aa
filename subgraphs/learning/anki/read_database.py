"""Read the database of a package: of schema 11, where note types are JSON, or of schema 18, where they have tables.

The file is a stranger's. It is opened so that it can change nothing and run nothing; whatever is wrong with it raises
`PackageIsRefused`. Memory and time are for whoever calls to bound.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from subgraphs.learning.anki.collection import Answer, Card, Collection, Deck, Note, NoteType, PackageLimits
from subgraphs.learning.anki.forms import (
    WrongForm,
    deck_from_json,
    deck_from_table,
    note_type_from_json,
    note_type_from_tables,
)

FIELD_SEPARATOR = "\x1f"
LONGEST_VALUE = 20_000_000
_OPTIONAL_TABLES = ("notetypes", "fields", "templates", "decks")
_NEEDED_TABLES = ("col", "notes", "cards", "revlog")
_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, 33})
"""What a query may do; 33 is a recursive one."""


class PackageIsRefused(Exception):
    """It cannot be imported. The text is the reason, for programs."""


def read_database(path: Path, limits: PackageLimits) -> Collection:
    try:
        with closing(_opened(path)) as connection:
            return _read(connection, limits)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise PackageIsRefused("COLLECTION_IS_DAMAGED") from error
    except (ValueError, RecursionError, TypeError, OverflowError) as error:
        raise PackageIsRefused("COLLECTION_IS_NOT_UNDERSTOOD") from error


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
    connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY)
    return connection


def _read(connection: sqlite3.Connection, limits: PackageLimits) -> Collection:
    # A view could be anything; only what is stored is read.
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables.issuperset(_NEEDED_TABLES):
        raise PackageIsRefused("COLLECTION_IS_NOT_UNDERSTOOD")
    row = connection.execute("SELECT crt, models, decks FROM col LIMIT 1").fetchone()
    if row is None:
        raise PackageIsRefused("COLLECTION_IS_NOT_UNDERSTOOD")
    created, models, decks = row
    collection = Collection(created=int(created))
    if tables.issuperset(_OPTIONAL_TABLES):
        collection.note_types = list(_note_types_of_tables(connection))
        collection.decks = list(_decks_of_table(connection))
    else:
        collection.note_types = [note_type_from_json(each) for each in _objects(models)]
        collection.decks = [deck_from_json(each) for each in _objects(decks)]
    _check_count(connection, "cards", limits.cards, "TOO_MANY_CARDS")
    _check_count(connection, "notes", limits.cards, "TOO_MANY_CARDS")
    _check_count(connection, "revlog", limits.answers, "TOO_MANY_ANSWERS")
    fields_of = {each.id: len(each.fields) for each in collection.note_types}
    collection.notes = list(_notes(connection, fields_of))
    known = {note.id for note in collection.notes}
    collection.cards = [card for card in _cards(connection) if card.note_id in known]
    cards = {card.id for card in collection.cards}
    collection.answers = [answer for answer in _answers(connection) if answer.card_id in cards]
    collection.decks = _used_decks(collection)
    return collection


def _note_types_of_tables(connection: sqlite3.Connection) -> Iterator[NoteType]:
    for row in connection.execute("SELECT id, name, mtime_secs, config FROM notetypes ORDER BY id").fetchall():
        fields = connection.execute("SELECT name, config FROM fields WHERE ntid = ? ORDER BY ord", (row[0],))
        templates = connection.execute("SELECT name, config FROM templates WHERE ntid = ? ORDER BY ord", (row[0],))
        yield note_type_from_tables(row, fields.fetchall(), templates.fetchall())


def _decks_of_table(connection: sqlite3.Connection) -> Iterator[Deck]:
    for deck_id, name, kind in connection.execute("SELECT id, name, kind FROM decks ORDER BY id"):
        yield deck_from_table(deck_id, name, kind)


def _objects(text: Any) -> list[Mapping[str, Any]]:
    """The values of an object of objects."""
    raw = json.loads(text)
    if not isinstance(raw, dict) or not all(isinstance(each, dict) for each in raw.values()):
        raise WrongForm("it is no object of objects")
    return list(raw.values())


def _check_count(connection: sqlite3.Connection, table: str, most: int, reason: str) -> None:
    statement = f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT ?)"  # noqa: S608 - the names are ours
    if connection.execute(statement, (most + 1,)).fetchone()[0] > most:
        raise PackageIsRefused(reason)


def _notes(connection: sqlite3.Connection, fields_of: Mapping[int, int]) -> Iterator[Note]:
    statement = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
    for note_id, guid, note_type_id, modified, tags, texts in connection.execute(statement):
        if note_type_id not in fields_of:
            raise WrongForm("a note is of no type")
        values = str(texts).split(FIELD_SEPARATOR)
        # A note has as many fields as its type; where a program wrote others, none is lost and none missing.
        count = max(fields_of[note_type_id], 1)
        values = [*values[: count - 1], FIELD_SEPARATOR.join(values[count - 1 :])] if len(values) > count else values
        padded = (*values, *[""] * (count - len(values)))
        yield Note(int(note_id), str(guid), note_type_id, int(modified), tuple(str(tags).split()), padded)


def _cards(connection: sqlite3.Connection) -> Iterator[Card]:
    statement = """SELECT id, nid, did, ord, mod, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags,
        data FROM cards ORDER BY id"""
    for row in connection.execute(statement):
        (*numbers, data) = row
        card_id, note_id, deck, ordinal, modified, kind, queue, due, *counts, home_due, home, flags = map(int, numbers)
        interval, factor, reps, lapses, left = counts
        yield Card(
            card_id, note_id, home or deck, ordinal, modified, kind, _home_queue(kind, queue) if home else queue,
            (home_due or due) if home else due, interval, factor, reps, lapses, left, flags, str(data),
        )  # fmt: skip


def _home_queue(kind: int, queue: int) -> int:
    """Where a borrowed card waits at home; a negative queue is one that is left out of study anywhere."""
    return queue if queue < 0 or kind in (1, 3) else kind


def _answers(connection: sqlite3.Connection) -> Iterator[Answer]:
    statement = "SELECT id, cid, ease, ivl, lastIvl, factor, time, type FROM revlog ORDER BY id"
    for row in connection.execute(statement):
        yield Answer(*map(int, row))


def _used_decks(collection: Collection) -> list[Deck]:
    used = {card.deck_id for card in collection.cards}
    known = {deck.id: deck for deck in collection.decks}
    return [known.get(deck_id, Deck(deck_id, "Default")) for deck_id in sorted(used)]

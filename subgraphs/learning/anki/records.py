"""A collection as lines of JSON, by which the process that reads a package tells the one that uses it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from operator import attrgetter
from typing import IO, Any

import orjson

from subgraphs.learning.anki.collection import (
    Answer,
    Card,
    CardTemplate,
    Collection,
    Deck,
    Note,
    NoteField,
    NoteKind,
    NoteType,
)

_CARD, _ANSWER = (attrgetter(*(each.name for each in fields(kind))) for kind in (Card, Answer))


def write_records(collection: Collection, file: IO[bytes]) -> None:
    file.writelines(orjson.dumps(record) + b"\n" for record in _records(collection))


def read_records(file: Iterable[bytes]) -> Collection:
    collection = Collection(created=0)
    for line in file:
        kind, value = orjson.loads(line)
        match kind:
            case "created":
                collection.created = value
            case "note-type":
                collection.note_types.append(_note_type(value))
            case "deck":
                collection.decks.append(Deck(**value))
            case "note":
                value["tags"], value["fields"] = tuple(value["tags"]), tuple(value["fields"])
                collection.notes.append(Note(**value))
            case "card":
                collection.cards.append(Card(*value))
            case "answer":
                collection.answers.append(Answer(*value))
            case _:
                raise ValueError(f"a record is of no kind: {kind}")
    return collection


def _records(collection: Collection) -> Iterator[tuple[str, Any]]:
    yield "created", collection.created
    for note_type in collection.note_types:
        yield "note-type", asdict(note_type)
    for deck in collection.decks:
        yield "deck", deck
    for note in collection.notes:
        yield "note", note
    for card in collection.cards:
        yield "card", _CARD(card)
    for answer in collection.answers:
        yield "answer", _ANSWER(answer)


def _note_type(value: dict[str, Any]) -> NoteType:
    value["kind"] = NoteKind(value["kind"])
    value["fields"] = tuple(NoteField(**each) for each in value["fields"])
    value["templates"] = tuple(CardTemplate(**each) for each in value["templates"])
    return NoteType(**value)

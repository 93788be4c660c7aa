"""Write a package of Anki, for programs of any age.

The older form has a database of schema 11 as `collection.anki21`, and media as they are; the newest, of Anki 2.1.50 and
later, one of schema 18, and everything compressed. Both hold a second database, for programs that know neither, with
one note that says so.
"""

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from hashlib import sha1
from pathlib import Path
from shutil import copyfileobj
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import zstandard

from subgraphs.learning.anki.collection import (
    Card,
    CardTemplate,
    Collection,
    MediaFile,
    Note,
    NoteField,
    NoteKind,
    NoteType,
)
from subgraphs.learning.anki.forms import DEFAULT_DECK, media_entries
from subgraphs.learning.anki.protobuf import number_field
from subgraphs.learning.anki.unpack import MIDDLE, NEWEST, NEWEST_VERSION, OLDEST
from subgraphs.learning.anki.write_database import write_database

_CHUNK = 1 << 20
_FOR_OLD_PROGRAMS = "This file needs a newer version of Anki: update it, then import the file again."


class PackageForm(StrEnum):
    OLDER = "OLDER"
    NEWEST = "NEWEST"


def write_package(
    target: Path, collection: Collection, media: Sequence[MediaFile], form: PackageForm, now: int
) -> None:
    """The folder of the target must be for this alone. `now` is in seconds since 1970."""
    is_newest = form is PackageForm.NEWEST
    database, note = target.with_name("collection.db"), target.with_name("note.db")
    write_database(database, collection, is_newest, now)
    write_database(note, _for_old_programs(now), False, now)
    with ZipFile(target, "w", ZIP_STORED if is_newest else ZIP_DEFLATED) as archive:
        if is_newest:
            archive.writestr("meta", number_field(1, NEWEST_VERSION))
        archive.write(note, OLDEST)
        _add(archive, NEWEST if is_newest else MIDDLE, database, is_newest)
        for number, file in enumerate(media):
            _add(archive, str(number), file.path, is_newest)
        archive.writestr("media", _packed_list(media) if is_newest else _plain_list(media))
    database.unlink()
    note.unlink()


def _add(archive: ZipFile, name: str, path: Path, is_compressed: bool) -> None:
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        if is_compressed:
            zstandard.ZstdCompressor().copy_stream(source, target)
        else:
            copyfileobj(source, target, _CHUNK)


def _packed_list(media: Sequence[MediaFile]) -> bytes:
    entries = media_entries([(file.name, file.size, _digest(file.path)) for file in media])
    return zstandard.ZstdCompressor().compress(entries)


def _plain_list(media: Sequence[MediaFile]) -> bytes:
    return json.dumps({str(number): file.name for number, file in enumerate(media)}, ensure_ascii=False).encode()


def _digest(path: Path) -> bytes:
    """By which Anki tells files apart; nothing is proved by it."""
    digest = sha1(usedforsecurity=False)
    with path.open("rb") as file:
        for chunk in _chunks(file):
            digest.update(chunk)
    return digest.digest()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(_CHUNK), b"")


def _for_old_programs(now: int) -> Collection:
    template = CardTemplate("Card 1", "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")
    fields = (NoteField("Front"), NoteField("Back"))
    note_type = NoteType(1, "Basic", NoteKind.STANDARD, fields, (template,), modified=now)
    note = Note(1, "kumiki-needs-update", 1, now, (), (_FOR_OLD_PROGRAMS, ""))
    card = Card(1, 1, DEFAULT_DECK, 0, now, 0, 0, 1, 0, 0, 0, 0, 0, 0, "{}")
    return Collection(now, [note_type], [], [note], [card], [])

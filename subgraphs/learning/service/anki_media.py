"""Files that come with notes: kept once each, by what is in them."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from subgraphs.learning.anki.collection import Collection, MediaFile, NoteType
from subgraphs.learning.anki.html_text import files_in, files_in_style
from subgraphs.learning.models.anki import AnkiMediaRow
from subgraphs.learning.models.media import MediaKind, MediaRow
from subgraphs.learning.repository.anki import AnkiRepository
from subgraphs.learning.repository.bulk_rows import all_of
from subgraphs.shared.file_types import BINARY, HEAD_BYTES, FileType, by_content_type, sniff
from subgraphs.shared.ids import new_id
from subgraphs.shared.objects import ObjectStore
from subgraphs.shared.privacy_archive import pieces_of
from subgraphs.shared.unit_of_work import UnitOfWork

FOLDER = "anki"
_CHUNK = 256 * 1024
_FACES = {"image": MediaKind.IMAGE, "audio": MediaKind.AUDIO}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store."""

    name: str
    digest: str
    key: str
    file_type: FileType
    size: int
    face_key: str | None
    """The copy that flashcards show; None for what no flashcard shows."""


@dataclass(frozen=True, slots=True)
class MediaIds:
    """What files are called within, by their names."""

    media: Mapping[str, UUID]
    faces: Mapping[str, UUID]
    added: int


def names_used(collection: Collection) -> set[str]:
    """By notes, and by the looks of their types."""
    used = {name for note in collection.notes for text in note.fields for name in files_in(text)}
    return used.union(*(files_of_type(each) for each in collection.note_types))


def files_of_type(note_type: NoteType) -> list[str]:
    texts = [text for each in note_type.templates for text in (each.question, each.answer)]
    return [*files_in_style(note_type.css), *(name for text in texts for name in files_in(text))]


async def keep_file(objects: ObjectStore, owner_id: UUID, file: MediaFile, is_shown: bool) -> KeptFile:
    """Written under a name that follows from what is in it, so that writing it again changes nothing."""
    head, digest = await asyncio.to_thread(_looked_at, file)
    file_type = sniff(head) or BINARY
    key = f"{FOLDER}/{owner_id.hex}/{digest}.{file_type.extension}"
    await objects.put(key, pieces_of(file.path))
    face_key = None
    if is_shown and file_type.family in _FACES:
        face_key = f"flashcards/{owner_id.hex}/{digest}.{file_type.extension}"
        await objects.copy(key, face_key)
    return KeptFile(file.name, digest, key, file_type, file.size, face_key)


async def write_media(work: UnitOfWork, owner_id: UUID, files: Sequence[KeptFile]) -> MediaIds:
    known = await AnkiRepository(work.session).media_by_digest(owner_id, {file.digest for file in files})
    faces = await _faces_by_digest(work, owner_id, {file.digest for file in files if file.face_key})
    added = 0
    for file in files:
        if file.digest not in known:
            known[file.digest] = _row(work, owner_id, file)
            work.session.add(known[file.digest])
            added += 1
        if file.face_key is not None and file.digest not in faces:
            faces[file.digest] = _face(work, owner_id, file, file.face_key)
            work.session.add(faces[file.digest])
    await work.session.flush()
    return MediaIds(
        {file.name: known[file.digest].id for file in files},
        {file.name: faces[file.digest].id for file in files if file.digest in faces},
        added,
    )


def content_type_of(row: AnkiMediaRow) -> FileType:
    return by_content_type(row.content_type) or BINARY


def _row(work: UnitOfWork, owner_id: UUID, file: KeptFile) -> AnkiMediaRow:
    return AnkiMediaRow(
        id=new_id(),
        owner_id=owner_id,
        digest=file.digest,
        key=file.key,
        content_type=file.file_type.content_type,
        size=file.size,
        created_at=work.now,
    )


def _face(work: UnitOfWork, owner_id: UUID, file: KeptFile, key: str) -> MediaRow:
    return MediaRow(
        id=new_id(),
        owner_id=owner_id,
        kind=_FACES[file.file_type.family],
        digest=file.digest,
        key=key,
        name=file.name,
        content_type=file.file_type.content_type,
        size=file.size,
        width=None,
        height=None,
        created_at=work.now,
    )


async def _faces_by_digest(work: UnitOfWork, owner_id: UUID, digests: Iterable[str]) -> dict[str, MediaRow]:
    statement = select(MediaRow).where(col(MediaRow.owner_id) == owner_id)
    rows = await all_of(work.session, statement, digests, col(MediaRow.digest))
    return {row.digest: row for (row,) in rows}


def _looked_at(file: MediaFile) -> tuple[bytes, str]:
    digest = sha256()
    with file.path.open("rb") as source:
        head = source.read(HEAD_BYTES)
        digest.update(head)
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return head, digest.hexdigest()

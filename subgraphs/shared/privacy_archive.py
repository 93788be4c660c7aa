"""A person's records of one domain, written into a ZIP: a JSON array per table, and the files that they stand for."""

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson
from pydantic.alias_generators import to_camel

from subgraphs.shared.database import Database
from subgraphs.shared.objects import ObjectIsMissing, ObjectStore
from subgraphs.shared.privacy import PersonalTable, PrivacyPolicy, Values, read_rows

_PIECE = 1 << 20


async def write_part(
    path: Path, policy: PrivacyPolicy, database: Database, objects: ObjectStore | None, user_id: UUID
) -> None:
    """Everything that a domain holds of a person. A table that holds nothing of them has no file."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        keys: list[str] = []
        for personal in policy.tables:
            keys += await _write_table(archive, personal, database, user_id)
        if objects is not None:
            for key in keys:
                await _write_object(archive, objects, key)


async def _write_table(archive: ZipFile, personal: PersonalTable, database: Database, user_id: UUID) -> list[str]:
    keys: list[str] = []
    is_first = True
    member = None
    async with database.read() as session:
        async for rows in read_rows(session, personal, user_id):
            if personal.objects is not None:
                keys += [key for row in rows for key in personal.objects(row)]
            if member is None:
                member = archive.open(f"{_file_name(archive, personal)}.json", "w", force_zip64=True)
            start = b"[\n" if is_first else b",\n"
            await asyncio.to_thread(member.write, start + b",\n".join(map(to_json, rows)))
            is_first = False
    if member is not None:
        member.write(b"\n]\n")
        member.close()
    return keys


def _file_name(archive: ZipFile, personal: PersonalTable) -> str:
    """The table's; a table that is personal in two ways has two files."""
    taken = set(archive.namelist())
    names = (personal.name, *(f"{personal.name}-{number}" for number in range(2, 10)))
    return next(name for name in names if f"{name}.json" not in taken)


def to_json(row: Values) -> bytes:
    return orjson.dumps({to_camel(name): value for name, value in row.items()}, default=_simple)


def _simple(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


async def _write_object(archive: ZipFile, objects: ObjectStore, key: str) -> None:
    info = ZipInfo(f"files/{key}")
    info.compress_type = ZIP_STORED
    try:
        with archive.open(info, "w", force_zip64=True) as member:
            async for piece in objects.read(key):
                await asyncio.to_thread(member.write, piece)
    except ObjectIsMissing:
        # Deleted since the row was read; an empty file tells that there was one.
        return


async def pieces_of(path: Path) -> AsyncIterator[bytes]:
    """A file as an object store wants it."""
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
    finally:
        file.close()


async def save(objects: ObjectStore, key: str, path: Path) -> None:
    """Bring an object into a file. Raises `ObjectIsMissing`."""
    with path.open("wb") as file:
        async for piece in objects.read(key):
            await asyncio.to_thread(file.write, piece)

"""Media for tests: files as a request holds them, and the operations of those who work with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

from subgraphs.content.media_files import MediaFiles, keys_of
from subgraphs.content.models.media import MediaRow
from subgraphs.content.repository.media import MediaRepository
from subgraphs.shared.caller import Caller
from subgraphs.shared.objects import ObjectStore
from subgraphs.shared.uploads import UploadedFile
from tests.subgraphs.content.authoring import HANA, refusals, send
from tests.support.subgraphs import SubgraphUnderTest

MEDIA = """
  id kind status name altText contentType bytes width height durationSeconds failureCode url deletedAt restorableUntil
  variants { url contentType width height bytes }
"""


@contextmanager
def file_of(content: bytes, name: str = "file") -> Iterator[UploadedFile]:
    with SpooledTemporaryFile(max_size=1_000_000) as file:
        file.write(content)
        yield UploadedFile(name, "application/octet-stream", len(content), file)


async def uploaded(
    library: SubgraphUnderTest, content: bytes, name: str = "file", caller: Caller = HANA, **fields: Any
) -> dict[str, Any]:
    """The medium that was made of this file."""
    with file_of(content, name) as file:
        payload = await send(library, "uploadMedia", f"media {{ {MEDIA} }}", caller, file=file, **fields)
    assert payload["userErrors"] == []
    media: dict[str, Any] = payload["media"]
    return media


async def refused(
    library: SubgraphUnderTest, content: bytes, name: str = "file", caller: Caller = HANA, **fields: Any
) -> list[Any]:
    with file_of(content, name) as file:
        return await refusals(library, "uploadMedia", caller, file=file, **fields)


async def announced(
    library: SubgraphUnderTest, content: bytes, content_type: str, caller: Caller = HANA, **fields: Any
) -> dict[str, Any]:
    """The payload of the beginning of an upload that the client makes by itself."""
    selection = f"media {{ {MEDIA} }} upload {{ url method headers {{ name value }} expiresAt }}"
    told = {"name": "file", "contentType": content_type, "size": len(content), **fields}
    payload = await send(library, "createMediaUpload", selection, caller, **told)
    assert payload["userErrors"] == []
    return payload


async def seen(library: SubgraphUnderTest, media_id: str, caller: Caller | None = HANA) -> dict[str, Any] | None:
    query = f"query ($id: ID!) {{ media(id: $id) {{ {MEDIA} }} }}"
    media: dict[str, Any] | None = (await library.data(query, {"id": media_id}, caller=caller))["media"]
    return media


async def row_of(library: SubgraphUnderTest, media_id: str) -> MediaRow | None:
    async with library.subgraph.database.read() as session:
        return await MediaRepository(session).get(UUID(media_id))


def files_of(library: SubgraphUnderTest) -> MediaFiles:
    files: MediaFiles = library.subgraph.services.media
    return files


def objects_of(library: SubgraphUnderTest) -> ObjectStore:
    return files_of(library).objects


async def all_keys(library: SubgraphUnderTest) -> set[str]:
    """Every file that is kept."""
    objects = objects_of(library)
    return {info.key for folder in ("incoming", "media") async for info in objects.listing(folder)}


async def keys_of_media(library: SubgraphUnderTest, media_id: str) -> set[str]:
    row = await row_of(library, media_id)
    return set(keys_of(row)) if row is not None else set()


async def arrive(library: SubgraphUnderTest, media_id: str, content: bytes) -> None:
    """What the client puts at the address that it was given."""
    row = await row_of(library, media_id)
    assert row is not None and row.incoming_key is not None
    await objects_of(library).put(row.incoming_key, content)


async def usage(library: SubgraphUnderTest, caller: Caller = HANA) -> tuple[int, int]:
    """Bytes and number of what counts against the caller's quota."""
    found = (await library.data("{ mediaUsage { bytes count } }", caller=caller))["mediaUsage"]
    return found["bytes"], found["count"]

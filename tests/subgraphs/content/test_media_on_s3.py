"""Media whose files are on a real S3 server: clients put and read them there, and the subgraph works on them there."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.subgraphs.content.authoring import HANA, Place, content_at, done
from tests.subgraphs.content.library import MEDIA, all_keys, announced, seen, uploaded
from tests.subgraphs.content.recordings import mp3
from tests.subgraphs.shared.pictures import opened, picture
from tests.support.s3_server import s3_server
from tests.support.subgraphs import SubgraphUnderTest


@pytest.fixture(scope="module")
def s3_settings() -> Iterator[dict[str, Any]]:
    with s3_server() as settings:
        yield settings


@pytest.fixture
async def library(tmp_path: Path, s3_settings: dict[str, Any]) -> AsyncIterator[SubgraphUnderTest]:
    place = Place(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/content.db")
    async with content_at(place, **s3_settings) as library:
        yield library


async def http(url: str, body: bytes | None = None, **headers: str) -> bytes:
    def send() -> bytes:
        with urlopen(Request(url, data=body, headers=headers, method="GET" if body is None else "PUT")) as answer:
            content: bytes = answer.read()
            return content

    return await asyncio.to_thread(send)


async def test_a_picture_is_uploaded_and_read_from_the_bucket(library: SubgraphUnderTest) -> None:
    media = await uploaded(library, picture(400, 200))
    await library.run_jobs()
    found = await seen(library, media["id"])
    assert found is not None and found["status"] == "READY"
    assert opened(await http(found["url"])).size == (400, 200)
    widths = [opened(await http(variant["url"])).width for variant in found["variants"]]
    assert widths == [variant["width"] for variant in found["variants"]] == [320, 400, 320, 400]


async def test_a_client_puts_a_file_into_the_bucket_by_itself(library: SubgraphUnderTest) -> None:
    begun = await announced(library, mp3(), "audio/mpeg")
    headers = {header["name"]: header["value"] for header in begun["upload"]["headers"]}
    await http(begun["upload"]["url"], mp3(), **headers)
    media_id = begun["media"]["id"]
    await done(library, "completeMediaUpload", f"media {{ {MEDIA} }}", HANA, mediaId=media_id)
    await library.run_jobs()
    found = await seen(library, media_id)
    assert found is not None and found["status"] == "READY"
    assert await http(found["url"]) == mp3()
    assert {key.split("/")[0] for key in await all_keys(library)} == {"media"}

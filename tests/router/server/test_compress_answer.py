import gzip
from collections.abc import Callable

import brotli
import pytest
import zstandard
from starlette.types import ASGIApp

from router.server.app import create_app
from router.settings import CompressionSettings, RouterSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.http_streams import SSE, streaming
from tests.router.server.raw_http import Answer, post

TITLE = {"query": '{ book(id: "1") { title } }'}
SMALL, LARGE = 2_000, 200_000
"""Characters of a title; the one is compressed at once, the other in a thread."""

DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": lambda content: bytes(brotli.decompress(content)),
    "zstd": lambda content: zstandard.ZstdDecompressor().decompress(content),
}


def router_with(shelf: Shelf, length: int = SMALL, **settings: object) -> ASGIApp:
    shelf.titles["1"] = "x" * length
    compression = CompressionSettings.model_validate(settings)
    return create_app(example_supergraph(), RouterSettings(compression=compression), shelf.clients())


def encoding_of(answer: Answer) -> str | None:
    return answer.headers.get("content-encoding")


@pytest.mark.parametrize("length", [SMALL, LARGE])
@pytest.mark.parametrize("encoding", DECOMPRESS)
async def test_an_answer_is_compressed_as_the_client_accepts(shelf: Shelf, encoding: str, length: int) -> None:
    app = router_with(shelf, length)
    answer = await post(app, TITLE, accept_encoding=encoding)
    plain = await post(app, TITLE)
    assert encoding_of(answer) == encoding
    assert DECOMPRESS[encoding](answer.body) == plain.body
    assert len(answer.body) < len(plain.body)
    assert answer.headers["vary"] == plain.headers["vary"] == "accept, accept-encoding"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "zstd"),
        ("*;q=0.5, gzip", "gzip"),
        ("zstd;q=0, *", "br"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("deflate", None),
        ("", None),
        ("gzip;q=what", None),
        ("GZIP", "gzip"),
        ("gzip" + ", deflate" * 100, "gzip"),
    ],
)
async def test_the_encoding_is_the_one_of_highest_quality(shelf: Shelf, accepted: str, expected: str | None) -> None:
    assert encoding_of(await post(router_with(shelf), TITLE, accept_encoding=accepted)) == expected


async def test_small_answers_are_sent_as_they_are(shelf: Shelf) -> None:
    answer = await post(router_with(shelf, length=10), TITLE, accept_encoding="gzip")
    assert encoding_of(answer) is None
    assert answer.json == {"data": {"book": {"title": "x" * 10}}}


async def test_only_the_encodings_of_the_settings_are_used(shelf: Shelf) -> None:
    app = router_with(shelf, encodings=["gzip"])
    assert encoding_of(await post(app, TITLE, accept_encoding="br, gzip;q=0.1")) == "gzip"


async def test_without_encodings_nothing_varies(shelf: Shelf) -> None:
    answer = await post(router_with(shelf, encodings=[]), TITLE, accept_encoding="gzip")
    assert (encoding_of(answer), answer.headers["vary"]) == (None, "accept")


async def test_streams_are_sent_as_they_are(start_router: StartRouter, shelf: Shelf) -> None:
    shelf.titles["1"] = "x" * LARGE
    headers = {"accept-encoding": "gzip"}
    async with streaming(await start_router(), TITLE, SSE, headers) as stream:
        assert "content-encoding" not in stream.response.headers
        assert await stream.responses() == [{"data": {"book": {"title": "x" * LARGE}}}]

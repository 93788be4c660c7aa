import gzip

import brotli
import pytest
import zstandard

from router.executor.decompress import decompress
from router.executor.http_subgraph_client import FEW_BYTES, HttpSubgraphClient, choose_transport
from router.executor.http_transport import HttpAnswerRefused, HttpClientSettings
from router.executor.subgraph_client import SubgraphAnswerMalformed, SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName
from tests.router.executor.raw_http_server import answering, http_answer, raw_server

NAME = SubgraphName("a")
BODY = b'{"data":{"x":1}}'
COMPRESSED = {"gzip": gzip.compress(BODY), "br": brotli.compress(BODY), "zstd": zstandard.compress(BODY)}
ALL = HttpClientSettings(encodings=("zstd", "br", "gzip"))

every_encoding = pytest.mark.parametrize("encoding", COMPRESSED)
every_way = pytest.mark.parametrize("url_part", ["", "?version=1#part"], ids=["http1", "aiohttp"])
"""A fragment is for aiohttp alone."""


async def asked(encoding: str, body: bytes, settings: HttpClientSettings, url_part: str = "") -> SubgraphResponse:
    headers = f"content-type: application/json\r\ncontent-encoding: {encoding}\r\n"
    async with raw_server(answering(http_answer(body, headers=headers))) as server:
        client = HttpSubgraphClient(NAME, server.url + url_part, settings)
        try:
            return await client.execute(SubgraphRequest(NAME, "{x}", timeout=5))
        finally:
            await client.aclose()


@every_way
@every_encoding
async def test_an_answer_is_expanded(encoding: str, url_part: str) -> None:
    response = await asked(encoding, COMPRESSED[encoding], ALL, url_part)
    assert (response.data, response.size) == ({"x": 1}, len(BODY))


@every_way
async def test_a_compression_that_was_not_asked_for_is_refused(url_part: str) -> None:
    with pytest.raises(SubgraphAnswerMalformed, match="against our request"):
        await asked("br", COMPRESSED["br"], HttpClientSettings(encodings=("gzip",)), url_part)
    with pytest.raises(SubgraphAnswerMalformed, match="against our request"):
        await asked("gzip", COMPRESSED["gzip"], HttpClientSettings(), url_part)


@every_way
@pytest.mark.parametrize(("encodings", "said"), [((), b"identity"), (("zstd", "br", "gzip"), b"zstd, br, gzip")])
async def test_subgraphs_are_told_which_compressions_are_taken(
    encodings: tuple[str, ...], said: bytes, url_part: str
) -> None:
    async with raw_server(answering(http_answer(BODY))) as server:
        client = HttpSubgraphClient(NAME, server.url + url_part, HttpClientSettings(encodings=encodings))
        assert (await client.execute(SubgraphRequest(NAME, "{x}", timeout=5))).data == {"x": 1}
        await client.aclose()
    head = server.requests[0][0].lower()
    assert head.count(b"accept-encoding:") == 1
    assert b"accept-encoding: " + said + b"\r\n" in head


def test_the_ways_that_are_tested_are_different() -> None:
    ways = {type(choose_transport(f"http://a/{part}", ALL)) for part in ("", "?version=1#part")}
    assert len(ways) == 2


@every_encoding
async def test_a_bomb_is_given_up_at_the_limit(encoding: str) -> None:
    zeros = bytes(50_000_000)
    bomb = {"gzip": gzip.compress, "br": lambda body: brotli.compress(body, quality=1), "zstd": zstandard.compress}
    with pytest.raises(SubgraphAnswerMalformed, match="more than 100000 bytes"):
        await asked(
            encoding, bomb[encoding](zeros), HttpClientSettings(encodings=(encoding,), max_response_bytes=100_000)
        )


async def test_a_large_answer_is_expanded_whole() -> None:
    text = "".join(f"{number:x}" for number in range(50_000))
    body = gzip.compress(f'{{"data":{{"x":"{text}"}}}}'.encode())
    assert len(body) > FEW_BYTES
    assert (await asked("gzip", body, ALL)).data == {"x": text}


@every_encoding
def test_an_answer_as_large_as_the_limit_is_taken(encoding: str) -> None:
    assert decompress(COMPRESSED[encoding], encoding.encode(), len(BODY)) == BODY
    with pytest.raises(HttpAnswerRefused, match="more than"):
        decompress(COMPRESSED[encoding], encoding.encode(), len(BODY) - 1)


def test_members_of_gzip_that_follow_each_other_are_one_answer() -> None:
    assert decompress(gzip.compress(BODY[:5]) + gzip.compress(BODY[5:]), b"gzip", 1000) == BODY


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_an_answer_that_is_cut_is_refused(encoding: str) -> None:
    with pytest.raises(HttpAnswerRefused, match="not compressed as it says"):
        decompress(COMPRESSED[encoding][:-3], encoding.encode(), 1000)


@every_encoding
def test_an_answer_that_is_not_compressed_as_it_says_is_refused(encoding: str) -> None:
    with pytest.raises(HttpAnswerRefused, match="not compressed as it says"):
        decompress(b"\xff" * 40, encoding.encode(), 1000)

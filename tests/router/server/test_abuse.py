"""A router as it is started, against clients that mean ill: a clear error in JSON, never a 500, no hang, no growth."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from router.server.app import create_app
from router.settings import RouterSettings
from tests.router.server.conftest import serving
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import Answer, ask, post, read_answer, request_bytes
from tests.router.server.router_process import RouterProcess, router_process
from tests.router.server.test_limits import BOMBS

SETTINGS = {
    "server": {"log_level": "error"},
    "limits": {"request_seconds": 3},
    "websocket": {"init_timeout_seconds": 1},
    "batching": {"enabled": True},
}
PING = {"query": "{ __typename }"}
GROWTH_ALLOWED = 64
"""Megabytes that a process may take beyond what its caches hold after a first round of everything."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def router(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RouterProcess]:
    async with AsyncExitStack() as stack:
        settings = RouterSettings()
        backend = create_app(example_supergraph(), settings, Shelf().clients())
        port = await stack.enter_async_context(serving(backend, settings))
        folder: Path = tmp_path_factory.mktemp("abused")
        yield await stack.enter_async_context(router_process(folder, SETTINGS, port))


pytestmark = pytest.mark.asyncio(loop_scope="module")


def asks(query: str = "{ __typename }", **members: Any) -> bytes:
    return json.dumps({"query": query, **members}).encode()


ECHO = "query Q($v: Anything) { echo(value: $v) }"
BODIES = {
    "nothing": b"",
    "no JSON": b"{'query': 1}",
    "half of JSON": b'{"query": "{ __typ',
    "bytes after JSON": asks() + b"}",
    "a BOM": b"\xef\xbb\xbf" + asks(),
    "UTF-16": asks().decode().encode("utf-16"),
    "broken UTF-8": b'{"query": "{ __typename \xff }"}',
    "overlong UTF-8": b'{"query": "\xc0\xae"}',
    "a surrogate in UTF-8": b'{"query": "\xed\xa0\x80"}',
    "a lone surrogate in a query": b'{"query": "{ \\ud800 }"}',
    "a lone surrogate in a name": b'{"query": "query A { __typename }", "operationName": "\\udfff"}',
    "a lone surrogate in a variable": b'{"query": "{ __typename }", "variables": {"v": "\\ud800"}}',
    "a lone surrogate in a literal": asks('{ echo(value: "\\ud800") }'),
    "a lone surrogate as an argument's name": b'{"query": "{ echo(\\ud800: 1) }"}',
    "NUL": b'{"query": "\\u0000{ __typename }"}',
    "NaN": b'{"query": "{ __typename }", "variables": {"v": NaN}}',
    "Infinity": b'{"query": "{ __typename }", "variables": {"v": -Infinity}}',
    "a number beyond all": b'{"query": "{ __typename }", "variables": {"v": 1e999}}',
    "NaN beside a long number": b'{"query": "{ __typename }", "variables": {"v": NaN, "w": 12345678901234567890}}',
    "5,000 digits": b'{"query": "{ __typename }", "variables": {"v": ' + b"9" * 5_000 + b"}}",
    "5,000 digits in a literal": asks("{ echo(value: " + "9" * 5_000 + ") }"),
    "an infinite literal": asks("{ echo(value: 1e999) }"),
    "lists 100,000 deep": b'{"query": "{ __typename }", "variables": {"v": ' + b"[" * 100_000,
    "lists 900 deep": b'{"query": "{ __typename }", "variables": {"v": ' + b"[" * 900 + b"]" * 900 + b"}}",
    "objects 900 deep": b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}",
    "deep literals": asks("{ echo(value: " + "[" * 5_000 + "]" * 5_000 + ") }"),
    "deep selections": asks("{ book(id: 1) " + "{ sequel " * 4_000 + "}" * 4_000),
    "deep types": asks("query Q($v: " + "[" * 4_000 + "ID" + "]" * 4_000 + ") { __typename }"),
    "members twice": b'{"query": "{ __typename }", "query": "{ book }"}',
    "a thousand entries": json.dumps([PING] * 1_000).encode(),
    "a list in a list": json.dumps([[PING]]).encode(),
    "huge variables": asks(ECHO, variables={"v": "x" * 3_000_000}),
    "many list items": asks(ECHO, variables={"v": [[]] * 100_000}),
    "many members": asks(ECHO, variables={f"v{n}": n for n in range(40_000)}),
    "a name as long as a book": asks("query A { __typename }", operationName="x" * 500_000),
    "a string that does not end": asks('{ echo(value: "' + "x" * 500_000),
    "half a million commas": asks("{" + "," * 500_000 + "__typename }"),
    "comments": asks("#" + "x" * 500_000 + "\n{ x }"),
    **{f"bomb of {name}": asks(query) for name, query in BOMBS.items()},
}
FINE = {"half a million commas", "5,000 digits in a literal", "an infinite literal", "many members"}
"""What asks for much, or oddly, but within the limits."""


@pytest.mark.parametrize("name", BODIES)
async def test_what_means_ill_is_refused_in_json(router: RouterProcess, name: str) -> None:
    answer = await post(router.port, BODIES[name])
    assert_clear(answer)
    answers = answer.json if isinstance(answer.json, list) else [answer.json]
    assert (name in FINE) == all("errors" not in one for one in answers)
    assert (await post(router.port, PING)).json == {"data": {"__typename": "Query"}}


def assert_clear(answer: Answer) -> None:
    assert answer.status in (200, 400, 413), answer
    answers = answer.json if isinstance(answer.json, list) else [answer.json]
    for one in answers:
        assert set(one) <= {"data", "errors"}
        codes = [error["extensions"]["code"] for error in one.get("errors", ())]
        assert "INTERNAL_SERVER_ERROR" not in codes
        assert all(codes)


HEADS: dict[str, tuple[str, str, dict[str, str]]] = {
    "another method": ("BREW", "/graphql", {}),
    "a target without end": ("GET", "/" + "a" * 200_000, {}),
    "a broken query string": ("GET", "/graphql?query=%ff%fe", {}),
    "a parameter twice": ("GET", "/graphql?query={a}&query={b}", {}),
    "a thousand parameters": ("GET", "/graphql?" + "&".join(f"a{n}=1" for n in range(1_000)), {}),
    "deep variables in the target": ("GET", "/graphql?query={__typename}&variables=" + "[" * 5_000, {}),
    "another content type": ("POST", "/graphql", {"content-type": "text/xml"}),
    "another character set": ("POST", "/graphql", {"content-type": "application/json; charset=utf-7"}),
    "no length that is a number": ("POST", "/graphql", {"content-length": "many"}),
    "a length without end": ("POST", "/graphql", {"content-length": "9" * 40}),
    "headers without end": ("GET", "/graphql", {f"x-{n}": "y" * 1_000 for n in range(500)}),
    "a compressed body that is none": (
        "POST",
        "/graphql",
        {"content-type": "application/json", "content-encoding": "br"},
    ),
    "no form": ("POST", "/graphql", {"content-type": "multipart/form-data; boundary=x"}),
    "nobody's path": ("GET", "/%00%2e%2e/etc/passwd", {}),
}


@pytest.mark.parametrize(("method", "target", "headers"), HEADS.values(), ids=HEADS.keys())
async def test_a_head_that_means_ill_is_refused_in_json(
    router: RouterProcess, method: str, target: str, headers: dict[str, str]
) -> None:
    answer = await ask(router.port, method, target, headers)
    assert 400 <= answer.status < 500, answer
    assert answer.codes


async def test_memory_does_not_grow_with_abuse(router: RouterProcess) -> None:
    async def everything() -> None:
        for body in BODIES.values():
            assert_clear(await post(router.port, body))

    # The collector comes by now and then, so what is resident goes up and down; what it reaches at most has to stay.
    peaks: list[float] = []
    for _ in range(2):
        reached = []
        for _ in range(5):
            await everything()
            reached.append(router.resident_megabytes())
        peaks.append(max(reached))
    assert peaks[1] - peaks[0] < GROWTH_ALLOWED


async def test_known_operations_are_answered_while_a_hard_one_is_read(router: RouterProcess) -> None:
    hard = [asyncio.create_task(post(router.port, hard_document(number))) for number in range(4)]
    answered = 0
    while not any(task.done() for task in hard):
        assert (await post(router.port, PING)).status == 200
        answered += 1
    assert answered > 0
    for answer in await asyncio.gather(*hard):
        assert_clear(answer)


def hard_document(number: int) -> bytes:
    """Within all limits, long in validation, and unlike all others."""
    return asks(f'query Hard{number} {{ book(id: "1") {{ {"sequel { id } " * 2_900} }} }}')


async def test_bodies_that_never_end_hold_up_nobody(router: RouterProcess) -> None:
    head = request_bytes("POST", "/graphql", {"content-type": "application/json", "content-length": "500"}, b"{")
    slow = [await asyncio.open_connection("127.0.0.1", router.port) for _ in range(200)]
    try:
        for _, writer in slow:
            writer.write(head)
        assert (await post(router.port, PING)).status == 200
        async with asyncio.timeout(30):
            answers = await asyncio.gather(*(read_answer(reader) for reader, _ in slow))
        assert {(answer.status, answer.codes[0]) for answer in answers} == {(408, "REQUEST_TIMEOUT")}
    finally:
        for _, writer in slow:
            writer.transport.abort()


async def test_a_thousand_half_open_websockets_hold_up_nobody(router: RouterProcess) -> None:
    upgrade = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-protocol": "graphql-transport-ws",
    }
    lines = ["GET /graphql HTTP/1.1", "host: 127.0.0.1", *(f"{name}: {value}" for name, value in upgrade.items())]
    handshake = "\r\n".join([*lines, "", ""]).encode()
    before = router.resident_megabytes()
    sockets = [await asyncio.open_connection("127.0.0.1", router.port) for _ in range(1_000)]
    try:
        for _, writer in sockets:
            writer.write(handshake)
        assert (await post(router.port, PING)).status == 200
        async with asyncio.timeout(60):
            ends = await asyncio.gather(*(reader.read() for reader, _ in sockets))
        assert all(b"101 Switching Protocols" in end and b"Connection initialisation timeout" in end for end in ends)
        assert router.resident_megabytes() - before < GROWTH_ALLOWED
    finally:
        for _, writer in sockets:
            writer.transport.abort()

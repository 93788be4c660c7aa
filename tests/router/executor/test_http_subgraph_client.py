import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from router.errors import SubgraphError
from router.executor.aiohttp_transport import AiohttpTransport
from router.executor.http1_transport import Http1Transport, http1_target
from router.executor.http_subgraph_client import HttpSubgraphClient, choose_transport
from router.executor.http_transport import HttpClientSettings, HttpTransport
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName
from router.query_plan import OperationKind
from tests.router.executor.raw_http_server import Connection, RawServer, answering, hang, http_answer, raw_server

NAME = SubgraphName("a")
GOOD = http_answer(b'{"data":{"x":1}}')


def request_with(**more: object) -> SubgraphRequest:
    return SubgraphRequest(NAME, "{x}", **{"timeout": 5.0, **more})  # type: ignore[arg-type]


@asynccontextmanager
async def starlette_subgraph() -> AsyncIterator[str]:
    async def echo(request: Request) -> JSONResponse:
        body = await request.json()
        return JSONResponse({"data": {"body": body, "caller": request.headers.get("kumiki-caller")}})

    app = Starlette(routes=[Route("/graphql", echo, methods=["POST"])])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{port}/graphql"
        finally:
            server.should_exit = True
            await serving


class HttpClientContract:
    """What a subgraph client over HTTP does, whatever carries its requests."""

    def transport_of(self, url: str, settings: HttpClientSettings) -> HttpTransport:
        raise NotImplementedError

    def make_client(self, url: str, settings: HttpClientSettings | None = None) -> HttpSubgraphClient:
        used = settings or HttpClientSettings()
        return HttpSubgraphClient(NAME, url, used, self.transport_of(url, used))

    @asynccontextmanager
    async def client_of(
        self, url: str, settings: HttpClientSettings | None = None
    ) -> AsyncIterator[HttpSubgraphClient]:
        client = self.make_client(url, settings)
        try:
            yield client
        finally:
            await client.aclose()

    async def ask(
        self, server: RawServer, request: SubgraphRequest | None = None, settings: HttpClientSettings | None = None
    ) -> SubgraphResponse:
        async with self.client_of(server.url, settings) as client:
            return await client.execute(request or request_with())

    async def failure_of(self, response: bytes, settings: HttpClientSettings | None = None) -> SubgraphError:
        async with raw_server(answering(response)) as server:
            with pytest.raises(SubgraphError) as caught:
                await self.ask(server, settings=settings)
        assert caught.value.subgraph == "a"
        assert "127.0.0.1" not in caught.value.message
        return caught.value

    async def test_a_real_server_gets_operation_variables_and_headers(self) -> None:
        async with starlette_subgraph() as url, self.client_of(url) as client:
            response = await client.execute(
                request_with(variables={"n": 2**63}, operation_name="Op", headers={"kumiki-caller": "token"})
            )
        assert response.data == {
            "body": {"query": "{x}", "variables": {"n": 2**63}, "operationName": "Op"},
            "caller": "token",
        }

    async def test_the_request_is_graphql_over_http(self) -> None:
        async with raw_server(answering(GOOD)) as server:
            await self.ask(server)
        (head, body), *_ = server.requests
        lines = head.lower().split(b"\r\n")
        assert lines[0] == b"post /graphql http/1.1"
        assert b"content-type: application/json" in lines
        assert b"accept: application/graphql-response+json, application/json" in lines
        assert json.loads(body) == {"query": "{x}"}

    async def test_a_connection_is_kept_for_the_next_request(self) -> None:
        async with raw_server(answering(GOOD)) as server, self.client_of(server.url) as client:
            for _ in range(5):
                assert (await client.execute(request_with())).data == {"x": 1}
        assert server.connections == 1

    @pytest.mark.parametrize("kind", [OperationKind.QUERY, OperationKind.MUTATION])
    async def test_a_connection_that_the_subgraph_closed_meanwhile_is_opened_again(self, kind: OperationKind) -> None:
        async def answer_once(connection: Connection, head: bytes, body: bytes) -> None:
            await connection.send(GOOD)
            connection.close()
            await connection.writer.wait_closed()

        async with raw_server(answer_once) as server, self.client_of(server.url) as client:
            for _ in range(3):
                assert (await client.execute(request_with(operation_kind=kind))).data == {"x": 1}

    async def test_data_errors_and_extensions_are_read(self) -> None:
        body = {"data": {"x": None}, "errors": [{"message": "m", "path": ["x"]}], "extensions": {"cost": 1}}
        async with raw_server(answering(http_answer(orjson.dumps(body)))) as server:
            response = await self.ask(server)
        assert response == SubgraphResponse({"x": None}, ({"message": "m", "path": ["x"]},), {"cost": 1})

    async def test_errors_null_are_no_errors(self) -> None:
        async with raw_server(answering(http_answer(b'{"data":{"x":1},"errors":null}'))) as server:
            assert (await self.ask(server)).errors == ()

    @pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "500 Internal Server Error"])
    async def test_a_graphql_answer_counts_whatever_its_status(self, status: str) -> None:
        body = b'{"errors":[{"message":"no"}]}'
        async with raw_server(answering(http_answer(body, status))) as server:
            assert await self.ask(server) == SubgraphResponse(None, ({"message": "no"},))

    async def test_a_chunked_answer_is_read_whole(self) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        async with raw_server(answering(head + b'8\r\n{"data":\r\n8\r\n{"x":1}}\r\n0\r\n\r\n')) as server:
            assert (await self.ask(server)).data == {"x": 1}

    async def test_big_integers_and_lone_surrogates_reach_the_subgraph(self) -> None:
        async with raw_server(answering(GOOD)) as server:
            await self.ask(server, request_with(variables={"n": 2**70, "s": "\ud800"}))
        assert json.loads(server.requests[0][1])["variables"] == {"n": 2**70, "s": "\ud800"}

    async def test_a_request_of_several_megabytes_arrives_whole(self) -> None:
        text = "x" * 5_000_000
        async with raw_server(answering(GOOD)) as server:
            await self.ask(server, request_with(variables={"text": text}))
        assert json.loads(server.requests[0][1])["variables"] == {"text": text}

    @pytest.mark.parametrize("status", ["500 Internal Server Error", "404 Not Found", "502 Bad Gateway"])
    async def test_a_bad_status_without_graphql_is_an_http_error(self, status: str) -> None:
        error = await self.failure_of(http_answer(b"<html>", status))
        assert isinstance(error, SubgraphUnreachable)
        assert status[:3] in error.message

    async def test_a_redirect_is_not_followed(self) -> None:
        async with raw_server(answering(GOOD)) as elsewhere:
            error = await self.failure_of(http_answer(b"", "307 Temporary Redirect", f"location: {elsewhere.url}\r\n"))
        assert isinstance(error, SubgraphUnreachable)
        assert elsewhere.requests == []

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"hello",
            b'{"data":{"x":NaN}}',
            b'{"data":{"x":"\xff"}}',
            b"[]",
            b"{}",
            b'{"errors":[]}',
            b'{"data":[1]}',
            b'{"data":"x"}',
            b'{"data":null,"errors":"x"}',
            b'{"data":{},"errors":[1]}',
            b'{"data":{},"errors":[{"message":7}]}',
            b"[" * 100_000,
        ],
    )
    async def test_what_is_not_a_graphql_response_is_malformed(self, body: bytes) -> None:
        assert isinstance(await self.failure_of(http_answer(body)), SubgraphAnswerMalformed)

    async def test_half_a_body_is_an_http_error(self) -> None:
        async def half(connection: Connection, head: bytes, body: bytes) -> None:
            await connection.send(GOOD[:-5])
            connection.close()

        async with raw_server(half) as server:
            with pytest.raises(SubgraphUnreachable, match="broke off"):
                await self.ask(server)

    async def test_a_connection_closed_without_an_answer_is_an_http_error(self) -> None:
        async def close(connection: Connection, head: bytes, body: bytes) -> None:
            connection.close()

        async with raw_server(close) as server:
            with pytest.raises(SubgraphUnreachable, match="closed the connection"):
                await self.ask(server)

    @pytest.mark.parametrize(("kind", "attempts"), [(OperationKind.QUERY, 2), (OperationKind.MUTATION, 1)])
    async def test_only_what_was_not_a_mutation_is_asked_a_second_time(
        self, kind: OperationKind, attempts: int
    ) -> None:
        async def close(connection: Connection, head: bytes, body: bytes) -> None:
            connection.close()

        async with raw_server(close) as server:
            with pytest.raises(SubgraphUnreachable):
                await self.ask(server, request_with(operation_kind=kind))
        assert len(server.requests) == attempts

    async def test_an_answer_that_is_not_http_is_an_http_error(self) -> None:
        async def babble(connection: Connection, head: bytes, body: bytes) -> None:
            await connection.send(b"SSH-2.0-OpenSSH\r\n")
            connection.close()

        async with raw_server(babble) as server:
            with pytest.raises(SubgraphUnreachable):
                await self.ask(server)

    async def test_a_port_where_nobody_listens_is_an_http_error(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            async with self.client_of(f"http://127.0.0.1:{unused.getsockname()[1]}/") as client:
                with pytest.raises(SubgraphUnreachable, match=r"no connection \(Connect"):
                    await client.execute(request_with())

    async def test_a_header_that_http_cannot_carry_is_an_http_error(self) -> None:
        async with raw_server(answering(GOOD)) as server:
            with pytest.raises(SubgraphUnreachable):
                await self.ask(server, request_with(headers={"x": "a\r\nb: c"}))
        assert server.requests == []

    async def test_a_hung_subgraph_is_given_up_and_its_connection_closed(self) -> None:
        async with raw_server(hang) as server:
            with pytest.raises(SubgraphTimedOut, match=r"no answer within 0\.1 s"):
                await self.ask(server, request_with(timeout=0.1))
            await server.left.wait()

    async def test_a_subgraph_that_hangs_in_the_middle_of_a_body_is_given_up(self) -> None:
        async def half(connection: Connection, head: bytes, body: bytes) -> None:
            await connection.send(GOOD[:-5])
            await connection.until_closed_by_client()

        async with raw_server(half) as server:
            with pytest.raises(SubgraphTimedOut):
                await self.ask(server, request_with(timeout=0.1))

    async def test_an_announced_answer_over_the_limit_is_refused(self) -> None:
        body = orjson.dumps({"data": {"x": "a" * 2000}})
        error = await self.failure_of(http_answer(body), HttpClientSettings(max_response_bytes=1000))
        assert isinstance(error, SubgraphAnswerMalformed)
        assert "1000 bytes" in error.message

    async def test_an_endless_answer_is_cut_at_the_limit(self) -> None:
        async def endless(connection: Connection, head: bytes, body: bytes) -> None:
            await connection.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            while True:
                await connection.send(b"400\r\n" + b"a" * 0x400 + b"\r\n")

        async with raw_server(endless) as server:
            with pytest.raises(SubgraphAnswerMalformed, match="100000 bytes"):
                await self.ask(server, settings=HttpClientSettings(max_response_bytes=100_000))
            await server.left.wait()

    async def test_cancelling_a_request_closes_its_connection(self) -> None:
        async with raw_server(hang) as server, self.client_of(server.url) as client:
            task = asyncio.create_task(client.execute(request_with()))
            await server.asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.left.wait()

    async def test_a_closed_client_refuses_to_ask(self) -> None:
        async with raw_server(answering(GOOD)) as server:
            client = self.make_client(server.url)
            await client.aclose()
            with pytest.raises(SubgraphUnreachable, match="closed"):
                await client.execute(request_with())

    async def test_closing_the_client_ends_calls_under_way(self) -> None:
        async with raw_server(hang) as server, self.client_of(server.url) as client:
            task = asyncio.create_task(client.execute(request_with()))
            await server.asked.wait()
            await client.aclose()
            with pytest.raises(SubgraphUnreachable):
                await task


class TestOverHttp1(HttpClientContract):
    def transport_of(self, url: str, settings: HttpClientSettings) -> HttpTransport:
        target = http1_target(url)
        assert target is not None
        return Http1Transport(target, settings)


class TestOverAiohttp(HttpClientContract):
    def transport_of(self, url: str, settings: HttpClientSettings) -> HttpTransport:
        return AiohttpTransport(url, settings)


@pytest.mark.parametrize("url", ["", "not a url", "ftp://127.0.0.1/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/"])
async def test_a_url_that_is_no_http_url_is_an_http_error(url: str) -> None:
    client = HttpSubgraphClient(NAME, url)
    with pytest.raises(SubgraphUnreachable):
        await client.execute(request_with())
    await client.aclose()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1:4001/graphql", Http1Transport),
        ("http://content_service/graphql?part=1", Http1Transport),
        ("http://[::1]:4001", Http1Transport),
        ("https://127.0.0.1:4001/graphql", AiohttpTransport),
        ("http://learner:secret@127.0.0.1/graphql", AiohttpTransport),
        ("http://127.0.0.1/単語", AiohttpTransport),
        ("http://127.0.0.1/a b", AiohttpTransport),
        ("http://127.0.0.1/a\r\nx: y", AiohttpTransport),
    ],
)
def test_plain_http_goes_the_short_way_and_all_else_through_aiohttp(url: str, kind: type) -> None:
    assert type(choose_transport(url, HttpClientSettings())) is kind

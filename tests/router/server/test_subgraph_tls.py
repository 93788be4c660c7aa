import json
import ssl
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from router.errors import SettingsError
from router.executor.http_subgraph_client import HttpSubgraphClient
from router.executor.http_transport import HttpClientSettings
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse, SubgraphUnreachable
from router.query_plan import OperationKind
from router.server.app import create_app
from router.server.subgraph_tls import tls_context
from router.settings import RouterSettings, SubgraphSettings, SubgraphsSettings, SubgraphTlsSettings, load_settings
from tests.router.executor.raw_http_server import RawServer, answering, http_answer, raw_server
from tests.router.server.example import BOOKS, example_supergraph
from tests.router.server.raw_http import Answer, post
from tests.support.certificates import Authority

TITLE = '{ book(id: "1") { title } }'
BOOK = http_answer(b'{"data":{"book":{"title":"Kokoro"}}}')


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@asynccontextmanager
async def tls_server(authority: Authority, name: str = "127.0.0.1", **options: Any) -> AsyncIterator[RawServer]:
    identity = authority.issue(name)
    async with raw_server(answering(BOOK), authority.server_context(identity, **options)) as server:
        yield server


async def asked(server: RawServer, **tls: Any) -> Answer:
    override = SubgraphSettings(routing_url=server.url, tls=SubgraphTlsSettings(**tls) if tls else None)
    app = create_app(example_supergraph(), RouterSettings(subgraphs=SubgraphsSettings(overrides={BOOKS: override})))
    try:
        return await post(app, {"query": TITLE})
    finally:
        await app.aclose()


def title(answer: Answer) -> Any:
    return answer.json["data"]["book"] and answer.json["data"]["book"]["title"]


async def test_a_certificate_of_an_authority_of_ones_own_is_trusted(authority: Authority) -> None:
    async with tls_server(authority) as server:
        assert title(await asked(server, ca_file=authority.file)) == "Kokoro"


async def test_a_certificate_of_an_unknown_authority_is_refused(authority: Authority) -> None:
    async with tls_server(authority) as server:
        answer = await asked(server)
    assert title(answer) is None
    assert answer.codes == ["SUBREQUEST_HTTP_ERROR"]
    assert server.requests == []


async def test_a_certificate_is_not_verified_where_that_is_off(authority: Authority) -> None:
    async with tls_server(authority) as server:
        assert title(await asked(server, verify=False)) == "Kokoro"


async def test_a_certificate_of_another_name_is_refused(authority: Authority) -> None:
    async with tls_server(authority, "books.internal") as server:
        assert title(await asked(server, ca_file=authority.file)) is None


async def test_the_name_that_the_settings_say_is_asked_for(authority: Authority) -> None:
    identity = authority.issue("books.internal")
    context = authority.server_context(identity)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    async with raw_server(answering(BOOK), context) as server:
        assert title(await asked(server, ca_file=authority.file, server_name="books.internal")) == "Kokoro"
    assert names == ["books.internal"]


async def test_a_subgraph_that_asks_for_a_certificate_gets_it(authority: Authority) -> None:
    router = authority.issue("router", password=b"sesame")
    async with tls_server(authority, asks_for_certificate=True) as server:
        answer = await asked(
            server,
            ca_file=authority.file,
            certificate_file=router.certificate,
            key_file=router.key,
            key_password="sesame",
        )
    assert title(answer) == "Kokoro"


async def test_a_subgraph_that_asks_for_a_certificate_refuses_whoever_has_none(authority: Authority) -> None:
    async with tls_server(authority, asks_for_certificate=True) as server:
        assert title(await asked(server, ca_file=authority.file)) is None


async def test_a_subscription_trusts_the_same_authority(authority: Authority) -> None:
    async def subgraph(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(json.dumps({"type": "connection_ack"}))
        await socket.recv()
        await socket.send(json.dumps({"type": "next", "id": "1", "payload": {"data": {"x": 1}}}))
        await socket.wait_closed()

    server_context = authority.server_context(authority.issue("books.internal"))
    protocols = [Subprotocol("graphql-transport-ws")]
    async with serve(subgraph, "127.0.0.1", 0, ssl=server_context, subprotocols=protocols) as server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"
        assert await first_event(url, HttpClientSettings(tls=trusting(authority), server_name="books.internal"))
        with pytest.raises(SubgraphUnreachable, match="no WebSocket connection"):
            await first_event(url, HttpClientSettings())


def trusting(authority: Authority) -> ssl.SSLContext | None:
    return tls_context(SubgraphTlsSettings(ca_file=authority.file))


async def first_event(url: str, settings: HttpClientSettings) -> SubgraphResponse:
    client = HttpSubgraphClient(BOOKS, url, settings)
    events = client.subscribe(SubgraphRequest(BOOKS, "subscription{x}", OperationKind.SUBSCRIPTION, timeout=5))
    async with aclosing(events):  # type: ignore[type-var]
        return await anext(events)


@pytest.mark.parametrize(
    ("tls", "message"),
    [
        ({"ca_file": "none.pem"}, "No such file"),
        ({"ca_file": "router.key"}, "holds no certificates"),
        ({"certificate_file": "none.crt"}, "No such file"),
        ({"certificate_file": "router.crt", "key_file": "other.key"}, "KEY_VALUES_MISMATCH"),
        ({"certificate_file": "router.crt", "key_file": "router.key", "key_password": "wrong"}, "key_password"),
    ],
)
async def test_files_that_cannot_be_used_are_refused_at_the_start(
    authority: Authority, tmp_path: Path, tls: dict[str, str], message: str
) -> None:
    authority.issue("router", password=b"sesame")
    authority.issue("other")
    (tmp_path / "router.yaml").write_text(json.dumps({"subgraphs": {"overrides": {"books": {"tls": tls}}}}))
    with pytest.raises(SettingsError, match=message):
        create_app(example_supergraph(), load_settings(tmp_path / "router.yaml"))


def test_a_key_without_a_certificate_is_refused() -> None:
    with pytest.raises(ValidationError):
        SubgraphTlsSettings(key_file=Path("router.key"))


def test_verification_cannot_be_switched_off_for_all(tmp_path: Path) -> None:
    (tmp_path / "router.yaml").write_text('{"subgraphs": {"tls": {"verify": false}}}')
    with pytest.raises(SettingsError, match="no such setting"):
        load_settings(tmp_path / "router.yaml")

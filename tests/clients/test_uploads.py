"""Files, as clients send them."""

from pathlib import Path

from gql import Client, FileVar, gql
from gql.transport.aiohttp import AIOHTTPTransport

from tests.clients.talk import talking
from tests.router.server.test_uploads import ONE, Subgraphs, router_at, subgraphs

__all__ = ["subgraphs"]


async def test_gql_sends_a_file(subgraphs: Subgraphs, tmp_path: Path) -> None:
    (tmp_path / "cat.txt").write_bytes(b"a cat")
    async with router_at(subgraphs) as port:
        transport = AIOHTTPTransport(f"http://127.0.0.1:{port}/graphql", headers={"apollo-require-preflight": "1"})
        async with Client(transport=transport) as client:
            operation = gql(ONE)
            operation.variable_values = {"file": FileVar(str(tmp_path / "cat.txt"), filename="cat.txt")}
            assert await client.execute(operation, upload_files=True) == {"addPhoto": "taken"}
    [(filename, _, content)] = subgraphs.received[0].files.values()
    assert (filename, content) == ("cat.txt", b"a cat")


async def test_urql_sends_a_file(subgraphs: Subgraphs) -> None:
    async with router_at(subgraphs) as port, talking("urql_upload", port) as client:
        assert await client.execute(ONE, file="a cat") == {"result": {"data": {"addPhoto": "taken"}}}
    [(filename, content_type, content)] = subgraphs.received[0].files.values()
    assert (filename, content_type, content) == ("cat.txt", "text/plain", b"a cat")

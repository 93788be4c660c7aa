import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from pydantic import SecretStr
from starlette.types import ASGIApp
from structlog.testing import capture_logs

from router.errors import SettingsError
from router.server.app import create_app
from router.server.persisted_queries import PersistedQueries, RedisQueries, persisted_queries
from router.server.trusted_documents import hash_text, load_manifests
from router.settings import ApqSettings, BatchingSettings, RouterSettings, TrustedDocumentsSettings, load_settings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import get, post
from tests.router.server.test_websocket import initialised

TITLE = '{ book(id: "1") { title } }'
OTHER = "{ __typename }"
INTROSPECTION = "{ __schema { queryType { name } } }"
KOKORO = {"data": {"book": {"title": "Kokoro"}}}
RESPONSE_JSON = "application/graphql-response+json"

Start = Callable[..., ASGIApp]


@pytest.fixture
def start(shelf: Shelf) -> Start:
    def build(**sections: Any) -> ASGIApp:
        return create_app(example_supergraph(), RouterSettings(**sections), shelf.clients())

    return build


def persisted(text: str, **members: Any) -> dict[str, Any]:
    return {**members, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_text(text)}}}


# Automatic persisted queries.


@pytest.mark.parametrize("accept", ["application/json", RESPONSE_JSON])
async def test_an_unknown_hash_asks_for_the_document(app: ASGIApp, accept: str) -> None:
    answer = await post(app, persisted(TITLE), accept=accept)
    assert (answer.status, answer.codes) == (200, ["PERSISTED_QUERY_NOT_FOUND"])
    assert answer.json["errors"][0]["message"] == "PersistedQueryNotFound"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_document_that_was_sent_once_is_known_by_its_hash(app: ASGIApp) -> None:
    assert (await post(app, persisted(TITLE, query=TITLE))).json == KOKORO
    assert (await post(app, persisted(TITLE))).json == KOKORO
    extensions = json.dumps(persisted(TITLE)["extensions"])
    assert (await get(app, extensions=extensions)).json == KOKORO


async def test_a_document_is_registered_by_get_too(app: ASGIApp) -> None:
    extensions = json.dumps(persisted(TITLE)["extensions"])
    assert (await get(app, query=TITLE, extensions=extensions)).json == KOKORO
    assert (await get(app, extensions=extensions)).json == KOKORO


async def test_the_hash_may_be_written_in_capitals(app: ASGIApp) -> None:
    await post(app, persisted(TITLE, query=TITLE))
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": hash_text(TITLE).upper()}}
    assert (await post(app, {"extensions": extensions})).json == KOKORO


async def test_a_hash_of_something_else_is_refused_and_not_remembered(app: ASGIApp) -> None:
    answer = await post(app, persisted(OTHER, query=TITLE))
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])
    assert (await post(app, persisted(OTHER))).codes == ["PERSISTED_QUERY_NOT_FOUND"]


async def test_a_document_that_is_not_valid_is_not_remembered(app: ASGIApp) -> None:
    assert (await post(app, persisted("{ film }", query="{ film }"))).codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert (await post(app, persisted("{ film }"))).codes == ["PERSISTED_QUERY_NOT_FOUND"]


@pytest.mark.parametrize(
    "extension",
    [{}, {"version": 1}, {"version": 2, "sha256Hash": "a"}, {"version": 1, "sha256Hash": 1}, "hash", [1], True],
)
async def test_an_extension_of_another_shape_is_refused(app: ASGIApp, extension: Any) -> None:
    answer = await post(app, {"query": OTHER, "extensions": {"persistedQuery": extension}})
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


async def test_where_they_are_off_clients_are_told_to_send_documents(start: Start) -> None:
    app = start(apq=ApqSettings(enabled=False))
    answer = await post(app, persisted(TITLE))
    assert (answer.status, answer.codes) == (200, ["PERSISTED_QUERY_NOT_SUPPORTED"])
    assert answer.json["errors"][0]["message"] == "PersistedQueryNotSupported"
    assert (await post(app, persisted(TITLE, query=TITLE))).json == KOKORO
    assert (await post(app, persisted(TITLE))).codes == ["PERSISTED_QUERY_NOT_SUPPORTED"]


async def test_more_documents_than_may_be_remembered_push_out_the_oldest(start: Start) -> None:
    app = start(apq=ApqSettings(documents=1))
    await post(app, persisted(TITLE, query=TITLE))
    await post(app, persisted(OTHER, query=OTHER))
    assert (await post(app, persisted(TITLE))).codes == ["PERSISTED_QUERY_NOT_FOUND"]


def in_redis(server: FakeServer) -> PersistedQueries:
    return PersistedQueries(ApqSettings(), RedisQueries(FakeAsyncRedis(server=server), 60, 0.5))


async def test_a_document_in_redis_is_known_to_every_router() -> None:
    server = FakeServer()
    one, other = in_redis(server), in_redis(server)
    await one.put(hash_text(TITLE), TITLE)
    assert await other.get(hash_text(TITLE)) == TITLE
    server.connected = False
    assert await other.get(hash_text(TITLE)) == TITLE


async def test_what_redis_holds_under_another_hash_is_not_believed() -> None:
    server = FakeServer()
    await FakeAsyncRedis(server=server).set(f"kumiki:apq:{hash_text(TITLE)}", OTHER)
    assert await in_redis(server).get(hash_text(TITLE)) is None


async def test_without_its_redis_a_router_remembers_alone(start: Start) -> None:
    app = start(apq=ApqSettings(redis_url=SecretStr("redis://127.0.0.1:1/0")))
    assert (await post(app, persisted(TITLE))).codes == ["PERSISTED_QUERY_NOT_FOUND"]
    assert (await post(app, persisted(TITLE, query=TITLE))).json == KOKORO
    assert (await post(app, persisted(TITLE))).json == KOKORO


async def test_a_redis_that_hangs_is_not_waited_for() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = ApqSettings(redis_url=SecretStr(f"redis://127.0.0.1:{port}"), redis_timeout_seconds=0.05)
    queries = persisted_queries(settings)
    assert queries is not None
    async with server:
        assert await asyncio.wait_for(queries.get(hash_text(TITLE)), 5) is None
        await asyncio.wait_for(queries.put(hash_text(TITLE), TITLE), 5)
        assert await queries.get(hash_text(TITLE)) == TITLE
        await queries.aclose()


# Trusted documents.


def manifest(folder: Path, content: Any = None, name: str = "manifest.json") -> Path:
    path = folder / name
    path.write_text(json.dumps({"title": TITLE} if content is None else content), encoding="utf-8")
    return path


def trusting(folder: Path, **settings: Any) -> TrustedDocumentsSettings:
    return TrustedDocumentsSettings(manifests=(manifest(folder),), **settings)


@pytest.mark.parametrize("name", ["documentId", "doc_id", "id"])
@pytest.mark.parametrize("mode", ["log", "prefer", "require"])
async def test_a_trusted_document_is_run_by_its_id(start: Start, tmp_path: Path, mode: str, name: str) -> None:
    app = start(trusted_documents=trusting(tmp_path, mode=mode))
    assert (await post(app, {name: "title"})).json == KOKORO
    assert (await get(app, **{name: "title"})).json == KOKORO


async def test_apollos_manifest_is_read_and_its_ids_come_as_hashes(start: Start, tmp_path: Path) -> None:
    operations = [{"id": hash_text(TITLE), "name": "Title", "type": "query", "body": TITLE}]
    content = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    settings = TrustedDocumentsSettings(manifests=(manifest(tmp_path, content),), mode="require")
    app = start(trusted_documents=settings, apq=ApqSettings(enabled=False))
    assert (await post(app, persisted(TITLE))).json == KOKORO
    assert (await post(app, persisted(OTHER))).codes == ["PERSISTED_QUERY_NOT_SUPPORTED"]


async def test_several_manifests_are_read(start: Start, tmp_path: Path) -> None:
    paths = (manifest(tmp_path), manifest(tmp_path, {"other": OTHER}, "other.json"))
    app = start(trusted_documents=TrustedDocumentsSettings(manifests=paths, mode="require"))
    assert (await post(app, {"id": "title"})).json == KOKORO
    assert (await post(app, {"id": "other"})).json == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("mode", ["log", "prefer", "require"])
async def test_an_unknown_id_is_refused(start: Start, tmp_path: Path, mode: str) -> None:
    answer = await post(start(trusted_documents=trusting(tmp_path, mode=mode)), {"id": "nobody"})
    assert (answer.status, answer.codes) == (400, ["PERSISTED_QUERY_NOT_IN_LIST"])


async def test_an_id_with_another_document_beside_it_is_refused(start: Start, tmp_path: Path) -> None:
    app = start(trusted_documents=trusting(tmp_path))
    answer = await post(app, {"documentId": "title", "query": OTHER})
    assert (answer.status, answer.codes) == (400, ["CANNOT_SEND_PQ_ID_AND_BODY"])
    assert (await post(app, {"documentId": "title", "query": TITLE})).json == KOKORO


async def test_an_id_that_is_no_string_is_refused(app: ASGIApp) -> None:
    assert (await post(app, {"id": 7})).codes == ["BAD_REQUEST"]


@pytest.mark.parametrize("mode", ["log", "prefer"])
async def test_other_documents_run_unless_trust_is_required(start: Start, tmp_path: Path, mode: str) -> None:
    app = start(trusted_documents=trusting(tmp_path, mode=mode))
    assert (await post(app, {"query": OTHER})).json == {"data": {"__typename": "Query"}}


async def test_other_documents_are_logged_by_their_hashes(start: Start, tmp_path: Path) -> None:
    app = start(trusted_documents=trusting(tmp_path, mode="log"))
    with capture_logs() as lines:
        await post(app, {"query": TITLE})
        await post(app, {"query": OTHER})
    [line] = [line for line in lines if line["event"] == "document.not_trusted"]
    assert hash_text(OTHER) in line.values()


@pytest.mark.parametrize(
    "body",
    [
        {"query": OTHER},
        {"query": INTROSPECTION},
        {"query": f"{TITLE} "},
        persisted(OTHER, query=OTHER),
        {"query": "mutation { rename(id: 1, title: 2) { id } }"},
    ],
)
async def test_what_is_not_trusted_is_refused_where_trust_is_required(
    start: Start, tmp_path: Path, shelf: Shelf, body: Any
) -> None:
    app = start(trusted_documents=trusting(tmp_path, mode="require"), batching=BatchingSettings(enabled=True))
    answer = await post(app, body)
    assert (answer.status, answer.codes) == (400, ["QUERY_NOT_IN_SAFELIST"])
    assert (await post(app, [body])).json == [answer.json]
    assert shelf.requests == []


async def test_introspection_by_get_is_refused_where_trust_is_required(start: Start, tmp_path: Path) -> None:
    app = start(trusted_documents=trusting(tmp_path, mode="require"))
    assert (await get(app, query=INTROSPECTION)).codes == ["QUERY_NOT_IN_SAFELIST"]


async def test_trust_is_required_over_websocket_too(start_router: StartRouter, tmp_path: Path) -> None:
    settings = RouterSettings(trusted_documents=trusting(tmp_path, mode="require"))
    async with initialised(await start_router(settings)) as client:
        await client.subscribe("q", {"query": INTROSPECTION})
        refusal = await client.receive()
        assert refusal["payload"][0]["extensions"]["code"] == "QUERY_NOT_IN_SAFELIST"
        await client.subscribe("q", {"id": "title"})
        assert (await client.receive())["payload"] == KOKORO


async def test_a_trusted_document_may_be_sent_as_text_and_by_its_hash(start: Start, tmp_path: Path) -> None:
    app = start(trusted_documents=trusting(tmp_path, mode="require"))
    assert (await post(app, {"query": TITLE})).json == KOKORO
    assert (await post(app, persisted(TITLE, query=TITLE))).json == KOKORO
    assert (await post(app, persisted(TITLE))).json == KOKORO


async def test_where_ids_are_required_a_trusted_document_as_text_is_refused(start: Start, tmp_path: Path) -> None:
    app = start(trusted_documents=trusting(tmp_path, mode="require", require_id=True))
    answer = await post(app, {"query": TITLE})
    assert (answer.status, answer.codes) == (400, ["PERSISTED_QUERY_ID_REQUIRED"])
    assert (await post(app, {"id": "title"})).json == KOKORO


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[]", "must hold an object"),
        ('{"a": 1}', "must be strings"),
        ("{", "is not JSON"),
        ('{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}', "version 1"),
        ('{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}]}', '"body"'),
        (
            '{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": 1, "body": "a"}]}',
            "strings",
        ),
    ],
)
def test_a_file_that_is_no_manifest_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(content)
    with pytest.raises(SettingsError) as refused:
        load_manifests((path,))
    assert sentence in refused.value.message


def test_an_id_for_two_documents_is_refused(tmp_path: Path) -> None:
    paths = (manifest(tmp_path), manifest(tmp_path, {"title": OTHER}, "other.json"))
    with pytest.raises(SettingsError, match="stands for another document"):
        load_manifests(paths)


def test_manifests_are_looked_for_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "router.yaml").write_text("trusted_documents: {manifests: [web.json]}", encoding="utf-8")
    assert load_settings(tmp_path / "router.yaml").trusted_documents.manifests == (tmp_path / "web.json",)


def test_trust_in_nothing_cannot_be_required(tmp_path: Path) -> None:
    (tmp_path / "router.yaml").write_text("trusted_documents: {mode: require}", encoding="utf-8")
    with pytest.raises(SettingsError, match="mode require needs manifests"):
        load_settings(tmp_path / "router.yaml")


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load_manifests((tmp_path / "nowhere.json",))

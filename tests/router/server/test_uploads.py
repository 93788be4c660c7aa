"""Files in requests, to subgraphs over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import BodyPartReader, MultipartReader, web
from starlette.types import ASGIApp

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from router.server.app import create_app
from router.settings import LimitsSettings, RouterSettings, SubgraphsSettings, UploadsSettings
from router.supergraph.load import load_supergraph
from tests.router.server.conftest import serving
from tests.router.server.http_streams import SSE
from tests.router.server.raw_http import Answer, ask, request_bytes

PHOTOS_SDL = """
scalar Upload
input Picture { title: String, file: Upload! }
type Query { photo: String, look(file: Upload): String }
type Mutation { addPhoto(file: Upload!): String, addPhotos(files: [Upload!]!): String
  addPicture(input: Picture!): String, addText(text: String!): String }
"""
PAPERS_SDL = """
scalar Upload
type Query { paper: String, read(file: Upload): String }
type Mutation { addPaper(file: Upload!): String }
"""

ONE = "mutation ($file: Upload!) { addPhoto(file: $file) }"
TWO = "mutation ($a: Upload!, $b: Upload!) { addPhoto(file: $a) addPaper(file: $b) }"
BOUNDARY = "a-boundary"


@dataclass
class Received:
    """What a subgraph got in one request."""

    subgraph: str
    operations: Any
    file_map: Any
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    """By name: file name, content type, content."""


@dataclass
class Subgraphs:
    """Two subgraphs at a port, and what they got."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    file_begun: asyncio.Event = field(default_factory=asyncio.Event)
    broken_off: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        assert request.headers["apollo-require-preflight"] == "true"
        try:
            got = await self._read(request)
        except Exception:
            self.broken_off.set()
            raise
        self.received.append(got)
        await self.may_answer.wait()
        names = [name for name in ("addPhoto", "addPaper", "addPhotos", "addPicture", "look", "read")]
        return web.json_response({"data": {name: "taken" for name in names if name in got.operations["query"]}})

    async def _read(self, request: web.Request) -> Received:
        form = await request.multipart()
        got = Received(request.path.strip("/"), await _field(form, "operations"), await _field(form, "map"))
        while (part := await form.next()) is not None:
            assert isinstance(part, BodyPartReader)
            content = b""
            while chunk := await part.read_chunk():
                content += chunk
                self.file_begun.set()
            got.files[part.name or ""] = (part.filename or "", part.headers["content-type"], content)
        return got


async def _field(form: MultipartReader, name: str) -> Any:
    part = await form.next()
    assert isinstance(part, BodyPartReader)
    assert part.name == name
    return await part.json()


@pytest.fixture
async def subgraphs() -> AsyncIterator[Subgraphs]:
    state = Subgraphs()
    state.may_answer.set()
    app = web.Application(client_max_size=2**30)
    app.router.add_post("/{name}", state.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    [address] = runner.addresses
    state.port = address[1]
    yield state
    await runner.cleanup()


def router_for(subgraphs: Subgraphs, /, **settings: Any) -> ASGIApp:
    sources = [
        SubgraphSource(SubgraphName(name), f"http://127.0.0.1:{subgraphs.port}/{name}", sdl)
        for name, sdl in (("photos", PHOTOS_SDL), ("papers", PAPERS_SDL))
    ]
    composed = compose(sources)
    assert composed.supergraph_sdl is not None, composed.errors
    uploads = UploadsSettings(**{"enabled": True, **settings.pop("uploads", {})})
    return create_app(load_supergraph(composed.supergraph_sdl), RouterSettings(uploads=uploads, **settings))


@asynccontextmanager
async def router_at(subgraphs: Subgraphs, /, **settings: Any) -> AsyncIterator[int]:
    async with serving(router_for(subgraphs, **settings), RouterSettings()) as port:
        yield port


def part(name: str, content: bytes, filename: str | None = None, content_type: str | None = None) -> bytes:
    head = f'content-disposition: form-data; name="{name}"'
    head += f'; filename="{filename}"' if filename is not None else ""
    head += f"\r\ncontent-type: {content_type}" if content_type is not None else ""
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def form(query: Any, variables: Any, file_map: Any, files: Mapping[str, bytes]) -> bytes:
    operations = query if not isinstance(query, str) else {"query": query, "variables": variables}
    parts = [part("operations", json.dumps(operations).encode()), part("map", json.dumps(file_map).encode())]
    parts += [part(name, content, f"{name}.txt", "text/plain") for name, content in files.items()]
    return b"".join(parts) + END


async def send(port: int, body: bytes, **headers: str) -> Answer:
    sent = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "apollo-require-preflight": "1"}
    return await asyncio.wait_for(ask(port, headers={**sent, **headers}, body=body), 20)


async def upload(subgraphs: Subgraphs, query: Any, variables: Any, file_map: Any, files: Mapping[str, bytes]) -> Answer:
    async with router_at(subgraphs) as port:
        return await send(port, form(query, variables, file_map, files))


async def test_a_file_arrives_with_its_name_and_type(subgraphs: Subgraphs) -> None:
    answer = await upload(subgraphs, ONE, {"file": None}, {"0": ["variables.file"]}, {"0": b"a\r\n--b"})
    assert answer.json == {"data": {"addPhoto": "taken"}}
    [got] = subgraphs.received
    assert got.operations["variables"] == {"file": None}
    assert got.file_map == {"0": ["variables.file"]}
    assert got.files == {"0": ("0.txt", "text/plain", b"a\r\n--b")}


async def test_files_in_lists_and_inputs_arrive(subgraphs: Subgraphs) -> None:
    query = """mutation ($files: [Upload!]!, $input: Picture!) { addPhotos(files: $files) addPicture(input: $input) }"""
    variables = {"files": [None, None], "input": {"title": "cat", "file": None}}
    file_map = {"a": ["variables.files.0"], "b": ["variables.files.1"], "c": ["variables.input.file"]}
    answer = await upload(subgraphs, query, variables, file_map, {"a": b"1", "b": b"2", "c": b"3"})
    assert answer.json == {"data": {"addPhotos": "taken", "addPicture": "taken"}}
    [got] = subgraphs.received
    assert got.operations["variables"] == variables
    assert got.file_map == file_map
    assert [content for _, _, content in got.files.values()] == [b"1", b"2", b"3"]


async def test_a_file_may_belong_to_two_places_of_one_request(subgraphs: Subgraphs) -> None:
    query = "mutation ($a: Upload!, $b: Upload!) { addPhoto(file: $a) two: addPhoto(file: $b) }"
    file_map = {"0": ["variables.a", "variables.b"]}
    await upload(subgraphs, query, {"a": None, "b": None}, file_map, {"0": b"x"})
    assert subgraphs.received[0].file_map == file_map


async def test_each_subgraph_gets_its_own_files(subgraphs: Subgraphs) -> None:
    file_map = {"0": ["variables.a"], "1": ["variables.b"]}
    answer = await upload(subgraphs, TWO, {"a": None, "b": None}, file_map, {"0": b"photo", "1": b"paper"})
    assert answer.json == {"data": {"addPhoto": "taken", "addPaper": "taken"}}
    photos, papers = subgraphs.received
    assert (photos.subgraph, photos.file_map, list(photos.files)) == ("photos", {"0": ["variables.a"]}, ["0"])
    assert (papers.subgraph, papers.file_map, list(papers.files)) == ("papers", {"1": ["variables.b"]}, ["1"])


async def test_a_file_is_passed_on_before_it_is_complete(subgraphs: Subgraphs) -> None:
    body = form(ONE, {"file": None}, {"0": ["variables.file"]}, {"0": b"x" * 200_000})
    async with router_at(subgraphs) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        headers = {
            "content-type": f"multipart/form-data; boundary={BOUNDARY}",
            "content-length": str(len(body)),
            "apollo-require-preflight": "1",
        }
        writer.write(request_bytes("POST", "/graphql", headers, body[:150_000]))
        await asyncio.wait_for(subgraphs.file_begun.wait(), 5)
        writer.write(body[150_000:])
        assert b"taken" in await asyncio.wait_for(reader.read(), 5)
        writer.close()


async def test_a_client_that_leaves_ends_the_request_to_the_subgraph(subgraphs: Subgraphs) -> None:
    body = form(ONE, {"file": None}, {"0": ["variables.file"]}, {"0": b"x" * 200_000})
    async with router_at(subgraphs) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "content-length": str(len(body))}
        writer.write(request_bytes("POST", "/graphql", headers, body[:150_000]))
        await asyncio.wait_for(subgraphs.file_begun.wait(), 5)
        writer.close()
        await asyncio.wait_for(subgraphs.broken_off.wait(), 3)
    assert subgraphs.received == []


async def test_a_client_that_takes_its_time_is_not_the_subgraphs_fault(subgraphs: Subgraphs) -> None:
    body = form(ONE, {"file": None}, {"0": ["variables.file"]}, {"0": b"x" * 200_000})
    async with router_at(subgraphs, subgraphs=SubgraphsSettings(timeout_seconds=0.2)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "content-length": str(len(body))}
        writer.write(request_bytes("POST", "/graphql", headers, body[:150_000]))
        await asyncio.wait_for(subgraphs.file_begun.wait(), 5)
        await asyncio.sleep(0.5)
        writer.write(body[150_000:])
        assert b"taken" in await asyncio.wait_for(reader.read(), 5)
        writer.close()


async def test_a_subgraph_that_does_not_answer_in_time_is_given_up(subgraphs: Subgraphs) -> None:
    subgraphs.may_answer.clear()
    async with router_at(subgraphs, subgraphs=SubgraphsSettings(timeout_seconds=0.2)) as port:
        answer = await send(port, form(ONE, {"file": None}, {"0": ["variables.file"]}, {"0": b"x"}))
    subgraphs.may_answer.set()
    assert answer.codes == ["SUBREQUEST_TIMEOUT"]


async def test_a_file_that_nobody_takes_is_passed_over(subgraphs: Subgraphs) -> None:
    query = "mutation ($a: Upload!, $b: Upload!) { addPhoto(file: $a) @skip(if: true) addPaper(file: $b) }"
    file_map = {"0": ["variables.a"], "1": ["variables.b"]}
    answer = await upload(subgraphs, query, {"a": None, "b": None}, file_map, {"0": b"photo" * 99, "1": b"paper"})
    assert answer.json == {"data": {"addPaper": "taken"}}
    assert [list(got.files) for got in subgraphs.received] == [["1"]]


async def test_a_file_for_two_subgraphs_is_refused(subgraphs: Subgraphs) -> None:
    query = "mutation ($file: Upload!) { addPhoto(file: $file) addPaper(file: $file) }"
    answer = await upload(subgraphs, query, {"file": None}, {"0": ["variables.file"]}, {"0": b"x"})
    assert (answer.status, answer.codes) == (422, ["FILE_UPLOADS_OPERATION_CANNOT_STREAM"])
    assert "send it once for each field" in answer.json["errors"][0]["message"]
    assert subgraphs.received == []


async def test_files_in_another_order_than_they_are_used_are_refused(subgraphs: Subgraphs) -> None:
    file_map = {"1": ["variables.b"], "0": ["variables.a"]}
    answer = await upload(subgraphs, TWO, {"a": None, "b": None}, file_map, {"1": b"paper", "0": b"photo"})
    assert (answer.status, answer.codes) == (422, ["FILE_UPLOADS_OPERATION_CANNOT_STREAM"])
    assert subgraphs.received == []


async def test_files_that_come_in_another_order_than_the_map_says_are_refused(subgraphs: Subgraphs) -> None:
    file_map = {"0": ["variables.a"], "1": ["variables.b"]}
    answer = await upload(subgraphs, TWO, {"a": None, "b": None}, file_map, {"1": b"paper", "0": b"photo"})
    assert answer.codes[0] == "FILE_UPLOADS_OPERATION_CANNOT_STREAM"
    assert subgraphs.received == []


async def test_files_for_fetches_that_run_at_the_same_time_are_refused(subgraphs: Subgraphs) -> None:
    query = "query ($a: Upload, $b: Upload) { look(file: $a) read(file: $b) }"
    file_map = {"0": ["variables.a"], "1": ["variables.b"]}
    answer = await upload(subgraphs, query, {"a": None, "b": None}, file_map, {"0": b"1", "1": b"2"})
    assert (answer.status, answer.codes) == (422, ["FILE_UPLOADS_OPERATION_CANNOT_STREAM"])


async def test_a_query_takes_a_file_too(subgraphs: Subgraphs) -> None:
    query = "query ($a: Upload) { look(file: $a) }"
    answer = await upload(subgraphs, query, {"a": None}, {"0": ["variables.a"]}, {"0": b"1"})
    assert answer.json == {"data": {"look": "taken"}}


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        ({"file": None}, "variables.other"),
        ({"file": None}, "variables.file.0"),
        ({"file": "text"}, "variables.file"),
        ({"file": [None]}, "variables.file.1"),
        ({"file": [None]}, "variables.file.-1"),
        ({"file": [None]}, "variables.file.99999999999999999999"),
        ({"file": [None]}, "variables.file.x"),
        ({"file": None}, "variables"),
        ({"file": None}, "variables."),
        ({"file": None}, "query"),
        ({"file": None}, "0.variables.file"),
        ([None], "variables.0.x"),
        (None, "variables.file"),
    ],
)
async def test_a_place_that_is_not_there_or_not_null_is_refused(
    subgraphs: Subgraphs, variables: Any, place: str
) -> None:
    answer = await upload(subgraphs, ONE, variables, {"0": [place]}, {"0": b"x"})
    assert (answer.status, answer.codes) == (400, ["FILE_UPLOADS_INVALID_MULTIPART_REQUEST"])


@pytest.mark.parametrize("file_map", [[], "x", None, {"0": "variables.file"}, {"0": []}, {"0": [1]}, {"0": None}])
async def test_a_map_of_another_shape_is_refused(subgraphs: Subgraphs, file_map: Any) -> None:
    answer = await upload(subgraphs, ONE, {"file": None}, file_map, {"0": b"x"})
    assert (answer.status, answer.codes) == (400, ["FILE_UPLOADS_INVALID_MULTIPART_REQUEST"])


async def test_two_files_for_one_place_are_refused(subgraphs: Subgraphs) -> None:
    file_map = {"0": ["variables.file"], "1": ["variables.file"]}
    answer = await upload(subgraphs, ONE, {"file": None}, file_map, {"0": b"x", "1": b"y"})
    assert (answer.status, answer.codes) == (400, ["FILE_UPLOADS_INVALID_MULTIPART_REQUEST"])


async def test_a_file_where_the_schema_wants_something_else_is_refused(subgraphs: Subgraphs) -> None:
    query = "mutation ($text: String!) { addText(text: $text) }"
    answer = await upload(subgraphs, query, {"text": None}, {"0": ["variables.text"]}, {"0": b"x"})
    assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("operations", [[{"query": ONE, "variables": {"file": None}}], "text", None])
async def test_operations_of_another_shape_are_refused(subgraphs: Subgraphs, operations: Any) -> None:
    body = part("operations", json.dumps(operations).encode()) + part("map", b"{}") + END
    async with router_at(subgraphs) as port:
        answer = await send(port, body)
    assert (answer.status, answer.codes) == (400, ["FILE_UPLOADS_INVALID_MULTIPART_REQUEST"])


OPERATIONS = part("operations", json.dumps({"query": ONE, "variables": {"file": None}}).encode())
MAP = part("map", b'{"0": ["variables.file"]}')
FILE = part("0", b"content", "0.txt")


@pytest.mark.parametrize(
    "body",
    [
        FILE + OPERATIONS + MAP + END,
        MAP + OPERATIONS + FILE + END,
        OPERATIONS + FILE + MAP + END,
        OPERATIONS + MAP,
        END,
        b"",
        b"x",
    ],
    ids=["files first", "map first", "files before the map", "no end", "no parts", "nothing", "no form"],
)
async def test_parts_in_another_order_are_refused(subgraphs: Subgraphs, body: bytes) -> None:
    async with router_at(subgraphs) as port:
        answer = await send(port, body)
    assert (answer.status, answer.codes) == (400, ["FILE_UPLOADS_INVALID_MULTIPART_REQUEST"])


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (END, "FILE_UPLOADS_FILES_MISSING"),
        (FILE.removesuffix(b"\r\n"), "FILE_UPLOADS_INVALID_MULTIPART_REQUEST"),
        (part("1", b"x", "1.txt") + FILE + END, "FILE_UPLOADS_INVALID_MULTIPART_REQUEST"),
    ],
    ids=["no file", "cut off", "a file that is not in the map"],
)
async def test_a_file_that_does_not_arrive_fails_its_field(subgraphs: Subgraphs, files: bytes, code: str) -> None:
    async with router_at(subgraphs) as port:
        answer = await send(port, OPERATIONS + MAP + files)
    assert (answer.json["data"], answer.codes) == ({"addPhoto": None}, [code])
    assert answer.json["errors"][0]["path"] == ["addPhoto"]
    assert subgraphs.received == []


async def test_a_file_over_the_limit_fails_its_field(subgraphs: Subgraphs) -> None:
    async with router_at(subgraphs, uploads={"max_file_bytes": 1000}) as port:
        answer = await send(port, form(ONE, {"file": None}, {"0": ["variables.file"]}, {"0": b"x" * 1001}))
        assert answer.codes == ["FILE_UPLOADS_LIMITS_MAX_FILE_SIZE_EXCEEDED"]
        answer = await send(port, form(ONE, {"file": None}, {"0": ["variables.file"]}, {"0": b"x" * 1000}))
        assert answer.json == {"data": {"addPhoto": "taken"}}


async def test_more_files_than_allowed_are_refused(subgraphs: Subgraphs) -> None:
    file_map = {"0": ["variables.a"], "1": ["variables.b"]}
    async with router_at(subgraphs, uploads={"max_files": 1}) as port:
        answer = await send(port, form(TWO, {"a": None, "b": None}, file_map, {"0": b"1", "1": b"2"}))
    assert (answer.status, answer.codes) == (413, ["FILE_UPLOADS_LIMITS_MAX_FILES_EXCEEDED"])


async def test_text_fields_over_the_limit_are_refused(subgraphs: Subgraphs) -> None:
    async with router_at(subgraphs, limits=LimitsSettings(body_bytes=1000)) as port:
        answer = await send(port, form(ONE, {"file": None, "x": "x" * 1000}, {"0": ["variables.file"]}, {"0": b""}))
    assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])


async def test_forms_are_refused_unless_the_settings_take_them(subgraphs: Subgraphs) -> None:
    async with router_at(subgraphs, uploads={"enabled": False}) as port:
        answer = await send(port, OPERATIONS + MAP + FILE + END)
    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


async def test_a_form_without_boundary_is_refused(subgraphs: Subgraphs) -> None:
    async with router_at(subgraphs) as port:
        answer = await send(port, OPERATIONS + MAP + FILE + END, **{"content-type": "multipart/form-data"})
    assert (answer.status, answer.codes) == (400, ["FILE_UPLOADS_INVALID_MULTIPART_REQUEST"])


async def test_a_compressed_form_is_refused(subgraphs: Subgraphs) -> None:
    async with router_at(subgraphs) as port:
        answer = await send(port, b"x", **{"content-encoding": "gzip"})
    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


async def test_an_operation_with_files_is_not_streamed(subgraphs: Subgraphs) -> None:
    async with router_at(subgraphs) as port:
        answer = await send(port, OPERATIONS + MAP + FILE + END, accept=SSE)
    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])


async def test_a_form_without_files_is_an_operation(subgraphs: Subgraphs) -> None:
    answer = await upload(subgraphs, "{ __typename }", {}, {}, {})
    assert answer.json == {"data": {"__typename": "Query"}}


async def test_names_of_files_cannot_break_the_form(subgraphs: Subgraphs) -> None:
    file = part("0", b"x", "a%22\u00e9.txt", "text/plain")
    async with router_at(subgraphs) as port:
        await send(port, OPERATIONS + MAP + file + END)
    [got] = subgraphs.received
    assert got.files["0"] == ("a%22\u00e9.txt", "text/plain", b"x")

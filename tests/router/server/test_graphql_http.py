import asyncio
import gzip
import json
import zlib
from typing import Any

import pytest
from starlette.types import ASGIApp

from router.server.app import create_app
from router.settings import CompressionSettings, LimitsSettings, RouterSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import ask, get, post, read_answer, request_bytes

RESPONSE_JSON = "application/graphql-response+json"
TITLE = {"query": '{ book(id: "1") { title } }'}
TITLE_JSON = json.dumps(TITLE).encode()


async def test_a_query_by_post_is_answered(port: int) -> None:
    answer = await post(port, TITLE)
    assert answer.status == 200
    assert answer.json == {"data": {"book": {"title": "Kokoro"}}}


async def test_an_entity_is_completed_from_the_other_subgraph(app: ASGIApp) -> None:
    answer = await post(app, {"query": '{ book(id: "1") { title stars } }'})
    assert answer.json == {"data": {"book": {"title": "Kokoro", "stars": 5}}}


async def test_a_query_by_get_is_answered(port: int) -> None:
    query = "query ($id: ID!) { book(id: $id) { title } }"
    answer = await get(port, query=query, variables='{"id": "2"}', extensions="", operationName="")
    assert (answer.status, answer.json) == (200, {"data": {"book": {"title": "Botchan"}}})


async def test_a_mutation_by_post_is_run(app: ASGIApp, shelf: Shelf) -> None:
    answer = await post(app, {"query": 'mutation { rename(id: "1", title: "Sanshiro") { title stars } }'})
    assert answer.json == {"data": {"rename": {"title": "Sanshiro", "stars": 5}}}
    assert shelf.titles["1"] == "Sanshiro"


async def test_a_mutation_by_get_is_refused_and_not_run(port: int, shelf: Shelf) -> None:
    answer = await get(port, query='mutation { rename(id: "1", title: "Sanshiro") { id } }')
    assert (answer.status, answer.codes, answer.headers["allow"]) == (405, ["METHOD_NOT_ALLOWED"], "POST")
    assert shelf.titles["1"] == "Kokoro"


ALLOWED = "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
async def test_other_methods_are_refused(app: ASGIApp, method: str) -> None:
    answer = await ask(app, method)
    assert (answer.status, answer.codes, answer.headers["allow"]) == (405, ["METHOD_NOT_ALLOWED"], ALLOWED)


async def test_options_tells_the_methods(port: int) -> None:
    answer = await ask(port, "OPTIONS")
    assert (answer.status, answer.headers["allow"], answer.body) == (204, ALLOWED, b"")


async def test_head_is_answered_as_get_is(app: ASGIApp) -> None:
    target = "/graphql?query=%7B__typename%7D"
    same = {"x-request-id": "1"}
    by_get, by_head = await ask(app, "GET", target, same), await ask(app, "HEAD", target, same)
    assert (by_head.status, by_head.headers) == (by_get.status, by_get.headers)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/json; charset=utf-16",
        "",
    ],
)
async def test_other_content_types_are_refused(app: ASGIApp, content_type: str) -> None:
    answer = await ask(app, headers={"content-type": content_type}, body=json.dumps(TITLE).encode())
    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


async def test_a_body_without_content_type_is_refused(app: ASGIApp) -> None:
    answer = await ask(app, body=json.dumps(TITLE).encode())
    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


async def test_a_compressed_body_is_refused(app: ASGIApp) -> None:
    answer = await post(app, gzip.compress(TITLE_JSON), content_encoding="gzip")
    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])
    assert answer.headers["accept-encoding"] == "identity"


def taking_gzip(shelf: Shelf, **limits: int) -> ASGIApp:
    settings = RouterSettings(compression=CompressionSettings(requests=True), limits=LimitsSettings(**limits))
    return create_app(example_supergraph(), settings, shelf.clients())


@pytest.mark.parametrize("encoding", ["gzip", "GZip", "x-gzip"])
async def test_a_body_in_gzip_is_taken_where_the_settings_say_so(shelf: Shelf, encoding: str) -> None:
    answer = await post(taking_gzip(shelf), gzip.compress(TITLE_JSON), content_encoding=encoding)
    assert answer.json == {"data": {"book": {"title": "Kokoro"}}}


async def test_a_body_in_gzip_that_grows_over_the_limit_is_refused(shelf: Shelf) -> None:
    bomb = gzip.compress(TITLE_JSON + b" " * 50_000_000)
    answer = await post(taking_gzip(shelf, body_bytes=100_000), bomb, content_encoding="gzip")
    assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])


@pytest.mark.parametrize(
    "body",
    [TITLE_JSON, gzip.compress(TITLE_JSON)[:-3], gzip.compress(TITLE_JSON) + b"x", gzip.compress(TITLE_JSON) * 2, b""],
    ids=["not compressed", "cut off", "something behind", "twice", "nothing"],
)
async def test_broken_gzip_is_refused(shelf: Shelf, body: bytes) -> None:
    answer = await post(taking_gzip(shelf), body, content_encoding="gzip")
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


async def test_another_compression_is_refused(shelf: Shelf) -> None:
    answer = await post(taking_gzip(shelf), zlib.compress(TITLE_JSON), content_encoding="deflate")
    assert (answer.status, answer.headers["accept-encoding"]) == (415, "gzip")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
async def test_json_content_types_are_taken(app: ASGIApp, content_type: str) -> None:
    answer = await ask(app, headers={"content-type": content_type}, body=json.dumps(TITLE).encode())
    assert answer.status == 200


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        (RESPONSE_JSON, RESPONSE_JSON),
        (f"{RESPONSE_JSON}; charset=utf-8, application/json; charset=utf-8", RESPONSE_JSON),
        (f"{RESPONSE_JSON}, application/json;q=0.9", RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0.5, application/json", "application/json"),
        (f"{RESPONSE_JSON}, */*;q=0.1", RESPONSE_JSON),
        ("text/html, application/json;q=0.1", "application/json"),
    ],
)
async def test_the_answer_has_the_media_type_that_the_client_accepts(app: ASGIApp, accept: str, expected: str) -> None:
    answer = await post(app, TITLE, accept=accept)
    assert (answer.status, answer.headers["content-type"]) == (200, f"{expected}; charset=utf-8")


async def test_without_accept_the_answer_is_plain_json(app: ASGIApp) -> None:
    answer = await post(app, TITLE)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/json;charset=latin-1", ";;,"])
async def test_a_client_that_accepts_neither_media_type_is_told(app: ASGIApp, accept: str) -> None:
    answer = await post(app, TITLE, accept=accept)
    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])


BAD_BODIES = {
    "not JSON": b"{ book",
    "nothing": b"",
    "not UTF-8": b'{"query": "\xff"}',
    "a byte order mark": b'\xef\xbb\xbf{"query": "{ __typename }"}',
    "a lone surrogate": b'{"query": "{ echo(value: \\"\\ud800\\") }"}',
    "NaN": b'{"query": "{ __typename }", "variables": {"x": NaN}}',
    "Infinity": b'{"query": "{ __typename }", "variables": {"x": -Infinity}}',
    "an endless number": b'{"query": "{ __typename }", "variables": {"x": 1e999}}',
    "too many digits": b'{"query": "{ __typename }", "variables": {"x": ' + b"9" * 5000 + b"}}",
    "deep nesting": b'{"query": "{ __typename }", "variables": ' + b'{"x":' * 5000 + b"1" + b"}" * 5001,
    "nesting that could be read but not written": b'{"query": "{ __typename }", "variables": {"x": '
    + b"[" * 210
    + b"]" * 210
    + b"}}",
    "a member twice": b'{"query": "{ __typename }", "query": "{ hang }"}',
    "a member twice, deep in the variables": b'{"query": "{ __typename }", "variables": {"x": [{"y": 1, "y": 2}]}}',
    "a list": b"[]",
    "a string": b'"{ __typename }"',
    "null": b"null",
    "no query": b"{}",
    "an empty query": b'{"query": ""}',
    "a null query": b'{"query": null}',
    "a query that is a number": b'{"query": 1}',
    "an operation name that is a number": b'{"query": "{ __typename }", "operationName": 1}',
    "variables that are a list": b'{"query": "{ __typename }", "variables": []}',
    "variables that are a string": b'{"query": "{ __typename }", "variables": "{}"}',
    "extensions that are a number": b'{"query": "{ __typename }", "extensions": 0}',
}


@pytest.mark.parametrize("accept", ["application/json", RESPONSE_JSON])
@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
async def test_a_body_that_is_no_graphql_request_is_refused(app: ASGIApp, body: bytes, accept: str) -> None:
    answer = await post(app, body, accept=accept)
    assert (answer.status, answer.codes, list(answer.json)) == (400, ["BAD_REQUEST"], ["errors"])
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "query=%7B__typename%7D&query=%7B__typename%7D",
        "query=%FF",
        "query=%ED%A0%80",
        "query=%7B__typename%7D&variables=x",
        "query=%7B__typename%7D&variables=[]",
        "&".join(f"a{number}=1" for number in range(200)),
    ],
)
async def test_a_query_string_that_is_no_graphql_request_is_refused(app: ASGIApp, query_string: str) -> None:
    answer = await ask(app, "GET", f"/graphql?{query_string}")
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


BAD_DOCUMENTS = {
    "a syntax error": ({"query": "{ book("}, "GRAPHQL_PARSE_FAILED"),
    "only a comment": ({"query": "# nothing"}, "GRAPHQL_PARSE_FAILED"),
    "a surrogate escape": ({"query": '{ echo(value: "\\uD800") }'}, "GRAPHQL_PARSE_FAILED"),
    "deep nesting": ({"query": "{ a" * 5000}, "GRAPHQL_PARSE_FAILED"),
    "deep lists": ({"query": "{ echo(value: " + "[" * 5000 + "]" * 5000 + ") }"}, "GRAPHQL_PARSE_FAILED"),
    "an unknown field": ({"query": "{ film }"}, "GRAPHQL_VALIDATION_FAILED"),
    "federation machinery": ({"query": "{ _service { sdl } }"}, "GRAPHQL_VALIDATION_FAILED"),
    "a circular fragment": ({"query": "{ ...A } fragment A on Query { ...A }"}, "GRAPHQL_VALIDATION_FAILED"),
    "only a fragment": ({"query": "fragment A on Query { __typename }"}, "GRAPHQL_VALIDATION_FAILED"),
    "a missing variable": ({"query": "query ($id: ID!) { book(id: $id) { id } }"}, "BAD_USER_INPUT"),
    "a wrong variable": (
        {"query": "query ($id: ID!) { book(id: $id) { id } }", "variables": {"id": {}}},
        "BAD_USER_INPUT",
    ),
    "an unknown operation": (
        {"query": "query A { __typename }", "operationName": "B"},
        "OPERATION_RESOLUTION_FAILURE",
    ),
    "an unnamed choice": ({"query": "query A { __typename } query B { __typename }"}, "OPERATION_RESOLUTION_FAILURE"),
}


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (RESPONSE_JSON, 400)])
@pytest.mark.parametrize(("request_body", "code"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS.keys())
async def test_a_refused_document_has_errors_and_no_data(
    app: ASGIApp, request_body: dict[str, object], code: str, accept: str, status: int
) -> None:
    answer = await post(app, request_body, accept=accept)
    assert (answer.status, set(answer.codes), list(answer.json)) == (status, {code}, ["errors"])


async def test_a_syntax_error_names_its_place(app: ASGIApp) -> None:
    answer = await post(app, {"query": "{\n  book(id: ) { title }\n}"})
    assert answer.json["errors"][0]["locations"] == [{"line": 2, "column": 12}]


async def test_every_unknown_field_is_reported(app: ASGIApp) -> None:
    answer = await post(app, {"query": "{ film song }"})
    assert [error["locations"] for error in answer.json["errors"]] == [
        [{"line": 1, "column": 3}],
        [{"line": 1, "column": 8}],
    ]


async def test_an_error_of_a_subgraph_leaves_partial_data(port: int) -> None:
    answer = await post(port, {"query": '{ breakDown book(id: "1") { title } }'}, accept=RESPONSE_JSON)
    assert answer.status == 200
    assert answer.json["data"] == {"breakDown": None, "book": {"title": "Kokoro"}}
    assert [(error["path"], error["extensions"]["service"]) for error in answer.json["errors"]] == [
        (["breakDown"], "reviews")
    ]


async def test_introspection_shows_the_api_schema(app: ASGIApp) -> None:
    answer = await post(app, {"query": "{ __schema { queryType { name } types { name } } }"})
    names = {found["name"] for found in answer.json["data"]["__schema"]["types"]}
    assert {"Query", "Book", "Anything"} <= names
    assert not [name for name in names if name.startswith(("join__", "link__", "_")) and not name.startswith("__")]


async def test_a_subscription_over_http_is_refused(app: ASGIApp) -> None:
    answer = await post(app, {"query": "subscription { renamed { title } }"})
    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])


async def test_integers_of_any_size_and_custom_scalars_pass_through(app: ASGIApp) -> None:
    value = {"big": 2**63 + 1, "nested": [True, None, 1.5, {"text": "猫\u0000"}]}
    answer = await post(app, {"query": "query ($v: Anything) { echo(value: $v) }", "variables": {"v": value}})
    assert answer.json == {"data": {"echo": value}}


async def test_deep_variables_pass_through(app: ASGIApp) -> None:
    value: Any = 1
    for _ in range(150):
        value = [{"in": value}] if isinstance(value, int) else [value]
    answer = await post(app, {"query": "query ($v: Anything) { echo(value: $v) }", "variables": {"v": value}})
    assert answer.json == {"data": {"echo": value}}


async def test_many_flat_variables_pass_through(app: ASGIApp) -> None:
    value: list[Any] = [{"n": [number]} for number in range(1000)]
    answer = await post(app, {"query": "query ($v: Anything) { echo(value: $v) }", "variables": {"v": value}})
    assert answer.json == {"data": {"echo": value}}


async def test_integers_beyond_64_bits_keep_their_digits(app: ASGIApp) -> None:
    answer = await post(app, {"query": "query ($v: Anything) { echo(value: $v) }", "variables": {"v": 10**30 + 1}})
    assert answer.json == {"data": {"echo": 10**30 + 1}}


async def test_defaults_of_variables_are_applied(app: ASGIApp) -> None:
    answer = await post(app, {"query": 'query ($id: ID! = "2") { book(id: $id) { title } }'})
    assert answer.json == {"data": {"book": {"title": "Botchan"}}}


async def test_the_same_document_is_planned_apart_where_a_condition_differs(app: ASGIApp) -> None:
    query = 'query ($stars: Boolean!) { book(id: "1") { title stars @include(if: $stars) } }'
    without = await post(app, {"query": query, "variables": {"stars": False}})
    with_stars = await post(app, {"query": query, "variables": {"stars": True}})
    assert without.json == {"data": {"book": {"title": "Kokoro"}}}
    assert with_stars.json == {"data": {"book": {"title": "Kokoro", "stars": 5}}}


async def test_a_body_over_the_limit_is_refused_by_its_announced_length(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(limits=LimitsSettings(body_bytes=100)))
    answer = await ask(port, headers={"content-type": "application/json", "content-length": "101"})
    assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])


async def test_a_body_over_the_limit_is_refused_while_it_streams(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(limits=LimitsSettings(body_bytes=100)))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = {"content-type": "application/json", "transfer-encoding": "chunked"}
    writer.write(request_bytes("POST", "/graphql", headers, b"80\r\n" + b" " * 128 + b"\r\n"))
    answer = await read_answer(reader)
    writer.close()
    assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])


async def test_a_body_of_exactly_the_limit_is_taken(start_router: StartRouter) -> None:
    body = json.dumps(TITLE).encode()
    port = await start_router(RouterSettings(limits=LimitsSettings(body_bytes=len(body))))
    assert (await post(port, body)).status == 200


async def test_a_query_is_cancelled_when_its_client_leaves(port: int, shelf: Shelf) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = {"content-type": "application/json"}
    writer.write(request_bytes("POST", "/graphql", headers, b'{"query": "{ hang }"}'))
    await asyncio.wait_for(shelf.hanging.wait(), 5)
    writer.close()
    await asyncio.wait_for(shelf.cancelled.wait(), 5)


async def test_a_mutation_runs_to_its_end_though_its_client_leaves(port: int, shelf: Shelf) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = {"content-type": "application/json"}
    query = 'mutation { slowRename(id: "1", title: "Sanshiro") { id } }'
    writer.write(request_bytes("POST", "/graphql", headers, json.dumps({"query": query}).encode()))
    await asyncio.wait_for(shelf.hanging.wait(), 5)
    writer.close()
    await writer.wait_closed()
    # The next answer proves that the router has seen the connection close.
    await post(port, TITLE)
    shelf.let_go.set()
    await asyncio.wait_for(shelf.renamed_slowly.wait(), 5)
    assert not shelf.cancelled.is_set()


async def test_a_lone_surrogate_in_an_answer_is_written_as_json(start_router: StartRouter, shelf: Shelf) -> None:
    shelf.titles["1"] = "\ud800"
    answer = await post(await start_router(), TITLE)
    assert b'"\\ud800"' in answer.body

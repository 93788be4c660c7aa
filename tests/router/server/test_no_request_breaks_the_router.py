"""Whatever comes, the answer is a GraphQL response in JSON, and never a 500."""

import asyncio
import json
import re
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from starlette.types import ASGIApp

from router.server.app import create_app
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import Answer, ask, post

APP: ASGIApp = create_app(example_supergraph(), clients=Shelf().clients())
few = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

WORDS = r"""
  { } ( ) [ ] : $ ! = ... @include if query mutation fragment on book id title stars sequel echo value __typename
  __schema types name Book "1" 1 true null Query A ID "\uD800" ''' @skip # caller breakDown
"""
documents = some.lists(some.sampled_from(re.findall(r"\S+", WORDS)), max_size=40).map(" ".join) | some.text(max_size=60)
values: some.SearchStrategy[Any] = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=True) | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=20,
)
requests = some.fixed_dictionaries(
    {}, optional={"query": documents | values, "operationName": values, "variables": values, "extensions": values}
)


def assert_graphql(answer: Answer) -> None:
    assert answer.status in (200, 400, 405, 406), answer
    assert set(answer.json) <= {"data", "errors"}
    assert all("code" in error["extensions"] for error in answer.json.get("errors", ()))


@few
@given(some.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    assert_graphql(asyncio.run(post(APP, body)))


@few
@given(requests | values)
def test_any_json(request: Any) -> None:
    assert_graphql(asyncio.run(post(APP, json.dumps(request).encode())))


@few
@given(documents, some.dictionaries(some.sampled_from(["id", "A", "value"]), values))
def test_any_document(query: str, variables: dict[str, Any]) -> None:
    body = {"query": f"query Q($A: ID, $id: Anything) {{ {query} }}", "variables": variables}
    assert_graphql(asyncio.run(post(APP, json.dumps(body).encode())))


@few
@given(some.dictionaries(some.sampled_from(["query", "variables", "operationName", "extensions", "x"]), some.binary()))
def test_any_query_string(parameters: dict[str, bytes]) -> None:
    query_string = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in parameters.items())
    assert_graphql(asyncio.run(ask(APP, "GET", f"/graphql?{query_string}")))


@few
@given(some.text(some.characters(max_codepoint=255), max_size=80))
def test_any_accept_header(accept: str) -> None:
    header = accept.encode("latin-1").decode("latin-1")
    assert_graphql(asyncio.run(post(APP, {"query": "{ __typename }"}, accept=header)))

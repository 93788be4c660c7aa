import pytest
from graphql import get_introspection_query

from router.server.app import create_app
from router.settings import IntrospectionSettings, RouterSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import Answer, post

HIDDEN = RouterSettings(introspection=IntrospectionSettings(enabled=False))


async def asked(query: str, settings: RouterSettings = HIDDEN) -> Answer:
    return await post(create_app(example_supergraph(), settings, Shelf().clients()), {"query": query})


@pytest.mark.parametrize(
    "query",
    [
        get_introspection_query(),
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Book") { name } }',
        "{ s: __schema { __typename } }",
        "{ ... on Query { ... { __schema { __typename } } } }",
        "{ ...F } fragment F on Query { __schema { __typename } }",
        "query A { __typename } query B { __schema { __typename } }",
        "{ __typename __schema @skip(if: true) { __typename } }",
    ],
)
async def test_a_schema_that_is_not_shown_cannot_be_asked_for(query: str) -> None:
    answer = await asked(query)
    assert answer.codes == ["INTROSPECTION_DISABLED"]
    assert "data" not in answer.json
    assert answer.json["errors"][0]["locations"]


async def test_typename_is_always_answered() -> None:
    answer = await asked('{ __typename book(id: "1") { __typename } }')
    assert answer.json == {"data": {"__typename": "Query", "book": {"__typename": "Book"}}}


async def test_production_does_not_show_the_schema() -> None:
    answer = await asked("{ __schema { __typename } }", RouterSettings(mode="production"))
    assert answer.codes == ["INTROSPECTION_DISABLED"]


@pytest.mark.parametrize(
    "query",
    [
        "{ bok { id } }",
        '{ book(idd: "1") { id } }',
        "{ ... on Querry { __typename } }",
        "query Q($id: IDD) { book(id: $id) { id } }",
        '{ book(id: "1") @skp(if: true) { id } }',
    ],
)
async def test_where_the_schema_is_hidden_no_names_are_suggested(query: str) -> None:
    hidden = await asked(query)
    assert hidden.codes
    assert b"Did you mean" not in hidden.body


async def test_where_the_schema_is_shown_names_are_suggested() -> None:
    assert b"Did you mean" in (await asked("{ bok { id } }", RouterSettings())).body

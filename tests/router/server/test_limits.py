from typing import Any

import pytest
from graphql import get_introspection_query, parse

from router.errors import OperationError
from router.server.app import create_app
from router.server.limits import SelectionSize, check_limits, measure_operations
from router.settings import LimitsSettings, RouterSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import post


def measured(text: str) -> list[SelectionSize]:
    return list(measure_operations(parse(text)))


def test_fragments_count_where_they_are_spread() -> None:
    text = "{ a { ...F } b: a { ...F ... { x: c } } } fragment F on Q { d e: d { c } }"
    assert measured(text) == [SelectionSize(depth=3, aliases=4, fields=9)]


def test_every_operation_is_measured() -> None:
    assert measured("query A { a } query B { a { b } }") == [SelectionSize(1, 0, 1), SelectionSize(2, 0, 2)]


def test_a_circular_fragment_counts_nothing_more() -> None:
    assert measured("{ ...A } fragment A on Q { a ...B } fragment B on Q { b ...A }") == [SelectionSize(1, 0, 2)]


def test_an_unknown_fragment_counts_nothing() -> None:
    assert measured("{ a ...A }") == [SelectionSize(1, 0, 1)]


def test_a_bomb_of_nested_fragments_is_measured_without_expanding_it() -> None:
    fragments = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(100))
    [size] = measured(f"{{ ...F0 }} {fragments} fragment F100 on Query {{ __typename }}")
    assert size.fields == 2**100


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"depth": 2}, "MAX_DEPTH_LIMIT"),
        ({"aliases": 1}, "MAX_ALIASES_LIMIT"),
        ({"fields": 3}, "MAX_FIELDS_LIMIT"),
    ],
)
def test_what_exceeds_a_limit_is_refused(limits: dict[str, Any], code: str) -> None:
    with pytest.raises(OperationError) as refused:
        check_limits(parse("{ a { x: b { y: c } } d }"), LimitsSettings(**limits))
    assert refused.value.code == code


def test_what_just_meets_the_limits_is_taken() -> None:
    check_limits(parse("{ a { x: b { y: c } } d }"), LimitsSettings(depth=3, aliases=2, fields=4))


BOMBS = {
    "fragments": "{ ...F0 } "
    + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    + " fragment F60 on Query { __typename }",
    "aliases": "{" + " ".join(f"a{n}: __typename" for n in range(600)) + "}",
    "depth": '{ book(id: "1") ' + "{ sequel " * 60 + "{ id }" + "}" * 60 + "}",
    "tokens": "{" + " __typename" * 20_000 + "}",
    "equal fields": '{ book(id: "1") {' + " sequel { id }" * 3_000 + "} }",
    "chained fragments": "{ ...F0 } "
    + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(2_000))
    + " fragment F2000 on Query { __typename }",
    "directives": "{ __typename " + "@include(if: true) " * 2_000 + "}",
    "variables": "query (" + " ".join(f"$v{n}: Int" for n in range(3_000)) + ") { __typename }",
}


@pytest.mark.parametrize("query", BOMBS.values(), ids=BOMBS.keys())
async def test_a_bomb_is_refused_with_a_code_and_calls_no_subgraph(query: str) -> None:
    shelf = Shelf()
    answer = await post(create_app(example_supergraph(), RouterSettings(), shelf.clients()), {"query": query})
    assert answer.status == 200
    assert "data" not in answer.json
    assert set(answer.codes) <= {
        "MAX_FIELDS_LIMIT",
        "MAX_ALIASES_LIMIT",
        "MAX_DEPTH_LIMIT",
        "MAX_TOKENS_LIMIT",
        "GRAPHQL_VALIDATION_FAILED",
    }
    assert shelf.requests == []


async def test_errors_of_validation_are_limited() -> None:
    settings = RouterSettings(limits=LimitsSettings(errors=3))
    app = create_app(example_supergraph(), settings, Shelf().clients())
    answer = await post(app, {"query": "{" + " ".join(f"x{n}" for n in range(100)) + "}"})
    assert len(answer.codes) == 4
    assert answer.json["errors"][3]["message"].startswith("Too many validation errors")


async def test_the_standard_introspection_query_is_within_the_limits() -> None:
    app = create_app(example_supergraph(), RouterSettings(), Shelf().clients())
    answer = await post(app, {"query": get_introspection_query(specified_by_url=True, input_value_deprecation=True)})
    assert answer.json["data"]["__schema"]["queryType"]["name"] == "Query"
    assert "errors" not in answer.json

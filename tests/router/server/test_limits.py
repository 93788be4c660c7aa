from typing import Any

import pytest
from graphql import get_introspection_query, parse

from router.errors import OperationError
from router.server.app import create_app
from router.server.limits import SelectionSize, TooManyFields, check_limits, check_variables, measure_operations
from router.settings import LimitsSettings, RouterSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import post

MEASURED = """
query A($v: Int, $w: Int) @a { ...F @b(x: [1, [2, 3]]) d }
query B { __typename }
fragment F on Q { a(x: {y: [1, [2, 3]]}) @c { x: b { y: c } } }
fragment G on Q { g }
"""
"""Its operations have: 3 levels; 5 fields, 2 of them at the root of A; 2 aliases, 3 directives, 8 items in lists."""


def measured(text: str) -> list[SelectionSize]:
    return list(measure_operations(parse(text)))


def test_fragments_count_where_they_are_spread() -> None:
    text = "{ a { ...F } b: a { ...F ... { x: c } } } fragment F on Q { d e: d { c } }"
    assert measured(text) == [SelectionSize(depth=3, aliases=4, fields=9, uppermost=2)]


def test_every_operation_is_measured() -> None:
    assert measured("query A { a } query B { a { b } }") == [SelectionSize(1, 0, 1, 1), SelectionSize(2, 0, 2, 1)]


def test_a_circular_fragment_counts_nothing_more() -> None:
    assert measured("{ ...A } fragment A on Q { a ...B } fragment B on Q { b ...A }") == [SelectionSize(1, 0, 2, 2)]


def test_an_unknown_fragment_counts_nothing() -> None:
    assert measured("{ a ...A }") == [SelectionSize(1, 0, 1, 1)]


def test_a_bomb_of_nested_fragments_is_measured_without_expanding_it() -> None:
    fragments = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(100))
    [size] = measured(f"{{ ...F0 }} {fragments} fragment F100 on Query {{ __typename }}")
    assert size.fields == 2**100


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"depth": 2}, "MAX_DEPTH_LIMIT"),
        ({"aliases": 1}, "MAX_ALIASES_LIMIT"),
        ({"fields": 4}, "MAX_FIELDS_LIMIT"),
        ({"root_fields": 1}, "MAX_ROOT_FIELDS_LIMIT"),
        ({"directives": 2}, "MAX_DIRECTIVES_LIMIT"),
        ({"fragments": 1}, "MAX_FRAGMENTS_LIMIT"),
        ({"operations": 1}, "MAX_OPERATIONS_LIMIT"),
        ({"variables": 1}, "MAX_VARIABLES_LIMIT"),
        ({"list_items": 7}, "MAX_LIST_ITEMS_LIMIT"),
    ],
)
def test_what_exceeds_a_limit_is_refused(limits: dict[str, Any], code: str) -> None:
    with pytest.raises(OperationError) as refused:
        check_limits(parse(MEASURED), LimitsSettings(**limits))
    assert refused.value.code == code


def test_what_just_meets_the_limits_is_taken() -> None:
    limits = LimitsSettings(
        depth=3,
        aliases=2,
        fields=5,
        root_fields=2,
        directives=3,
        fragments=2,
        operations=2,
        variables=2,
        list_items=8,
    )
    check_limits(parse(MEASURED), limits)


def test_what_fragments_carry_counts_at_every_spread() -> None:
    [size] = measured("{ ...F ...F @b } fragment F on Q { a(x: [1]) @c }")
    assert (size.uppermost, size.directives, size.list_items) == (2, 3, 2)


def test_the_operations_of_a_document_are_counted_together() -> None:
    text = "query A { ...F } query B { ...F } fragment F on Q { a b }"
    with pytest.raises(TooManyFields):
        check_limits(parse(text), LimitsSettings(fields=3))


@pytest.mark.parametrize(
    ("variables", "items"),
    [
        ({}, 0),
        ({"id": "1", "n": None, "o": {"a": 1}}, 0),
        ({"ids": [1, 2], "more": {"ids": [3, {"a": [4]}]}}, 5),
        ({"matrix": [[1, 2], [3, 4], []]}, 7),
    ],
)
def test_items_of_lists_are_counted_in_variables_wherever_they_are(variables: dict[str, Any], items: int) -> None:
    assert check_variables(variables, LimitsSettings()) == items


async def test_variables_with_too_many_items_are_refused() -> None:
    app = create_app(example_supergraph(), RouterSettings(limits=LimitsSettings(list_items=3)), Shelf().clients())
    query = "query Q($value: Anything) { echo(value: $value) }"
    taken = await post(app, {"query": query, "variables": {"value": {"a": [1, 2, 3]}}})
    refused = await post(app, {"query": query, "variables": {"value": {"a": [1, 2], "b": [3, 4]}}})
    assert taken.json["data"] == {"echo": {"a": [1, 2, 3]}}
    assert refused.codes == ["MAX_LIST_ITEMS_LIMIT"]


async def test_variables_with_many_items_are_taken() -> None:
    app = create_app(example_supergraph(), RouterSettings(), Shelf().clients())
    value = list(range(9_000))
    answer = await post(app, {"query": "query Q($v: Anything) { echo(value: $v) }", "variables": {"v": value}})
    assert answer.json["data"] == {"echo": value}


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
    "operations": "".join(f"query Q{n} {{ ...F }} " for n in range(1_000)) + "fragment F on Query { __typename }",
    "root fields": "{" + " __typename" * 9_000 + "}",
    "list items": "{ echo(value: [" + "1 " * 12_000 + "]) }",
    "circular fragments": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
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
        "MAX_DIRECTIVES_LIMIT",
        "MAX_FRAGMENTS_LIMIT",
        "MAX_OPERATIONS_LIMIT",
        "MAX_ROOT_FIELDS_LIMIT",
        "MAX_VARIABLES_LIMIT",
        "MAX_LIST_ITEMS_LIMIT",
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

from pathlib import Path

import pytest
from graphql import DocumentNode, GraphQLSyntaxError, Source
from graphql.validation.validate import validate_sdl
from hypothesis import given, settings
from hypothesis import strategies as st

from router.composer.evident_sdl import is_evidently_valid
from router.language.parse_document import parse_document

ROOT = Path(__file__).parents[3]
SDL = """
schema @d { query: Query mutation: M }
directive @d(a: Int! = 1, b: [I!]) repeatable on SCHEMA | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | ENUM
directive @once(needed: Int!) on INTERFACE | UNION | ENUM_VALUE | SCALAR | INPUT_OBJECT | INPUT_FIELD_DEFINITION
type Query implements Node @d(b: [{a: 1, b: {a: 2}}]) @d { f(x: Int = 1 @d, y: [I] = [{a: 1}]): [M!]! @deprecated g: U }
type M { m: E, id: ID @deprecated(reason: "") }
interface Node @once(needed: 1) { id: ID }
union U @once(needed: 1) = M | Query
enum E @d { A @once(needed: 1) B @deprecated }
input I @oneOf { a: Int @once(needed: 1) b: I = {a: 1, b: null} c: Date }
scalar Date @specifiedBy(url: "x")
"""
CHANGES = [
    *("type M { x: Int }", "extend type M { x: Int }", "schema { query: Query }", "scalar U", "Query", "M", "Missing"),
    *(
        "directive @d on OBJECT",
        "@d",
        "@once",
        "@once(needed: 1)",
        "@missing",
        "@d(a: 1)",
        "@d(a: 1, a: 2)",
        "@d(c: 1)",
    ),
    *(
        "@deprecated",
        "@oneOf",
        "f: Int",
        "id: ID",
        "A",
        "B",
        "query: Query",
        "mutation: M",
        "{a: 1, a: 2}",
        "a: 1",
        "x: Int",
    ),
    *("{", "}", "(", ")", "[", "]", " ", ":", "= {b: {a: 1, a: 2}}", "repeatable", "| M", "& Node", "String", "__Type"),
    *(
        "query { f }",
        "OBJECT",
        "on",
        "directive @e(a: E, a: E) on ENUM",
        "@d(c: 1)",
        "a: 1",
        "enum E2 { A A }",
        "_Missing",
    ),
]


def parsed(text: str) -> DocumentNode | None:
    try:
        return parse_document(Source(text))
    except GraphQLSyntaxError:
        return None


def test_every_right_construct_is_evident() -> None:
    document = parse_document(Source(SDL))
    assert validate_sdl(document) == []
    assert is_evidently_valid(document.definitions)


@pytest.mark.parametrize("path", sorted((ROOT / "schema/subgraphs").glob("*.graphql")), ids=lambda path: str(path.stem))
def test_nothing_stands_against_a_file_that_is_evident(path: Path) -> None:
    document = parse_document(Source(path.read_text()))
    assert not is_evidently_valid(document.definitions) or validate_sdl(document) == []


@given(st.integers(0, len(SDL)), st.integers(0, 9), st.sampled_from(CHANGES))
@settings(max_examples=500, deadline=None)
def test_what_is_evident_breaks_no_rule(start: int, removed: int, added: str) -> None:
    document = parsed(SDL[:start] + added + SDL[start + removed :])
    if document is not None and is_evidently_valid(document.definitions):
        assert validate_sdl(document) == []


@pytest.mark.parametrize(
    "addition",
    [
        "type M { x: Int }",
        "extend type M { x: Int }",
        "schema { query: Query }",
        "directive @d on OBJECT",
        "directive @e(a: Int, a: Int) on OBJECT",
        "directive @e(a: Missing) on OBJECT",
        "type T { x: Missing }",
        "type T { x(a: Int, a: Int): Int }",
        "type T { x: Int x: Int }",
        "type T implements Missing { x: Int }",
        "type T @missing { x: Int }",
        "type T @once(needed: 1) { x: Int }",
        "type T { x: Int @deprecated @deprecated }",
        "type T @d(a: 1, a: 2) { x: Int }",
        "type T @d(c: 1) { x: Int }",
        "type T @d(b: [{a: 1, a: 2}]) { x: Int }",
        "interface T @once { x: Int }",
        "input T { x: Int x: Int }",
        "input T { x: I = {b: {a: 1, a: 2}} }",
        "enum T { A A }",
        "enum T { A @d }",
        "union T = M | Missing",
        "scalar T @oneOf",
        "query Q { f }",
    ],
)
def test_a_rule_that_is_broken_is_never_evident(addition: str) -> None:
    assert not is_evidently_valid(parse_document(Source(SDL + addition)).definitions)

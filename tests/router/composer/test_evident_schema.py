import pytest
from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, Source, build_ast_schema, validate_schema
from hypothesis import given, settings
from hypothesis import strategies as st

from router.composer.directive_arguments import find_wrong_directive_arguments
from router.composer.evident_schema import makes_evident_schema
from router.composer.evident_sdl import is_evidently_valid
from router.language.parse_document import parse_document

SDL = """
schema @d(c: [{a: "b"}]) { query: Root mutation: M }
directive @d(a: Int! = 1, b: [E!], c: Any, s: String, i: ID, t: Boolean, f: Float) on SCHEMA | OBJECT | FIELD_DEFINITION
type Root implements Node & Named @d(a: 2, b: [A], s: "x", i: 1, t: true, f: 1) { id: ID! name(short: Boolean): String
  f(x: Int = 1, y: [I] = [{a: 1}] @deprecated): [M!]! @deprecated(reason: "old") u: U n: Node }
type M { m: E, id: ID }
interface Node { id: ID! }
interface Named implements Node { id: ID! name(short: Boolean): String }
union U = M | Root
enum E { A B @deprecated }
input I { a: Int b: I = null c: [I!]! = [] j: J! }
input J { i: I d: Any! }
scalar Any @specifiedBy(url: "x")
"""
ADDITIONS = [
    "type T { x: I }",
    "type T { x(y: M): Int }",
    "type T { x(y: Int! @deprecated): Int }",
    'type T { x(y: Int! = "1" @deprecated): Int }',
    "type T { __x: Int }",
    "type __T { x: Int }",
    "type T { x(__y: Int): Int }",
    "type T",
    "interface T",
    "input T",
    "enum T",
    "union T",
    "type T implements Node { x: Int }",
    "type T implements Node { id: ID }",
    "type T implements Node { id(x: Int!): ID! }",
    "type T implements Named { id: ID! name(short: Boolean): String }",
    "type T implements Node & Named { id: ID! name: String }",
    "type T implements Node & Named { id: ID! name(short: Int): String }",
    "type T implements Node & Node { id: ID! }",
    "type T implements M { id: ID }",
    "interface T implements T { id: ID! }",
    "union T = M | M",
    "union T = M | Node",
    "enum T { __A }",
    "input T { x: T! }",
    "input T { x: T2! } input T2 { x: T! }",
    "input T { x: M }",
    "input T { x: Int! @deprecated }",
    "input T { __x: Int }",
    "input T { x: T = {} }",
    "input T @oneOf { x: Int! }",
    "directive @e(a: M) on FIELD",
    "directive @e(a: Int! @deprecated) on FIELD",
    "directive @__e on FIELD",
    "type T @d(a: null) { x: Int }",
    'type T @d(a: "1") { x: Int }',
    "type T @d(a: 9999999999) { x: Int }",
    "type T @d(b: C) { x: Int }",
    "type T @d(b: [A, null]) { x: Int }",
    "type T @d(s: 1) { x: Int }",
    "type T @d(i: 1.5) { x: Int }",
    "type T @d(t: 1) { x: Int }",
    'type T @d(f: "1") { x: Int }',
    "type T { x: Int @deprecated(reason: 1) }",
    "directive @deprecated(reason: Int) on FIELD_DEFINITION type T { x: Int @deprecated(reason: 1) }",
]
CHANGES = [
    *("I", "M", "E", "U", "Node", "Any", "Int", "__x", "{", "}", "!", "[", "]", "@deprecated", "@d(a: 1)", "= 1", " "),
    *("id: ID", "id: ID!", "name: String", "implements Node", "& M", "| Node", "| M", "A", "null", "1", '"x"', "x: I!"),
]


def objections(document: DocumentNode) -> list[str]:
    try:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        errors = [*validate_schema(schema), *find_wrong_directive_arguments(schema, document.definitions)]
    except (GraphQLError, TypeError) as error:
        return [str(error)]
    return [error.message for error in errors if error.message != "Query root type must be provided."]


def parsed(text: str) -> DocumentNode | None:
    try:
        return parse_document(Source(text))
    except GraphQLSyntaxError:
        return None


def test_every_right_construct_is_evident() -> None:
    document = parse_document(Source(SDL))
    assert objections(document) == []
    assert makes_evident_schema(document.definitions)


@pytest.mark.parametrize("addition", ADDITIONS, ids=lambda addition: addition[:60])
def test_what_graphql_core_objects_to_is_not_evident(addition: str) -> None:
    document = parse_document(Source(SDL + addition))
    assert objections(document)
    assert not makes_evident_schema(document.definitions)


@given(st.integers(0, len(SDL)), st.integers(0, 9), st.sampled_from(CHANGES))
@settings(max_examples=500, deadline=None)
def test_graphql_core_objects_to_nothing_that_is_evident(start: int, removed: int, added: str) -> None:
    document = parsed(SDL[:start] + added + SDL[start + removed :])
    if document and is_evidently_valid(document.definitions) and makes_evident_schema(document.definitions):
        assert objections(document) == []

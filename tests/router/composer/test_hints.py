from collections.abc import Mapping
from pathlib import Path

import pytest

from router.composer import hints
from tests.router.composer.composing import compose_all

T = 'type T @key(fields: "id") { id: ID! '

CASES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "FROM_SUBGRAPH_DOES_NOT_EXIST": (
        'Field "Query.x" in subgraph "a" overrides one of subgraph "bb", which does not exist. Did you mean "bbb"?',
        {"a": 'type Query { x: Int @override(from: "bb") }', "bbb": "type Query { y: Int }"},
    ),
    "INCONSISTENT_ARGUMENT_PRESENCE": (
        'Argument "Query.x(n:)" is left out of the supergraph: it is in subgraph "a" and not in subgraph "b".',
        {"a": "type Query { x(n: Int): Int @shareable }", "b": "type Query { x: Int @shareable }"},
    ),
    "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE": (
        'the supergraph uses "Int!"',
        {"a": "type Query { x(n: Int): Int @shareable }", "b": "type Query { x(n: Int!): Int @shareable }"},
    ),
    "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE": (
        'Field "Query.x" has type "Int" in subgraph "a" and "Int!" in subgraph "b"; the supergraph uses "Int".',
        {"a": "type Query { x: Int @shareable }", "b": "type Query { x: Int! @shareable }"},
    ),
    "INCONSISTENT_DEFAULT_VALUE_PRESENCE": (
        'Argument "Query.x(n:)" has no default value in the supergraph: subgraph "a" gives one',
        {"a": "type Query { x(n: Int = 1): Int @shareable }", "b": "type Query { x(n: Int): Int @shareable }"},
    ),
    "INCONSISTENT_DESCRIPTION": (
        'The description of field "Query.x" differs: the supergraph uses that of subgraph "a"',
        {"a": 'type Query { "one" x: Int @shareable }', "b": 'type Query { "two" x: Int @shareable }'},
    ),
    "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM": (
        'Value "E.B" is left out of the supergraph: it is in subgraph "a" and not in subgraph "b"',
        {"a": "type Query { x(e: E): Int } enum E { A B }", "b": "type Query { y(e: E): Int } enum E { A }"},
    ),
    "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE": (
        'Directive @live is left out of the supergraph: subgraph "b" does not define it.',
        {"a": "directive @live on QUERY type Query { x: Int }", "b": "type Query { y: Int }"},
    ),
    "INCONSISTENT_INPUT_OBJECT_FIELD": (
        'Input field "I.b" is left out of the supergraph: it is in subgraph "a" and not in subgraph "b".',
        {
            "a": "type Query { x(i: I): Int } input I { a: Int b: Int }",
            "b": "type Query { y(i: I): Int } input I { a: Int }",
        },
    ),
    "OVERRIDDEN_FIELD_CAN_BE_REMOVED": (
        'Field "Query.x" of subgraph "b" is overridden by subgraph "a" and can be removed.',
        {"a": 'type Query { x: Int @override(from: "b") }', "b": "type Query { x: Int }"},
    ),
    "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED": (
        'subgraph "b" does not resolve "Query.x" any more',
        {"a": 'type Query { x: Int @override(from: "b") }', "b": "type Query { y: Int }"},
    ),
    "OVERRIDE_MIGRATION_IN_PROGRESS": (
        'Field "Query.x" is moving from subgraph "b" to subgraph "a" under the label "percent(5)".',
        {"a": 'type Query { x: Int @override(from: "b", label: "percent(5)") }', "b": "type Query { x: Int }"},
    ),
    "UNUSED_ENUM_TYPE": (
        'Enum "E" of subgraph "a" is used by nothing.',
        {"a": "type Query { x: Int } enum E { A }"},
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_hint_is_given_with_its_message_and_place(code: str) -> None:
    message, sdls = CASES[code]
    result = compose_all(**sdls)
    assert result.supergraph is not None
    (hint,) = [found for found in result.hints if found.code == code]
    assert message in hint.message
    assert hint.subgraphs and hint.locations


def test_every_hint_has_a_case() -> None:
    assert hints.__file__ is not None
    assert {path.stem.upper() for path in Path(hints.__file__).parent.glob("[a-z]*.py")} == set(CASES)


def test_subgraphs_that_agree_give_no_hints() -> None:
    assert compose_all(a=f"type Query {{ t: T }} {T} n: Int }}", b=T + "m: Int }").hints == ()

from collections.abc import Mapping
from pathlib import Path

import pytest

from router.composer import hints
from router.composer.hint_levels import HintLevel, keep_hints
from tests.router.composer.composing import compose_all, sdl_of
from tests.router.composer.error_situation import federated

T = 'type T @key(fields: "id") { id: ID! '
QUERY_Y = "type Query { y: Int }"
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"]) '
COMPOSED = (
    LINK + '@link(url: "https://example.test/cache/v1.0", import: ["@cached"]) @composeDirective(name: "@cached") '
)

SHOP = (
    'type Query { shop: Shop } type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! t: T } '
    + T
    + 'price(currency: String @fromContext(field: "$shop { currency }")): Int @shareable }'
)

CASES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS": (
        'Argument "T.price(currency:)" is left out of the supergraph: subgraph "a" takes it from a context, and '
        'subgraph "b" will never be given it.',
        {"a": SHOP, "b": T + "price(currency: String): Int @shareable }"},
    ),
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
    "DIRECTIVE_COMPOSITION_INFO": (
        '"https://example.test/cache" is linked in different major versions: "https://example.test/cache/v1.0" in',
        {
            "a": LINK + '@link(url: "https://example.test/cache/v1.0") type Query { x: Int }',
            "b": LINK + '@link(url: "https://example.test/cache/v2.0") type Query { y: Int }',
        },
    ),
    "DIRECTIVE_COMPOSITION_WARN": (
        'Composed directive @cached is called @kept in subgraph "b", which does not compose it.',
        {
            "a": COMPOSED + "directive @cached(seconds: Int) on FIELD_DEFINITION type Query { x: Int @cached }",
            "b": LINK + '@link(url: "https://example.test/cache/v1.0", import: [{name: "@cached", as: "@kept"}]) '
            "directive @kept(seconds: Int) on FIELD_DEFINITION type Query { y: Int }",
        },
    ),
    "IMPLICITLY_UPGRADED_FEDERATION_VERSION": (
        'Subgraph "a" names version v2.3 of federation, and is read as of version v2.5, because it links to',
        {
            "a": 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3") '
            '@link(url: "https://specs.apollo.dev/authenticated/v0.1") type Query { x: Int @authenticated }'
        },
    ),
    "INCONSISTENT_ENTITY": (
        'Type "T" is an entity in subgraph "a", but has no @key in subgraph "b".',
        {"a": T + "} type Query { t: T }", "b": "type T { id: ID! @shareable } type Query { u: T }"},
    ),
    "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM": (
        'Value "E.B" is in subgraph "a" and not in subgraph "b". It is in the supergraph',
        {"a": "type Query { x: E } enum E { A B }", "b": "type Query { y: E } enum E { A }"},
    ),
    "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS": (
        'Directive @live is on FIELD | QUERY in subgraph "a" and QUERY in subgraph "b"; the supergraph keeps QUERY.',
        {"a": "directive @live on QUERY | FIELD type Query { x: Int }", "b": "directive @live on QUERY " + QUERY_Y},
    ),
    "INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE": (
        "Directive @live is not repeatable in the supergraph",
        {"a": "directive @live repeatable on QUERY type Query { x: Int }", "b": "directive @live on QUERY " + QUERY_Y},
    ),
    "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD": (
        'Field "N.b" of an interface without a key is in subgraph "a" and not in subgraph "b".',
        {
            "a": "interface N { a: Int b: Int } type Query implements N { a: Int @shareable b: Int }",
            "b": "interface N { a: Int } type Query implements N { a: Int @shareable }",
        },
    ),
    "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS": (
        """"Query.x" has @deprecated(reason: "one") in subgraph "a" and @deprecated(reason: "two") in subgraph "b",""",
        {
            "a": 'type Query { x: Int @shareable @deprecated(reason: "one") }',
            "b": 'type Query { x: Int @shareable @deprecated(reason: "two") }',
        },
    ),
    "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD": (
        'Field "V.b" of a type without a key is in subgraph "a" and not in subgraph "b".',
        {
            "a": "type V @shareable { a: Int b: Int } type Query { v: V @shareable }",
            "b": "type V @shareable { a: Int } type Query { v: V @shareable }",
        },
    ),
    "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN": (
        'Shared field "Query.u" can be A, B in subgraph "a" and A in subgraph "b".',
        {
            "a": "union U = A | B type A { x: Int @shareable } type B { x: Int } type Query { u: U @shareable }",
            "b": "union U = A type A { x: Int @shareable } type Query { u: U @shareable }",
        },
    ),
    "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_LOCATIONS": (
        'Directive @cached is on FIELD_DEFINITION in subgraph "a" and FIELD_DEFINITION | OBJECT in subgraph "b"',
        {
            "a": COMPOSED + "directive @cached on FIELD_DEFINITION type Query { x: Int }",
            "b": COMPOSED + "directive @cached on FIELD_DEFINITION | OBJECT " + QUERY_Y,
        },
    ),
    "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_REPEATABLE": (
        'Directive @cached is repeatable in subgraph "b" and not in subgraph "a"',
        {
            "a": COMPOSED + "directive @cached on FIELD_DEFINITION type Query { x: Int }",
            "b": COMPOSED + "directive @cached repeatable on FIELD_DEFINITION " + QUERY_Y,
        },
    ),
    "INCONSISTENT_UNION_MEMBER": (
        'Member "B" of union "U" is in subgraph "a" and not in subgraph "b", which never answers with it.',
        {
            "a": "union U = A | B type A { x: Int @shareable } type B { x: Int } type Query { u: U }",
            "b": "union U = A type A { x: Int @shareable } type Query { v: U }",
        },
    ),
    "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS": (
        '"Query.x" has @cost(weight: 1) in subgraph "a" and @cost(weight: 2) in subgraph "b"; the supergraph combines',
        {
            "a": "type Query { x: Int @shareable @cost(weight: 1) }",
            "b": "type Query { x: Int @shareable @cost(weight: 2) }",
        },
    ),
    "NO_EXECUTABLE_DIRECTIVE_INTERSECTION": (
        "Directive @live is left out of the supergraph: no location is common to all subgraphs.",
        {"a": "directive @live on FIELD type Query { x: Int }", "b": "directive @live on QUERY " + QUERY_Y},
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


@pytest.mark.parametrize(
    ("code", "definition"),
    [
        (
            "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_LOCATIONS",
            "directive @tag(name: String!) repeatable on FIELD_DEFINITION",
        ),
        ("INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_REPEATABLE", "directive @tag(name: String!) on FIELD_DEFINITION"),
    ],
)
def test_a_directive_of_a_spec_that_an_author_defines_again_is_compared_too(code: str, definition: str) -> None:
    result = compose_all(a=f"{definition} type Query {{ x: Int }}", b=QUERY_Y)
    assert code in {hint.code for hint in result.hints}
    assert all(hint.subgraphs == ("a", "b") for hint in result.hints if hint.code == code)


def test_every_hint_has_a_case() -> None:
    assert hints.__file__ is not None
    assert {path.stem.upper() for path in Path(hints.__file__).parent.glob("[a-z]*.py")} == set(CASES)


def test_subgraphs_that_agree_give_no_hints() -> None:
    assert compose_all(a=f"type Query {{ t: T }} {T} n: Int }}", b=T + "m: Int }").hints == ()


def test_a_composed_directive_that_is_not_repeatable_stands_once() -> None:
    definition = "directive @cached(seconds: Int) on FIELD_DEFINITION "
    shareable = COMPOSED.replace('"@composeDirective"', '"@composeDirective", "@shareable"') + definition
    sdls = {
        name: f"{shareable} type Query {{ x: Int @shareable @cached(seconds: {n}) }}" for name, n in SECONDS.items()
    }
    assert "x: Int @cached(seconds: 2)" in sdl_of("Query", **sdls)


SECONDS = {"a": 1, "b": 2, "c": 2}


def test_composing_what_federation_composes_by_itself_is_needless() -> None:
    compose = 'extend schema @composeDirective(name: "@tag") '
    sdl = 'type Query { x: Int @tag(name: "public") }'
    result = compose_all(a=federated(compose + sdl))
    assert "is not needed" in next(hint.message for hint in result.hints if hint.code == "DIRECTIVE_COMPOSITION_INFO")
    assert result.supergraph is not None


@pytest.mark.parametrize(
    ("lowest", "shown"),
    [
        (HintLevel.NONE, set()),
        (HintLevel.WARN, {"WARN"}),
        (HintLevel.INFO, {"WARN", "INFO"}),
        (HintLevel.DEBUG, {"WARN", "INFO", "DEBUG"}),
    ],
)
def test_hints_are_shown_from_a_level_up(lowest: HintLevel, shown: set[str]) -> None:
    result = compose_all(
        a='enum E { A } type Query { "one" x: Int @shareable }', b='type Query { "two" x: Int! @shareable }'
    )
    assert {hint.level for hint in keep_hints(result, lowest).hints} == shown

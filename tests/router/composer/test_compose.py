from itertools import permutations

import pytest
from graphql import graphql_sync, lexicographic_sort_schema, print_schema

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from router.supergraph.load import load_supergraph
from tests.router.composer.composing import codes_of, compose_all
from tests.router.composer.error_situation import ErrorSituation, read_error_situations, subgraphs

CURES = [situation for situation in read_error_situations() if len(situation.cure) > 1]


@pytest.mark.parametrize("situation", CURES, ids=[situation.code for situation in CURES])
def test_any_order_of_subgraphs_gives_the_same_api_schema(situation: ErrorSituation) -> None:
    printed = set()
    for order in permutations(situation.cure):
        supergraph = compose(order).supergraph
        assert supergraph is not None
        printed.add(print_schema(lexicographic_sort_schema(supergraph.api_schema)))
    assert len(printed) == 1


@pytest.mark.parametrize("situation", CURES, ids=[situation.code for situation in CURES])
def test_composing_twice_gives_the_same_bytes(situation: ErrorSituation) -> None:
    assert compose(situation.cure).supergraph_sdl == compose(situation.cure).supergraph_sdl


@pytest.mark.parametrize("situation", CURES, ids=[situation.code for situation in CURES])
def test_what_is_composed_loads_and_answers_introspection(situation: ErrorSituation) -> None:
    sdl = compose(situation.cure).supergraph_sdl
    assert sdl is not None
    answer = graphql_sync(load_supergraph(sdl).api_schema, "{ __schema { types { name } } }")
    assert answer.errors is None


def test_errors_of_several_subgraphs_are_reported_at_once() -> None:
    result = compose_all(
        a='type Query { x: X } type X @key(fields: "no") { id: ID! }',
        b='type Y @key(fields: "neither") { id: ID! }',
        c="type Query {",
    )
    assert [(error.code, error.subgraphs) for error in result.errors] == [
        ("INVALID_GRAPHQL", ("c",)),
        ("KEY_INVALID_FIELDS", ("a",)),
        ("KEY_INVALID_FIELDS", ("b",)),
    ]


def test_an_error_points_at_line_and_column() -> None:
    (error,) = compose_all(a='type Query { x: X }\ntype X\n  @key(fields: "no") { id: ID! }').errors
    assert [(found.subgraph, found.line, found.column) for found in error.locations] == [("a", 3, 3)]


def test_two_subgraphs_of_one_name_are_refused() -> None:
    source = SubgraphSource(SubgraphName("a"), "http://a", "type Query { x: Int }")
    assert "INVALID_SUBGRAPH_NAME" in {error.code for error in compose([source, source]).errors}


def test_a_directive_that_is_not_imported_is_explained() -> None:
    (error,) = compose(subgraphs(a="type Query { x: Int @shareble }")).errors
    assert error.message == "[a] Unknown directive '@shareble'."
    source = SubgraphSource(SubgraphName("a"), "http://a", "type Query { x: Int @shareable }")
    (error,) = compose([source]).errors
    assert (
        'link to "https://specs.apollo.dev/federation/v2.0" in this subgraph and import "@shareable"' in error.message
    )


def test_a_type_of_two_kinds_in_one_subgraph_is_refused() -> None:
    assert codes_of(a="type Query { x: Int } type T { y: Int } extend interface T { z: Int }") == {"INVALID_GRAPHQL"}


def test_a_hostile_nesting_is_refused() -> None:
    assert codes_of(a="type Query { x(y: [Int] = " + "[" * 20_000 + "]" * 20_000 + "): Int }") == {"INVALID_GRAPHQL"}


def test_a_subscription_field_is_served_by_one_subgraph() -> None:
    assert codes_of(
        a="type Query { x: Int } type Subscription { s: Int @shareable }", b="type Subscription { s: Int @shareable }"
    ) == {"INVALID_FIELD_SHARING"}


def test_two_interface_objects_share_a_field_only_if_marked() -> None:
    interface = 'type Query { i: I } interface I @key(fields: "id") { id: ID! } '
    interface += 'type X implements I @key(fields: "id") { id: ID! }'
    plain = 'type I @interfaceObject @key(fields: "id") { id: ID! p: Int }'
    marked = 'type I @interfaceObject @key(fields: "id") { id: ID! p: Int @shareable }'
    assert codes_of(a=interface, b=plain, c=plain) == {"INVALID_FIELD_SHARING"}
    assert not codes_of(a=interface, b=marked, c=marked)


def test_an_interface_object_without_its_interface_is_refused() -> None:
    assert codes_of(a='type Query { i: I } type I @interfaceObject @key(fields: "id") { id: ID! }') == {
        "INTERFACE_OBJECT_USAGE_ERROR"
    }


def test_a_provided_field_must_be_shareable_where_it_is_owned() -> None:
    b = 'type P @key(fields: "id") { id: ID! n: Int @external } type Query { q: P @provides(fields: "n") }'
    assert codes_of(a='type Query { p: P } type P @key(fields: "id") { id: ID! n: Int }', b=b) == {
        "INVALID_FIELD_SHARING"
    }


@pytest.mark.parametrize(
    ("sdl", "code"),
    [
        ("", "NO_QUERIES"),
        ("{ x }", "INVALID_GRAPHQL"),
        ("type Query", "INVALID_GRAPHQL"),
        ("type Query { x: Int @deprecated(reason: 3) }", "INVALID_GRAPHQL"),
        ("type Query { x: Int @override(from: 3) }", "INVALID_GRAPHQL"),
        ('type Query { x(y: Int @cost(weight: "much")): Int }', "INVALID_GRAPHQL"),
        ("type Query { x: T } type T implements T { x: Int }", "INVALID_GRAPHQL"),
        ("directive @a on OBJECT directive @a on OBJECT type Query { x: Int }", "INVALID_GRAPHQL"),
        ("schema { query: Missing } type Query { x: Int }", "INVALID_GRAPHQL"),
        ("extend schema @link(url: 3) type Query { x: Int }", "INVALID_GRAPHQL"),
        ('extend schema @link(url: "") type Query { x: Int }', "INVALID_LINK_IDENTIFIER"),
        ("type Query { x: link__Import } scalar link__Import", "TYPE_DEFINITION_INVALID"),
        ("type Query { x: federation__FieldSet }", "TYPE_DEFINITION_INVALID"),
        ('type Query { x: T } type T @key(fields: "id } {") { id: ID }', "KEY_INVALID_FIELDS"),
        ('type Query { x: T } type T @key(fields: "t: id") { id: ID }', "KEY_INVALID_FIELDS"),
        ('type Query { x: T } type T @key(fields: "... on Z { id }") { id: ID }', "KEY_INVALID_FIELDS"),
        ('type Query { x: T } type T @key(fields: "id { x }") { id: ID }', "KEY_INVALID_FIELDS"),
        ("type Query { x: T } extend type T { y: Int }", "EXTENSION_WITH_NO_BASE"),
        ("extend schema @composeDirective type Query { x: Int }", "DIRECTIVE_COMPOSITION_ERROR"),
        ('extend schema @composeDirective(name: "@key") type Query { x: Int }', "DIRECTIVE_COMPOSITION_ERROR"),
        ("type Mutation { x: Int }", "NO_QUERIES"),
    ],
)
def test_what_cannot_be_a_subgraph_is_refused_with_a_code(sdl: str, code: str) -> None:
    assert codes_of(a=sdl) == {code}


@pytest.mark.parametrize(
    "imports",
    [
        "[3]",
        '[{ as: "@k" }]',
        '[{ name: "@key", as: 3 }]',
        '["@ke y"]',
        '["@key", { name: "@tag", as: "@key" }]',
        '["@nokey"]',
    ],
)
def test_an_import_that_names_nothing_is_refused(imports: str) -> None:
    url = "https://specs.apollo.dev/federation/v2.9"
    sdl = f'extend schema @link(url: "{url}", import: {imports}) type Query {{ x: Int }}'
    assert codes_of(a=sdl) == {"INVALID_LINK_DIRECTIVE_USAGE"}


def test_built_in_scalars_may_be_declared() -> None:
    assert not codes_of(a="scalar String scalar ID type Query { x: String }", b="type Query { y: ID }")


def test_composed_directives_of_two_major_versions_do_not_mix() -> None:
    sdl = (
        'extend schema @link(url: "https://example.com/owner/v%d.0", import: ["@owner"]) '
        '@composeDirective(name: "@owner") directive @owner on FIELD_DEFINITION type Query { f%d: Int @owner }'
    )
    assert codes_of(a=sdl % (1, 1), b=sdl % (2, 2)) == {"DIRECTIVE_COMPOSITION_ERROR"}
    assert not codes_of(a=sdl % (1, 1), b=sdl % (1, 2))


def test_a_whole_that_is_not_valid_graphql_is_refused() -> None:
    interface = "interface I { f(n: Int): Int } "
    implementation = "type T implements I @shareable { f(n: Int): Int } "
    result = compose_all(
        a="type Query { i: I } " + interface + implementation, b="type Query { t: T } type T @shareable { f: Int }"
    )
    (error,) = result.errors
    assert error.code == "INVALID_GRAPHQL"
    assert "Interface field argument I.f(n:) expected but T.f does not provide it." in error.message
    assert error.subgraphs == ("a", "b")


def test_an_external_field_that_an_interface_object_gives_is_compared_with_it() -> None:
    a = 'type Query { n: Node } interface Node @key(fields: "id") { id: ID! } '
    a += 'type User implements Node @key(fields: "id") { id: ID! }'
    b = 'type Node @interfaceObject @key(fields: "id") { id: ID! extra(unit: String): String }'
    c = 'type User @key(fields: "id") { id: ID! extra%s: String @external of: String @requires(fields: "extra") }'
    assert codes_of(a=a, b=b, c=c % "") == {"EXTERNAL_ARGUMENT_MISSING"}
    assert not codes_of(a=a, b=b, c=c % "(unit: String)")


def test_an_interface_key_must_be_resolvable_on_every_implementation() -> None:
    sdl = 'type Query { i: I } interface I @key(fields: "a { b } c"%s) { a: A c: ID } type A { b: ID } '
    sdl += 'type T implements I @key(fields: "c a { b }"%s) { a: A c: ID }'
    closed = ", resolvable: false"
    assert codes_of(a=sdl % ("", closed)) == {"INTERFACE_KEY_NOT_ON_IMPLEMENTATION"}
    assert not codes_of(a=sdl % ("", ""))
    assert not codes_of(a=sdl % (closed, closed))


@pytest.mark.parametrize("default", ["[{ e: OLD }]", "[{ hidden: 1 }]", "[{ inner: { e: OLD } }]"])
def test_a_default_value_may_use_nothing_inaccessible_at_any_depth(default: str) -> None:
    sdl = f"type Query {{ x(in: [In!] = {default}): Int }} "
    sdl += "input In { e: E hidden: Int @inaccessible inner: In } enum E { NEW OLD @inaccessible }"
    assert codes_of(a=sdl) == {"DEFAULT_VALUE_USES_INACCESSIBLE"}


def test_an_argument_of_an_interface_field_is_as_accessible_as_its_implementation() -> None:
    sdl = "type Query { i: I } interface I { f(n: Int): Int } type T implements I { f(n: Int @inaccessible): Int }"
    assert codes_of(a=sdl) == {"IMPLEMENTED_BY_INACCESSIBLE"}


@pytest.mark.parametrize(
    "definition",
    [
        "directive @key(resolvable: Boolean) repeatable on OBJECT",
        "directive @key(fields: Int!) repeatable on OBJECT",
        "directive @key(fields: String!) repeatable on QUERY",
    ],
)
def test_a_definition_of_a_federation_directive_must_fit_its_spec(definition: str) -> None:
    assert codes_of(a=definition + " type Query { x: Int }") == {"DIRECTIVE_DEFINITION_INVALID"}


def test_an_old_definition_of_a_federation_directive_is_accepted() -> None:
    assert not codes_of(a="directive @key(fields: String) repeatable on OBJECT | INTERFACE type Query { x: Int }")


def test_an_element_of_a_later_version_is_named_as_such() -> None:
    url = "https://specs.apollo.dev/federation/v2.0"
    (error,) = compose_all(a=f'extend schema @link(url: "{url}", import: ["@policy"]) type Query {{ x: Int }}').errors
    assert "came with a later version of federation" in error.message

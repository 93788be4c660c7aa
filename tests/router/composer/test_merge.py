from collections.abc import Mapping

import pytest

from tests.router.composer.composing import api_sdl, api_type, codes_of, sdl_of, supergraph_of

QUERY = "type Query { time: Int }"


def test_a_field_that_every_subgraph_declares_alike_needs_no_join() -> None:
    sdl = sdl_of(
        "Product",
        a=QUERY + 'type Product @key(fields: "id") { id: ID! name: String @shareable }',
        b='type Product @key(fields: "id") { id: ID! name: String @shareable }',
    )
    assert "name: String }" in sdl
    assert sdl.startswith('type Product @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {')


def test_a_field_of_some_subgraphs_joins_those() -> None:
    sdl = sdl_of(
        "Product",
        a=QUERY + 'type Product @key(fields: "id") { id: ID! }',
        b='type Product @key(fields: "id") { id: ID! name: String }',
    )
    assert "name: String @join__field(graph: B)" in sdl


def test_every_key_is_joined_with_what_is_special_about_it() -> None:
    sdl = sdl_of(
        "Product",
        a=QUERY + 'type Product @key(fields: "id") @key(fields: "shop { id }") { id: ID! shop: Shop } '
        "type Shop @shareable { id: ID! }",
        b='extend type Product @key(fields: "id") { id: ID! @external }',
        c='type Product @key(fields: "id", resolvable: false) { id: ID! }',
    )
    assert (
        '@join__type(graph: A, key: "id") @join__type(graph: A, key: "shop { id }") '
        '@join__type(graph: B, key: "id", extension: true) @join__type(graph: C, key: "id", resolvable: false)'
    ) in sdl


def test_a_key_field_of_an_extension_is_not_external() -> None:
    sdl = sdl_of(
        "Product",
        a=QUERY + 'type Product @key(fields: "id") { id: ID! }',
        b='extend type Product @key(fields: "id") { id: ID! @external stock: Int }',
    )
    assert "id: ID! stock" in sdl


def test_requires_provides_and_external_are_joined() -> None:
    sdls = {
        "a": QUERY + 'type Product @key(fields: "id") { id: ID! weight: Int name: String @shareable }',
        "b": 'type Product @key(fields: "id") { id: ID! weight: Int @external name: String @external '
        'shipping: Int @requires(fields: "weight") like: Product @provides(fields: "name") }',
    }
    sdl = sdl_of("Product", **sdls)
    assert "weight: Int @join__field(graph: A) @join__field(graph: B, external: true)" in sdl
    assert 'shipping: Int @join__field(graph: B, requires: "weight")' in sdl
    assert 'like: Product @join__field(graph: B, provides: "name")' in sdl


def test_an_output_takes_the_widest_type() -> None:
    a = "type Query { names: [String!]! @shareable }"
    b = "type Query { names: [String] @shareable }"
    assert api_type("Query", a=a, b=b) == "type Query { names: [String] }"
    assert 'names: [String] @join__field(graph: A, type: "[String!]!") @join__field(graph: B, type: "[String]")' in (
        sdl_of("Query", a=a, b=b)
    )


def test_an_output_may_be_an_implementation_or_member_elsewhere_in_any_order() -> None:
    media = "interface Media { id: ID } "
    first = media + "type Query { hit: Book @shareable } type Book implements Media @shareable { id: ID }"
    second = media + "type Query { hit: Film @shareable } type Film implements Media @shareable { id: ID }"
    third = (
        "type Query { hit: Media @shareable } interface Media { id: ID } "
        "type Book implements Media @shareable { id: ID } type Film implements Media @shareable { id: ID }"
    )
    assert "FIELD_TYPE_MISMATCH" not in codes_of(a=first, b=second, c=third)
    assert "FIELD_TYPE_MISMATCH" in codes_of(a=first, b=second)


def test_an_argument_takes_the_narrowest_type_and_must_be_everywhere() -> None:
    a = "type Query { find(limit: Int!, zone: Int): Int @shareable }"
    b = "type Query { find(limit: Int): Int @shareable }"
    assert api_type("Query", a=a, b=b) == "type Query { find(limit: Int!): Int }"


def test_a_default_value_survives_only_if_every_subgraph_has_it() -> None:
    shared = "type Query { find(limit: Int = 3): Int @shareable }"
    bare = "type Query { find(limit: Int): Int @shareable }"
    assert "limit: Int = 3" in api_type("Query", a=shared, b=shared)
    assert "limit: Int)" in api_type("Query", a=shared, b=bare)


def test_an_input_object_keeps_the_fields_that_all_subgraphs_know() -> None:
    a = "type Query { a(in: Filter): Int } input Filter { x: Int! y: Int }"
    b = "type Query { b(in: Filter): Int } input Filter { x: Int z: Int }"
    assert api_type("Filter", a=a, b=b) == "input Filter { x: Int! }"


def test_an_enum_for_output_has_the_values_of_all_subgraphs() -> None:
    a, b = "type Query { a: Order } enum Order { UP }", "type Query { b: Order } enum Order { DOWN }"
    assert api_type("Order", a=a, b=b) == "enum Order { UP DOWN }"
    assert "UP @join__enumValue(graph: A) DOWN @join__enumValue(graph: B)" in sdl_of("Order", a=a, b=b)


def test_an_enum_for_input_has_the_values_that_all_subgraphs_accept() -> None:
    a = "type Query { a(o: Order): Int } enum Order { UP DOWN }"
    b = "type Query { b(o: Order): Int } enum Order { DOWN }"
    assert api_type("Order", a=a, b=b) == "enum Order { DOWN }"


def test_a_union_has_the_members_of_all_subgraphs() -> None:
    sdl = sdl_of(
        "Hit",
        a="type Query { a: Hit } union Hit = Book type Book { id: ID }",
        b="type Query { b: Hit } union Hit = Film type Film { id: ID }",
    )
    assert sdl == (
        'union Hit @join__type(graph: A) @join__type(graph: B) @join__unionMember(graph: A, member: "Book") '
        '@join__unionMember(graph: B, member: "Film") = Book | Film'
    )


def test_an_interface_has_the_fields_of_all_subgraphs_and_says_who_implements_it_where() -> None:
    a = "type Query { a: Media } interface Media { id: ID } type Book implements Media @shareable { id: ID pages: Int }"
    b = "type Query { b: Media } interface Media { id: ID pages: Int } "
    b += "type Book implements Media @shareable { id: ID pages: Int }"
    assert api_type("Media", a=a, b=b) == "interface Media { id: ID pages: Int }"
    joins = '@join__implements(graph: A, interface: "Media") @join__implements(graph: B, interface: "Media")'
    assert joins in sdl_of("Book", a=a, b=b)


def test_fields_of_an_interface_object_appear_on_every_implementation() -> None:
    a = 'type Query { m: Media } interface Media @key(fields: "id") { id: ID! } '
    a += 'type Book implements Media @key(fields: "id") { id: ID! }'
    b = 'type Media @interfaceObject @key(fields: "id") { id: ID! rating: Int }'
    assert api_type("Book", a=a, b=b) == "type Book implements Media { id: ID! rating: Int }"
    assert "rating: Int @join__field }" in sdl_of("Book", a=a, b=b)
    assert '@join__type(graph: B, key: "id", isInterfaceObject: true)' in sdl_of("Media", a=a, b=b)


def test_an_overridden_field_is_joined_to_its_taker_only() -> None:
    sdl = sdl_of("Query", a='type Query { x: Int @override(from: "b") }', b="type Query { x: Int y: Int }")
    assert 'x: Int @join__field(graph: A, override: "b") y: Int @join__field(graph: B)' in sdl


def test_an_overridden_field_that_a_key_needs_stays_marked() -> None:
    sdl = sdl_of(
        "Product",
        a=QUERY + 'type Product @key(fields: "id") { id: ID! @override(from: "b") name: String }',
        b='type Product @key(fields: "id") { id: ID! stock: Int }',
    )
    assert 'id: ID! @join__field(graph: A, override: "b") @join__field(graph: B, usedOverridden: true)' in sdl


def test_an_override_from_an_unknown_subgraph_changes_nothing() -> None:
    assert api_type("Query", a='type Query { x: Int @override(from: "gone") }') == "type Query { x: Int }"


def test_a_progressive_override_keeps_both_sides_and_takes_join_v04() -> None:
    a = 'type Query { x: Int @override(from: "b", label: "percent(5)") }'
    sdl = sdl_of("Query", a=a, b="type Query { x: Int }")
    assert '@join__field(graph: A, override: "b", overrideLabel: "percent(5)")' in sdl
    assert '@join__field(graph: B, overrideLabel: "percent(5)")' in sdl
    assert "join/v0.4" in sdl_of("schema", a=a, b="type Query { x: Int }")
    assert "join/v0.3" in sdl_of("schema", a=QUERY)


def test_inaccessible_elements_stay_in_the_supergraph_and_leave_the_api_schema() -> None:
    a = "type Query { time: Int secret: Secret @inaccessible } type Secret @inaccessible { x: Int }"
    assert api_type("Query", a=a) == "type Query { time: Int }"
    assert "secret: Secret @inaccessible" in sdl_of("Query", a=a)
    assert '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)' in sdl_of("schema", a=a)


def test_tags_of_all_subgraphs_are_collected() -> None:
    sdl = sdl_of(
        "Query",
        a='type Query { x: Int @shareable @tag(name: "b") @tag(name: "a") }',
        b='type Query { x: Int @shareable @tag(name: "b") }',
    )
    assert 'x: Int @tag(name: "a") @tag(name: "b")' in sdl


def test_access_directives_must_all_hold() -> None:
    sdl = sdl_of(
        "Query",
        a='type Query { x: Int @shareable @authenticated @requiresScopes(scopes: [["a"], ["b"]]) }',
        b='type Query { x: Int @shareable @requiresScopes(scopes: [["c"]]) @policy(policies: [["p", "q"]]) }',
    )
    assert '@authenticated @requiresScopes(scopes: [["a", "c"], ["b", "c"]]) @policy(policies: [["p", "q"]])' in sdl


def test_conditions_that_others_imply_are_left_out() -> None:
    sdl = sdl_of(
        "Query",
        a='type Query { x: Int @shareable @requiresScopes(scopes: [["a"], ["b"]]) }',
        b='type Query { x: Int @shareable @requiresScopes(scopes: [["a"]]) }',
    )
    assert '@requiresScopes(scopes: [["a"]])' in sdl


def test_the_largest_cost_wins_and_list_sizes_combine() -> None:
    sdl = sdl_of(
        "Query",
        a="type Query { x(n: Int): [Int] @shareable @cost(weight: 2) "
        '@listSize(assumedSize: 5, slicingArguments: ["n"]) }',
        b="type Query { x(n: Int): [Int] @shareable @cost(weight: 7) @listSize(requireOneSlicingArgument: false) }",
    )
    assert "@cost(weight: 7)" in sdl
    assert '@listSize(assumedSize: 5, slicingArguments: ["n"], requireOneSlicingArgument: false)' in sdl


def test_list_sizes_count_on_arguments_of_the_supergraph_only() -> None:
    a = 'type Query { x(first: Int, last: Int): [Int] @shareable @listSize(slicingArguments: ["first", "last"]) }'
    b = "type Query { x(last: Int): [Int] @shareable }"
    assert '@listSize(slicingArguments: ["last"])' in sdl_of("Query", a=a, b=b)
    assert codes_of(a=a, b="type Query { x: [Int] @shareable }") == {"LIST_SIZE_INVALID_SLICING_ARGUMENT"}


def test_an_interface_requires_what_its_implementations_do() -> None:
    sdls = {
        "a": "type Query { i: I } interface I { id: ID x: Int } type A implements I @authenticated { id: ID x: Int }",
        "b": 'interface I { x: Int } type B implements I { x: Int @requiresScopes(scopes: [["b"]]) }'
        ' type C implements I { x: Int @requiresScopes(scopes: [["c"], ["d"]]) }',
    }
    sdl = sdl_of("I", **(sdls | {"b": sdls["b"].replace("x: Int", "id: ID x: Int")}))
    assert "@join__type(graph: B) @authenticated" in sdl
    assert 'x: Int @requiresScopes(scopes: [["b", "c"], ["b", "d"]])' in sdl
    assert "id: ID x" in sdl


def test_a_field_that_an_interface_object_gives_is_guarded_on_every_implementation() -> None:
    a = 'type I @interfaceObject @key(fields: "id") { id: ID! x: Int @authenticated }'
    b = 'type Query { i: I } interface I @key(fields: "id") { id: ID! } '
    b += 'type A implements I @key(fields: "id") { id: ID! } type B implements I @key(fields: "id") { id: ID! }'
    for name in ("I", "A", "B"):
        assert "@authenticated" in sdl_of(name, a=a, b=b).partition("x: Int")[2]


def test_directives_of_specs_keep_the_names_that_subgraphs_import() -> None:
    names = {"tag": "label", "inaccessible": "hidden", "authenticated": "loggedIn", "cost": "price"}
    sdls = {
        "a": linked(names, "@key")
        + 'type Query { x: Int @label(name: "l") y: Int @hidden z: Int @loggedIn @price(weight: 2) }',
        "b": linked(names) + 'type T { x: Int @label(name: "m") }',
    }
    supergraph = supergraph_of(**sdls)
    sdl = sdl_of("Query", **sdls)
    assert '@label(name: "l")' in sdl
    assert "@loggedIn" in sdl
    assert "@price(weight: 2)" in sdl
    assert list(supergraph.access.fields) == [("Query", "z")]
    assert api_type("Query", **sdls) == "type Query { x: Int z: Int }"


def test_a_name_that_a_renamed_directive_leaves_can_be_an_authors_own() -> None:
    own = '@link(url: "https://example.test/tag/v1.0", import: ["@tag"]) @composeDirective(name: "@tag") '
    sdl = linked({"tag": "label"}, "@composeDirective") + own
    sdl += 'directive @tag on FIELD_DEFINITION type Query { x: Int @tag @label(name: "l") }'
    assert 'x: Int @label(name: "l") @tag' in sdl_of("Query", a=sdl)


def linked(renamed: Mapping[str, str], *imports: str) -> str:
    given = [f'{{name: "@{name}", as: "@{local}"}}' for name, local in renamed.items()]
    given += [f'"{name}"' for name in imports]
    return f'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{", ".join(given)}]) '


def test_the_most_common_description_wins() -> None:
    texts = {
        name: f'"{text}" type Query {{ x: Int @shareable }}' for name, text in zip("abc", ("1", "2", "2"), strict=True)
    }
    assert '"""2"""' in api_sdl(**texts)


def test_descriptions_of_arguments_values_and_input_fields_are_kept() -> None:
    a = 'type Query { "f" x("a" o: Order, i: In): Int } enum Order { "v" UP } input In { "i" y: Int }'
    assert all(f'"""{text}"""' in api_sdl(a=a) for text in "favi")


def test_a_description_that_looks_like_code_survives() -> None:
    a = 'type Query { """\n  Ends with a quote "\n    indented \\""" more\n  """ x: Int }'
    assert 'Ends with a quote "' in api_sdl(a=a)


def test_a_deprecation_in_one_subgraph_deprecates() -> None:
    sdl = api_sdl(
        a='type Query { x: Int @shareable @deprecated(reason: "old") y: Int }', b="type Query { x: Int @shareable }"
    )
    assert 'x: Int @deprecated(reason: "old")' in sdl


def test_a_scalar_keeps_its_specification() -> None:
    assert 'scalar Day @specifiedBy(url: "https://x")' in api_sdl(
        a='scalar Day @specifiedBy(url: "https://x") type Query { day: Day }'
    )


def test_renamed_root_types_get_their_usual_names() -> None:
    a = "schema { query: Root mutation: Change } type Root { x: Root } type Change { undo: Root }"
    assert api_type("Query", a=a, b="type Query { y: Int }") == "type Query { x: Query y: Int }"
    assert api_type("Mutation", a=a) == "type Mutation { undo: Query }"


def test_what_the_server_of_a_subgraph_adds_is_left_out() -> None:
    a = (
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"]) '
        "type Query { book: Book _service: _Service! _entities(representations: [_Any!]!): [_Entity]! } "
        'type Book @key(fields: "id") { id: ID! } scalar _Any union _Entity = Book type _Service { sdl: String! } '
        "directive @key(fields: federation__FieldSet!) repeatable on OBJECT scalar federation__FieldSet"
    )
    assert api_sdl(a=a) == "type Book {\n  id: ID!\n}\n\ntype Query {\n  book: Book\n}"


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("(n: Int!)", "", "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH"),
        ("(n: Int)", "(n: String)", "FIELD_ARGUMENT_TYPE_MISMATCH"),
        ("(n: Int = 1)", "(n: Int = 2)", "FIELD_ARGUMENT_DEFAULT_MISMATCH"),
    ],
)
def test_arguments_of_executable_directives_must_agree(first: str, second: str, code: str) -> None:
    a = f"directive @live{first} on QUERY type Query {{ x: Int }}"
    assert codes_of(a=a, b=f"directive @live{second} on QUERY type Query {{ y: Int }}") == {code}


def test_an_executable_directive_takes_the_narrowest_type_and_a_common_default() -> None:
    a = "directive @live(n: Int, m: Int = 1, d: Int = 1) on QUERY type Query { x: Int }"
    b = "directive @live(n: Int!, m: Int, d: Int = 1) on QUERY type Query { y: Int }"
    assert "directive @live(n: Int!, m: Int, d: Int = 1) on QUERY" in api_sdl(a=a, b=b)


def test_an_executable_directive_of_all_subgraphs_stays_with_what_they_share() -> None:
    a = "directive @live(rate: Int, on: Int) on QUERY | FIELD " + QUERY
    b = "directive @live(rate: Int) on QUERY | FIELD_DEFINITION type Query { date: Int }"
    assert "directive @live(rate: Int) on QUERY\n" in api_sdl(a=a, b=b)
    assert "@live" not in api_sdl(a=a, b="type Query { date: Int }")


def test_a_composed_directive_is_carried_over_with_its_spec() -> None:
    a = (
        'extend schema @link(url: "https://example.com/owner/v1.2", import: ["@owner"]) '
        '@composeDirective(name: "@owner") directive @owner(team: String) on FIELD_DEFINITION '
        'type Query { time: Int @owner(team: "clock") }'
    )
    b = "directive @owner(team: String) on FIELD_DEFINITION type Query { date: Int @owner }"
    assert 'time: Int @join__field(graph: A) @owner(team: "clock") date: Int @join__field(graph: B)' in sdl_of(
        "Query", a=a, b=b
    )
    assert '@link(url: "https://example.com/owner/v1.2", import: ["@owner"])' in sdl_of("schema", a=a, b=b)
    assert "directive @owner(team: String) on FIELD_DEFINITION" in sdl_of("@owner(team:", a=a, b=b)
    assert "@owner" not in api_sdl(a=a, b=b)


def test_federation_directives_may_be_renamed_or_prefixed() -> None:
    url = "https://specs.apollo.dev/federation/v2.3"
    a = f'extend schema @link(url: "{url}", as: "fed", import: [{{ name: "@key", as: "@id" }}]) '
    a += 'type Query { book: Book } type Book @id(fields: "id") { id: ID! title: String @fed__shareable }'
    b = 'type Book @key(fields: "id") { id: ID! title: String @shareable }'
    assert '@join__type(graph: A, key: "id")' in sdl_of("Book", a=a, b=b)


def test_subgraph_names_become_enum_values_by_the_published_mangling() -> None:
    names = {"a-b": 1, "a_b": 2, "1st": 3, "x_2": 4}
    sdls = {name: f"type Query {{ f{number}: Int }}" for name, number in names.items()}
    graphs = sdl_of("join__Graph", **sdls)
    for name, value in {"a-b": "A_B_1", "a_b": "A_B_2", "1st": "_1ST", "x_2": "X_2_"}.items():
        assert f'{value} @join__graph(name: "{name}", url: "http://{name}")' in graphs


def test_what_an_overridden_field_says_still_counts() -> None:
    a = 'type Query { x(n: Int): Int! @override(from: "b") }'
    b = 'type Query { x: Int @authenticated @tag(name: "old") y: Int }'
    assert 'x: Int @join__field(graph: A, type: "Int!", override: "b") @tag(name: "old") @authenticated' in sdl_of(
        "Query", a=a, b=b
    )
    assert codes_of(a=a, b="type Query { x(n: Int!): String y: Int }") == {"FIELD_TYPE_MISMATCH"}

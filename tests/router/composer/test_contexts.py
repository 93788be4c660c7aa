"""What `@context` and `@fromContext` come to in the supergraph."""

import pytest

from tests.router.composer.composing import api_type, codes_of, compose_all, sdl_of

SHOP = 'type Query { shop: Shop } type Shop @key(fields: "id") @context(name: "shop") { id: ID! product: Product '
PRODUCT = (
    'type Product @key(fields: "id") { id: ID! price(n: Int, currency: String @fromContext(field: "$shop { %s }")): '
)
ONE = SHOP + "currency: String! } " + PRODUCT % "currency" + "Int }"


def test_an_argument_from_a_context_is_written_to_the_join_and_leaves_the_field() -> None:
    assert sdl_of("Product", a=ONE) == (
        'type Product @join__type(graph: A, key: "id") { id: ID! price(n: Int): Int @join__field(graph: A, '
        'contextArguments: [{context: "a__shop", name: "currency", type: "String", selection: "{ currency }"}]) }'
    )
    assert api_type("Product", a=ONE) == "type Product { id: ID! price(n: Int): Int }"


def test_a_type_sets_a_context_under_a_name_of_its_subgraph() -> None:
    other = 'type Shop @key(fields: "id") @context(name: "shop") @context(name: "place") { id: ID! }'
    sdl = sdl_of("Shop", a=ONE, b=other)
    assert '@context(name: "a__shop") @context(name: "b__place") @context(name: "b__shop")' in sdl


def test_join_v0_5_and_the_context_spec_are_linked_only_where_a_context_is() -> None:
    with_context = compose_all(a=ONE).supergraph_sdl or ""
    assert '@link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)' in with_context
    assert '@link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)' in with_context
    assert "input join__ContextArgument {" in with_context
    assert "context" not in (compose_all(a="type Query { x: Int }").supergraph_sdl or "").lower()


def test_the_fields_of_a_selection_may_be_external() -> None:
    sdl = ONE.replace("currency: String! }", "currency: String! @external }")
    assert codes_of(a=sdl, b='type Shop @key(fields: "id") { id: ID! currency: String! }') == set()


def test_an_argument_of_another_type_elsewhere_is_left_out_too() -> None:
    one = ONE.replace("): Int }", "): Int @shareable }")
    other = 'type Product @key(fields: "id") { id: ID! price(n: Int, currency: Int): Int @shareable }'
    assert api_type("Product", a=one, b=other) == "type Product { id: ID! price(n: Int): Int }"


@pytest.mark.parametrize(
    ("field", "argument"),
    [
        ("currency: String!", "String!"),
        ("currency: String", "String"),
        ("currency: [String!]!", "[String]"),
    ],
)
def test_a_selected_value_that_fits_the_argument_composes(field: str, argument: str) -> None:
    assert codes_of(a=with_types(field, argument)) == set()


@pytest.mark.parametrize(
    ("field", "argument"),
    [("currency: String", "String!"), ("currency: Int", "String"), ("currency: [String]", "String")],
)
def test_a_selected_value_that_does_not_fit_is_refused(field: str, argument: str) -> None:
    assert codes_of(a=with_types(field, argument)) == {"CONTEXT_INVALID_SELECTION"}


@pytest.mark.parametrize(
    ("field", "fits"),
    [("money: Money!", "String!"), ("money: Money", "String"), ("money: [Money!]!", "[String!]!")],
)
def test_a_value_below_objects_can_be_null_or_a_list_where_its_way_is(field: str, fits: str) -> None:
    sdl = SHOP + field + " } type Money { code: String! } " + PRODUCT % "money { code }" + "Int }"
    assert codes_of(a=sdl.replace("currency: String @", f"currency: {fits} @")) == set()
    assert codes_of(a=sdl.replace("currency: String @", "currency: Int @")) == {"CONTEXT_INVALID_SELECTION"}


@pytest.mark.parametrize(
    ("selection", "codes"),
    [
        ("... on A { x } ... on B { y }", set()),
        ("{ ... on A { x } ... on B { y } }", set()),
        ("... on A { x }", {"CONTEXT_INVALID_SELECTION"}),
        ("... on A { x } ... on B { y } ... on P { id }", {"CONTEXT_INVALID_SELECTION"}),
        ("... on A { x } ... on A { x } ... on B { y }", {"CONTEXT_INVALID_SELECTION"}),
        ("... on A { x } y", {"CONTEXT_INVALID_SELECTION"}),
        ("... on A { x: id } ... on B { y }", {"CONTEXT_INVALID_SELECTION"}),
        ("{ x @skip(if: true) }", {"CONTEXT_INVALID_SELECTION"}),
        ("{ x ", {"CONTEXT_INVALID_SELECTION"}),
    ],
)
def test_every_type_that_sets_the_context_must_give_one_value(selection: str, codes: set[str]) -> None:
    a, b = (
        f'type {name} @key(fields: "id") @context(name: "c") {{ id: ID! {field}: String! p: P }} '
        for name, field in ("Ax", "By")
    )
    p = f'type P @key(fields: "id") {{ id: ID! f(v: String @fromContext(field: "$c {selection}")): Int }}'
    assert codes_of(a="type Query { a: A b: B } " + a + b + p) == codes


def test_a_union_or_an_interface_sets_a_context_for_its_members() -> None:
    p = 'type P @key(fields: "id") { id: ID! f(v: String! @fromContext(field: "$c %s")): Int } '
    members = "type A%s { x: String! p: P } type B%s { x: String! p: P } "
    union = 'type Query { u: U } union U @context(name: "c") = A | B ' + members % ("", "")
    assert codes_of(a=union + p % "... on A { x } ... on B { x }") == set()
    interface = 'type Query { u: U } interface U @context(name: "c") { x: String! p: P } '
    interface += members % (" implements U", " implements U")
    assert codes_of(a=interface + p % "{ x }") == set()
    assert codes_of(a=interface + p % "... on A { x }") == {"CONTEXT_INVALID_SELECTION"}


@pytest.mark.parametrize(
    "sdl",
    [
        ONE.replace("currency: String @", 'currency: String = "EUR" @'),
        ONE.replace("type Product", "type Product implements Priced") + " interface Priced { price(n: Int): Int }",
        ONE + ' interface Priced { price(currency: String @fromContext(field: "$shop { currency }")): Int }',
        ONE + ' directive @d(currency: String @fromContext(field: "$shop { currency }")) on FIELD',
    ],
)
def test_a_context_cannot_be_taken_where_it_cannot_be_known(sdl: str) -> None:
    assert codes_of(a=sdl) == {"CONTEXT_NOT_SET"}


def test_an_interface_object_gives_no_context() -> None:
    shop = ONE.replace("type Shop", "type Shop @interfaceObject")
    other = 'interface Shop @key(fields: "id") { id: ID! } type Kiosk implements Shop @key(fields: "id") { id: ID! }'
    assert codes_of(a=shop, b=other) == {"CONTEXT_INVALID_SELECTION"}


def with_types(field: str, argument: str) -> str:
    return (SHOP + field + " } " + PRODUCT % "currency" + "Int }").replace(
        "currency: String @", f"currency: {argument} @"
    )

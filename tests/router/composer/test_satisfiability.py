from router.composer.compose import compose
from router.errors import CompositionError
from tests.router.composer.composing import codes_of, compose_all
from tests.router.composer.error_situation import subgraphs

UNSATISFIABLE = {"SATISFIABILITY_ERROR"}


def _errors(**sdls: str) -> list[CompositionError]:
    return list(compose_all(**sdls).errors)


def test_keys_may_be_reached_over_intermediate_subgraphs() -> None:
    assert not codes_of(
        a='type Query { x: T } type T @key(fields: "a") { a: ID! }',
        b='type T @key(fields: "a") @key(fields: "b") { a: ID! b: ID! }',
        c='type T @key(fields: "b") @key(fields: "c") { b: ID! c: ID! }',
        d='type T @key(fields: "c") { c: ID! z: Int }',
    )


def test_a_subgraph_whose_key_is_not_resolvable_cannot_be_entered() -> None:
    a = 'type Query { x: T } type T @key(fields: "id") { id: ID! }'
    assert codes_of(a=a, b='type T @key(fields: "id", resolvable: false) { id: ID! n: Int }') == UNSATISFIABLE
    assert not codes_of(a=a, b='type T @key(fields: "id", resolvable: false) { id: ID! } type Query { y: T }')


def test_the_message_shows_a_shortest_valid_operation_and_why_each_subgraph_failed() -> None:
    (error,) = _errors(
        a="type Query { deep: Box list(ids: [ID!]!, by: By!): [Hit] } type Box { hit: Hit } union Hit = P "
        "enum By { DAY } type P { id: ID! }",
        b="type P { name: String }",
    )
    assert error.message == (
        "This operation is valid for clients, but no sequence of subgraph requests can answer it:\n"
        "query {\n"
        "  list(ids: [], by: DAY) {\n"
        "    ... on P {\n"
        "      name\n"
        "    }\n"
        "  }\n"
        "}\n"
        'Field "P.name" cannot be reached on this path:\n'
        '- "a" has the object, but no field "name" on it.\n'
        '- "b" has the field, but cannot be entered: it has no resolvable @key on "P". '
        "Add one, or let the field be resolved where the object is."
    )
    assert error.subgraphs == ("a", "b")


def test_a_composite_field_is_shown_with_a_selection() -> None:
    (error,) = _errors(a="type Query { p: P } type P { id: ID! }", b="type P { owner: Owner } type Owner { x: Int }")
    assert "owner { __typename }" in error.message


def test_each_field_is_reported_once() -> None:
    errors = _errors(a="type Query { p: P q: P } type P { id: ID! self: P }", b="type P { x: Int y: Int }")
    assert [error.message.count("{\n") for error in errors] == [2, 2]


def test_a_key_whose_fields_are_elsewhere_is_named() -> None:
    errors = _errors(
        a='type Query { p: P } type P @key(fields: "id") { id: ID! }',
        b='type P @key(fields: "sku") { sku: ID! name: String }',
    )
    assert any('by its @key(fields: "sku"), but "sku" cannot be had from "a"' in error.message for error in errors)


def test_required_fields_must_be_had_before_the_subgraph_is_entered() -> None:
    b = 'type P @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") } type Query { q: P }'
    assert not codes_of(a='type Query { p: P } type P @key(fields: "id") { id: ID! x: Int }', b=b)
    assert codes_of(a='type Query { p: P } type P @key(fields: "id", resolvable: false) { id: ID! x: Int }', b=b) == (
        UNSATISFIABLE
    )


def test_a_chain_of_requires_is_followed() -> None:
    assert not codes_of(
        a='type Query { p: P } type P @key(fields: "id") { id: ID! a: Int }',
        b='type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }',
        c='type P @key(fields: "id") { id: ID! b: Int @external c: Int @requires(fields: "b") }',
    )


def test_requires_that_wait_for_each_other_cannot_be_satisfied() -> None:
    assert (
        codes_of(
            a='type Query { p: P } type P @key(fields: "id") { id: ID! }',
            b='type P @key(fields: "id") { id: ID! c: Int @external b: Int @requires(fields: "c") }',
            c='type P @key(fields: "id") { id: ID! b: Int @external c: Int @requires(fields: "b") }',
        )
        == UNSATISFIABLE
    )


def test_a_provided_field_is_there_only_beneath_what_provides_it() -> None:
    owner = 'type Query { p: P } type P @key(fields: "id", resolvable: false) { id: ID! n: Int @shareable }'
    provider = 'type P @key(fields: "id", resolvable: false) { id: ID! n: Int @external } type Query { %s }'
    assert not codes_of(a=owner, b=provider % 'q: P @provides(fields: "n")')
    assert codes_of(a=owner, b=provider % 'q: P @provides(fields: "n") r: P') == UNSATISFIABLE


def test_provides_hold_through_nested_and_conditional_selections() -> None:
    assert not codes_of(
        a='type Query { p: P } type P @key(fields: "id", resolvable: false) { id: ID! n: Int @shareable }',
        b='type Query { hits: [Hit] @provides(fields: "... on Box { p { n } }") } union Hit = Box type Box { p: P } '
        'type P @key(fields: "id", resolvable: false) { id: ID! n: Int @external }',
    )


def test_a_shared_value_type_is_completed_through_its_shared_parent() -> None:
    assert not codes_of(
        a="type Query { t: T @shareable } type T { a: Int }", b="type Query { t: T @shareable } type T { b: Int }"
    )


def test_a_value_type_without_a_shared_parent_cannot_be_completed() -> None:
    assert codes_of(a="type Query { t: T } type T { a: Int }", b="type Query { u: T } type T { b: Int }") == (
        UNSATISFIABLE
    )


def test_an_interface_object_needs_a_way_to_the_concrete_type() -> None:
    interface = (
        'type Query { x: I } interface I @key(fields: "id"%s) { id: ID! } '
        'type Impl implements I @key(fields: "id") { id: ID! n: Int }'
    )
    adder = 'type Query { i: I } type I @interfaceObject @key(fields: "id") { id: ID! extra: Int }'
    assert not codes_of(a=interface % "", b=adder)
    assert codes_of(a=interface % ", resolvable: false", b=adder) == UNSATISFIABLE


def test_a_progressive_override_must_work_with_the_label_either_way() -> None:
    a = 'type Query { p: P } type P @key(fields: "id") { id: ID! }'
    b = 'type P @key(fields: "id") { id: ID! x: Int @override(from: "c", label: "percent(5)") }'
    assert not codes_of(a=a, b=b, c='type P @key(fields: "id") { id: ID! x: Int }')
    assert codes_of(a=a, b=b, c='type P @key(fields: "id", resolvable: false) { id: ID! x: Int }') == UNSATISFIABLE


def test_keys_that_need_themselves_end_the_search() -> None:
    assert not codes_of(
        a='type Query { x: T } type T @key(fields: "p { id }") { p: T id: ID! }',
        b='type T @key(fields: "p { id }") { p: T @shareable id: ID! n: Int }',
    ) - {"INVALID_FIELD_SHARING"}


def test_mutations_and_subscriptions_are_walked_too() -> None:
    for root in ("Mutation", "Subscription"):
        (error,) = _errors(
            a=f"type Query {{ x: Int }} type {root} {{ p: P }} type P {{ id: ID }}", b="type P { name: String }"
        )
        assert error.message.splitlines()[1] == f"{root.lower()} {{"


def test_inaccessible_fields_need_not_be_reachable() -> None:
    assert not codes_of(a="type Query { p: P } type P { id: ID! }", b="type P { name: String @inaccessible }")


SHOP = 'type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! product: Product } '
PRICED = """
type Product @key(fields: "id") { id: ID! price(in: String @fromContext(field: "$shop { currency }")): Int }
"""


def test_a_context_must_be_set_above_on_every_path() -> None:
    assert not codes_of(a="type Query { shop: Shop } " + SHOP + PRICED)
    (error,) = _errors(a="type Query { shop: Shop product: Product } " + SHOP + PRICED)
    assert "query {\n  product {\n    price\n  }\n}" in error.message
    assert '"a" takes "in" from the context "a__shop", which no object above on this path sets' in error.message


def test_a_path_to_a_contextual_field_may_lead_through_other_subgraphs() -> None:
    a = "type Query { shop: Shop } " + SHOP.replace("product: Product ", "") + PRICED
    b = 'type Shop @key(fields: "id") { id: ID! shelf: Shelf } type Shelf { product: Product } '
    b += 'type Product @key(fields: "id") { id: ID! }'
    assert not codes_of(a=a, b=b)
    assert codes_of(a=a, b=b + " type Query { shelf: Shelf }") == UNSATISFIABLE


def test_what_a_context_gives_must_be_had_where_it_is_set() -> None:
    a = "type Query { shop: Shop } " + SHOP.replace("currency: String!", "currency: String! @external") + PRICED
    assert not codes_of(a=a, b='type Shop @key(fields: "id") { id: ID! currency: String! }')
    b = 'type Shop @key(fields: "no") { no: ID! @inaccessible currency: String! @inaccessible }'
    assert codes_of(a=a, b=b) == UNSATISFIABLE


def test_the_object_itself_sets_no_context_for_its_own_fields() -> None:
    a = """
    type Query { node: Node }
    type Node @key(fields: "id") @context(name: "node") {
      id: ID! child: Node depth(of: ID! @fromContext(field: "$node { id }")): Int
    }
    """
    (error,) = _errors(a=a)
    assert "query {\n  node {\n    depth\n  }\n}" in error.message


def test_the_nearest_object_that_sets_a_context_decides() -> None:
    a = """
    type Query { outer: Outer }
    type Outer @key(fields: "id") @context(name: "c") { id: ID! value: String! inner: Inner }
    type Inner @key(fields: "id") @context(name: "c") { id: ID! value: String! @external leaf: Leaf }
    type Leaf @key(fields: "id") { id: ID! field(v: String @fromContext(field: "$c { value }")): Int }
    """
    b = 'type Inner @key(fields: "no") { no: ID! @inaccessible value: String! @inaccessible }'
    assert codes_of(a=a, b=b) == UNSATISFIABLE


def test_a_context_may_be_selected_by_a_field_that_takes_another() -> None:
    a = """
    type Query { a: A }
    type A @key(fields: "id") @context(name: "a") { id: ID! x: String! b: B }
    type B @key(fields: "id") @context(name: "b") {
      id: ID! y(v: String @fromContext(field: "$a { x }")): String c: C
    }
    type C @key(fields: "id") { id: ID! z(v: String @fromContext(field: "$b { y }")): Int }
    """
    assert not codes_of(a=a)
    assert codes_of(a=a.replace("{ a: A }", "{ a: A b: B }")) == UNSATISFIABLE


def test_a_requirement_must_be_had_with_the_label_of_an_override_either_way() -> None:
    a = 'type Query { p: P } type P @key(fields: "id") { id: ID! }'
    b = 'type P @key(fields: "id") { id: ID! x: Int @override(from: "c", label: "percent(5)") }'
    c = 'type P @key(fields: "id"%s) { id: ID! x: Int @inaccessible }'
    d = 'type P @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }'
    assert not codes_of(a=a, b=b, c=c % "", d=d)
    errors = _errors(a=a, b=b, c=c % ", resolvable: false", d=d)
    assert [error.message.splitlines()[3].strip() for error in errors] == ["y"]
    assert 'on this path while the override label "percent(5)" is not active:' in errors[0].message


def test_one_label_is_set_one_way_on_the_whole_path() -> None:
    a = """
    type Query { outer: Outer @override(from: "b", label: "beta") }
    type Outer { inner: Int @override(from: "b", label: "beta") }
    """
    b = "type Query { outer: Outer } type Outer { inner: Int }"
    assert not codes_of(a=a, b=b)
    assert (
        codes_of(
            a=a.replace(
                'inner: Int @override(from: "b", label: "beta")', 'inner: Int @override(from: "b", label: "x")'
            ),
            b=b,
        )
        == UNSATISFIABLE
    )


def test_many_labels_in_conditions_are_looked_at_without_trying_all_combinations() -> None:
    names = [f"x{index}" for index in range(12)]
    taken = " ".join(f'{name}: Int @override(from: "c", label: "l{name}")' for name in names)
    declared, external = (" ".join(f"{name}: Int{mark}" for name in names) for mark in ("", " @external"))
    entity = 'type P @key(fields: "id") { id: ID! '
    a = "type Query { p: P } " + entity + taken + " }"
    c = entity + declared + " }"
    d = entity + external + f' y: Int @requires(fields: "{" ".join(names)}") }}'
    assert not codes_of(a=a, c=c, d=d)


def test_a_limit_ends_a_walk_that_would_take_too_much_memory() -> None:
    sources = subgraphs(a="type Query { t: T } type T { t: T u: U } type U { x: Int }")
    result = compose(sources, max_validation_paths=0)
    assert [error.code for error in result.errors] == ["MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED"]
    assert compose(sources, max_validation_paths=2).errors == ()


def test_nothing_to_compose_is_an_error_and_no_crash() -> None:
    assert {error.code for error in compose([]).errors} == {"NO_QUERIES"}

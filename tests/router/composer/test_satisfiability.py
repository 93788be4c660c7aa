from router.composer.compose import compose
from router.errors import CompositionError
from tests.router.composer.composing import codes_of, compose_all

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


def test_nothing_to_compose_is_an_error_and_no_crash() -> None:
    assert {error.code for error in compose([]).errors} == {"NO_QUERIES"}

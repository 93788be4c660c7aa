from graphql import GraphQLEnumType, GraphQLInputObjectType

from router.composer.compose import compose
from router.composer.result import CompositionResult
from tests.router.composer.error_situation import subgraphs

KNOWS = "enum E { A NEW } type Query { x(e: E): E }"


def roll_out(**sdls: str) -> CompositionResult:
    return compose(subgraphs(**sdls), rollout=True)


def members_of(result: CompositionResult, type_name: str) -> set[str]:
    assert result.errors == ()
    assert result.supergraph is not None
    found = result.supergraph.api_schema.get_type(type_name)
    assert isinstance(found, GraphQLEnumType | GraphQLInputObjectType)
    return set(found.values if isinstance(found, GraphQLEnumType) else found.fields)


def rollout_messages(result: CompositionResult) -> list[str]:
    return [hint.message for hint in result.hints if hint.code == "ROLLOUT_IN_PROGRESS"]


def test_a_value_that_some_subgraph_only_returns_without_it_is_let_in_and_said() -> None:
    result = roll_out(a=KNOWS, b="enum E { A } type Query { y: E }")
    assert members_of(result, "E") == {"A", "NEW"}
    (message,) = rollout_messages(result)
    assert message.startswith('"E.NEW" is being rolled out')
    assert 'subgraph "b"' in message


def test_without_a_rollout_the_same_subgraphs_do_not_compose() -> None:
    result = compose(subgraphs(a=KNOWS, b="enum E { A } type Query { y: E }"))
    assert [error.code for error in result.errors] == ["ENUM_VALUE_MISMATCH"]


def test_a_value_is_refused_where_a_subgraph_without_it_takes_the_enum() -> None:
    result = roll_out(a=KNOWS, b="enum E { A } type Query { y(e: E): Int }")
    assert [error.code for error in result.errors] == ["ENUM_VALUE_MISMATCH"]
    assert rollout_messages(result) == []


def test_a_value_is_refused_where_it_comes_in_through_an_input_object() -> None:
    result = roll_out(a=KNOWS, b="enum E { A } input I { e: [E!] } type Query { y(i: I): Int }")
    assert [error.code for error in result.errors] == ["ENUM_VALUE_MISMATCH"]


def test_a_value_is_refused_where_it_comes_in_through_a_representation() -> None:
    entity = 'type T @key(fields: "id") { id: ID! '
    owner = f"{KNOWS} {entity} e: E }}"
    requirer = f'enum E {{ A }} {entity} e: E @external z: Int @requires(fields: "e") }}'
    assert [error.code for error in roll_out(a=owner, b=requirer).errors] == ["ENUM_VALUE_MISMATCH"]


def test_an_input_field_is_let_in_where_who_lacks_it_takes_nothing_of_the_type() -> None:
    sdls = {
        "a": "input I { a: Int b: Int } type Query { x(i: I): Int }",
        "b": "input I { a: Int } type Query { y: Int }",
    }
    assert members_of(compose(subgraphs(**sdls)), "I") == {"a"}
    result = roll_out(**sdls)
    assert members_of(result, "I") == {"a", "b"}
    assert len(rollout_messages(result)) == 1


def test_an_input_field_stays_out_where_who_lacks_it_takes_the_type() -> None:
    result = roll_out(
        a="input I { a: Int b: Int } type Query { x(i: I): Int }", b="input I { a: Int } type Query { y(i: I): Int }"
    )
    assert members_of(result, "I") == {"a"}
    assert rollout_messages(result) == []
    assert "INCONSISTENT_INPUT_OBJECT_FIELD" in {hint.code for hint in result.hints}


def test_subgraphs_that_agree_roll_nothing_out() -> None:
    result = roll_out(a=KNOWS, b="enum E { A NEW } type Query { y(e: E): Int }")
    assert members_of(result, "E") == {"A", "NEW"}
    assert rollout_messages(result) == []

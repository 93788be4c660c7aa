from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, parse

from router.language.merge_selections import merge_selections
from router.language.names import FieldName, TypeName
from router.language.selection_set import SelectionSet, from_ast
from router.planner.normalize.drop_skipped_fields import drop_skipped_fields
from router.planner.normalize.drop_typename_aliases import drop_typename_aliases
from router.planner.normalize.inline_fragments import inline_fragments
from router.planner.normalize.keep_typename_free import HIDDEN_KEY, keep_typename_free


def select(text: str) -> SelectionSet:
    document: DocumentNode = parse(text)
    (definition,) = document.definitions
    assert isinstance(definition, OperationDefinitionNode)
    return from_ast(definition.selection_set)


def kept(text: str, variables: Mapping[str, Any]) -> str:
    return str(drop_skipped_fields(select(text), variables))


def test_an_excluded_field_is_gone_with_all_below_it() -> None:
    assert kept("{a @include(if: false) {b} c}", {}) == "{c}"


def test_a_condition_reads_its_variable() -> None:
    text = "{a @skip(if: $no) b @include(if: $yes)}"
    assert kept(text, {"no": True, "yes": True}) == "{b}"
    assert kept(text, {"no": False, "yes": False}) == "{a}"


def test_both_conditions_must_let_a_field_pass() -> None:
    assert kept("{a @include(if: true) @skip(if: true) b}", {}) == "{b}"


def test_a_fragment_is_dropped_when_nothing_is_left_in_it() -> None:
    assert kept("{a ... on T {b @skip(if: true)}}", {}) == "{a}"


def test_conditions_do_not_reach_subgraphs_but_other_directives_do() -> None:
    assert kept("{a @include(if: true) @cached(for: 5)}", {}) == "{a @cached(for: 5)}"


def inlined(text: str) -> str:
    def type_of_field(_parent: TypeName, _name: FieldName) -> TypeName:
        return TypeName("Animal")

    def is_subtype(type_name: TypeName, condition: TypeName) -> bool:
        return type_name == condition or (type_name, condition) == ("Dog", "Animal")

    return str(inline_fragments(select(text), TypeName("Animal"), type_of_field, is_subtype))


def test_a_fragment_on_the_type_around_it_dissolves() -> None:
    assert inlined("{... on Animal {name ... {age}}}") == "{name age}"


def test_a_fragment_on_a_wider_type_dissolves_inside_a_narrower_one() -> None:
    assert inlined("{... on Dog {bark ... on Animal {name}}}") == "{...on Dog{bark name}}"


def test_fragments_below_fields_are_inlined_by_the_fields_type() -> None:
    assert inlined("{friend {... on Animal {name}}}") == "{friend{name}}"


def test_selections_of_one_response_key_become_one() -> None:
    assert str(merge_selections(select("{a {b} c a {d} a {b}}"))) == "{a{b d} c}"


def test_fragments_of_one_type_become_one() -> None:
    text = "{... on Dog {bark} name ... on Dog {bark tail {length}} ... on Dog {tail {color}}}"
    assert str(merge_selections(select(text))) == "{...on Dog{bark tail{length color}} name}"


def test_aliases_keep_fields_apart() -> None:
    assert str(merge_selections(select("{x: a(n: 1) y: a(n: 2)}"))) == "{x:a(n: 1) y:a(n: 2)}"


def test_an_alias_of_typename_is_the_typename() -> None:
    freed = drop_typename_aliases(select("{kind: __typename a {t: __typename b}}"))
    assert str(freed) == "{__typename a{__typename b}}"


def test_a_field_that_a_client_calls_typename_leaves_that_key_to_the_type() -> None:
    freed = keep_typename_free(select("{__typename: name ... on Dog {a {__typename: b}} t: __typename}"))
    assert str(freed) == f"{{{HIDDEN_KEY}:name ...on Dog{{a{{{HIDDEN_KEY}:b}}}} t:__typename}}"

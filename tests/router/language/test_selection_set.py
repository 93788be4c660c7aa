import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse

from router.language.names import FieldName, ResponseKey
from router.language.selection_set import (
    EMPTY,
    Field,
    SelectionSet,
    from_ast,
    print_field_set,
    print_selection_set,
)


def read(text: str) -> SelectionSet:
    document = parse(text)
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return from_ast(operation.selection_set, fragments)


@pytest.mark.parametrize(
    "text",
    [
        "{id}",
        "{a b c}",
        "{n:name}",
        "{word(id: 1){reading}}",
        "{word{...on Word{reading} id}}",
        "{word @include(if: $flag){...on Word @skip(if: true){reading}}}",
        '{f(text: "a \\"quote\\"", list: [1, $n], object: {deep: [ENUM, null]})}',
        "{... @include(if: $flag){id}}",
    ],
)
def test_printing_gives_back_what_was_read(text: str) -> None:
    assert print_selection_set(read(text)) == text


def test_a_spread_becomes_an_inline_fragment_with_its_directives() -> None:
    selection_set = read("{ ...F @include(if: $flag) } fragment F on Word { id ...G } fragment G on Word { name }")
    assert str(selection_set) == "{...on Word @include(if: $flag){id ...on Word{name}}}"


def test_an_alias_that_repeats_the_name_is_no_alias() -> None:
    assert read("{ id: id }") == read("{ id }")


def test_the_response_key_is_the_alias_or_the_name() -> None:
    assert [field.response_key for field in read("{ a: id id }") if isinstance(field, Field)] == ["a", "id"]


def test_arguments_know_the_variables_inside_them() -> None:
    (field,) = read("{ f(plain: 1, direct: $a, deep: {list: [$b, {more: $c}]}) }")
    assert isinstance(field, Field)
    variables = {argument.name: set(argument.variables) for argument in field.arguments}
    assert variables == {"plain": set(), "direct": {"a"}, "deep": {"b", "c"}}


def test_equal_selections_are_equal_and_hash_alike() -> None:
    assert len({read("{ a(x: 1) { b } }"), read("{a(x:1){b}}"), read("{ a(x: 2) { b } }")}) == 2


def test_a_field_set_is_printed_without_its_outer_braces() -> None:
    assert print_field_set(read("{ id organisation { id } }")) == "id organisation{id}"


def test_only_the_empty_selection_set_is_false() -> None:
    assert not EMPTY
    assert SelectionSet((Field(FieldName("id"), ResponseKey("x")),))

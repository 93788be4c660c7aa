import pytest
from graphql import GraphQLSyntaxError

from router.language.field_set import parse_field_set


def test_a_field_set_holds_nested_fields_arguments_and_fragments() -> None:
    field_set = parse_field_set('id organisation { id } weight(unit: "g") ... on Book { isbn }')
    assert str(field_set) == '{id organisation{id} weight(unit: "g") ...on Book{isbn}}'


@pytest.mark.parametrize("text", ["", "id {", "id }", "id } { name", "} query { id", "id } fragment F on T { id", "1"])
def test_what_is_not_one_selection_set_is_refused(text: str) -> None:
    with pytest.raises(GraphQLSyntaxError):
        parse_field_set(text)

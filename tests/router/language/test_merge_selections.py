import pytest

from router.language.field_set import parse_field_set
from router.language.merge_selections import merge_selections


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("a b a", "{a b}"),
        ("a { b } c a { d b }", "{a{b d} c}"),
        ("a { b { c } } a { b { d } }", "{a{b{c d}}}"),
        ("x: a y: a x: a", "{x:a y:a}"),
        ("... on T { a } b ... on T { c }", "{...on T{a c} b}"),
        ("... on T { a } ... on U { a }", "{...on T{a} ...on U{a}}"),
        ("... on T { a { b } ... on U { c } ... on U { d } } ... on T { a { e } }", "{...on T{a{b e} ...on U{c d}}}"),
    ],
)
def test_selections_of_one_response_key_or_type_become_one(text: str, merged: str) -> None:
    assert str(merge_selections(parse_field_set(text))) == merged


def test_a_field_and_a_type_of_one_name_stay_apart() -> None:
    assert str(merge_selections(parse_field_set("a { x } ... on a { y }"))) == "{a{x} ...on a{y}}"

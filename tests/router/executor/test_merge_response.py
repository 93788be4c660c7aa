from typing import Any

from router.executor.merge_response import copy_object, merge_object, merge_shape
from tests.router.executor.plans import rename, select


def merged(target: dict[str, Any], source: dict[str, Any], selection: str) -> dict[str, Any]:
    merge_object(target, source, merge_shape(select(selection), ()))
    return target


def test_objects_merge_by_key() -> None:
    assert merged({"a": {"x": 1}}, {"a": {"y": 2}, "b": 3}, "a { y } b") == {"a": {"x": 1, "y": 2}, "b": 3}


def test_lists_merge_by_position() -> None:
    target = {"items": [{"id": 1}, None, {"id": 3}]}
    source = {"items": [{"n": "a"}, {"n": "b"}, None]}
    assert merged(target, source, "items { n }") == {"items": [{"id": 1, "n": "a"}, {"n": "b"}, {"id": 3}]}


def test_lists_of_lists_merge_by_position() -> None:
    target = {"rows": [[{"a": 1}], [{"a": 2}]]}
    assert merged(target, {"rows": [[{"b": 1}], [{"b": 2}]]}, "rows { b }") == {
        "rows": [[{"a": 1, "b": 1}], [{"a": 2, "b": 2}]]
    }


def test_an_object_is_not_overwritten_by_null() -> None:
    assert merged({"a": {"x": 1}}, {"a": None}, "a { x }") == {"a": {"x": 1}}


def test_null_takes_an_absent_place() -> None:
    assert merged({}, {"a": None}, "a { x }") == {"a": None}


def test_the_first_scalar_that_is_not_null_wins() -> None:
    assert merged({"a": None, "b": 1}, {"a": 2, "b": 3}, "a b") == {"a": 2, "b": 1}


def test_a_scalar_that_is_an_object_is_not_mixed_with_another() -> None:
    assert merged({"json": {"x": 1}}, {"json": {"y": 2}}, "json") == {"json": {"x": 1}}


def test_fragments_count_towards_the_shape() -> None:
    assert merged({"a": {"x": 1}}, {"a": {"y": 2}}, "... on T { a { y } }") == {"a": {"x": 1, "y": 2}}


def test_a_shape_knows_the_names_behind_internal_aliases() -> None:
    shape = merge_shape(select("a { _kumiki_0: b { c { d } } }"), (rename("a", "_kumiki_0", "b"),))
    assert shape == {"a": {"b": {"c": {}}}}


def test_two_aliases_for_one_name_unite_their_shapes() -> None:
    renames = (rename("|[A]", "_kumiki_0", "v"), rename("|[B]", "_kumiki_1", "v"))
    selection = select("... on A { _kumiki_0: v { x { y } } } ... on B { _kumiki_1: v { z { y } } }")
    assert merge_shape(selection, renames) == {"v": {"x": {}, "z": {}}}


def test_a_copy_shares_no_object_that_later_fetches_write_to() -> None:
    source: dict[str, Any] = {"a": {"x": 1}, "items": [{"y": 2}, None], "json": {"z": 3}}
    copy = copy_object(source, merge_shape(select("a { x } items { y } json"), ()))
    assert copy == source
    assert copy["a"] is not source["a"]
    assert copy["items"][0] is not source["items"][0]
    assert copy["json"] is source["json"]

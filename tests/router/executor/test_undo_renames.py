from router.executor.merge_response import deepest_first
from router.executor.undo_renames import undo_renames, undo_renames_in_path
from tests.router.executor.plans import rename


def test_an_alias_becomes_the_clients_key_where_its_path_leads() -> None:
    answer = {"items": [{"__typename": "A", "_kumiki_0": 1}, {"__typename": "B", "v": 2}]}
    undo_renames([answer], [rename("items.@.|[A]", "_kumiki_0", "v")])
    assert answer == {"items": [{"__typename": "A", "v": 1}, {"__typename": "B", "v": 2}]}


def test_nested_aliases_are_undone_from_the_inside() -> None:
    answer = {"_kumiki_0": {"_kumiki_1": 1}}
    undo_renames([answer], deepest_first((rename("", "_kumiki_0", "a"), rename("_kumiki_0", "_kumiki_1", "b"))))
    assert answer == {"a": {"b": 1}}


def test_an_alias_that_did_not_come_back_leaves_no_key() -> None:
    answer: dict[str, dict[str, int]] = {"a": {}}
    undo_renames([answer], [rename("a", "_kumiki_0", "b")])
    assert answer == {"a": {}}


def test_the_path_of_an_error_gets_the_clients_keys() -> None:
    renames = (rename("_kumiki_0.@", "_kumiki_1", "b"), rename("", "_kumiki_0", "a"))
    assert undo_renames_in_path(("_kumiki_0", 3, "_kumiki_1", "c"), renames) == ("a", 3, "b", "c")

from typing import Any

from router.executor.find_objects import find_objects, find_places
from tests.router.executor.plans import path_to

TREE: dict[str, Any] = {
    "items": [
        {"__typename": "Book", "author": {"id": 1}},
        None,
        {"__typename": "Film", "author": {"id": 2}},
        {"__typename": "Book", "author": None},
    ],
    "grid": [[{"id": 3}], [{"id": 4}, None]],
}


def test_a_path_goes_through_lists_and_past_nulls() -> None:
    assert find_objects([TREE], path_to("items.@.author")) == [{"id": 1}, {"id": 2}]


def test_a_path_goes_through_lists_of_lists() -> None:
    assert find_objects([TREE], path_to("grid.@.@")) == [{"id": 3}, {"id": 4}]


def test_a_type_element_keeps_its_types_only() -> None:
    assert find_objects([TREE], path_to("items.@.|[Film].author")) == [{"id": 2}]


def test_the_empty_path_is_the_root() -> None:
    assert find_objects([TREE], ()) == [TREE]


def test_values_of_the_wrong_shape_are_passed_over() -> None:
    tree = {"items": [1, {"author": [{"id": 1}]}, {"author": "x"}], "other": {"not": "a list"}}
    assert find_objects([tree], path_to("items.@.author")) == []
    assert find_objects([tree], path_to("other.@")) == []
    assert find_places(tree, path_to("items.@.author.|[A]")) == {}
    assert find_places(tree, path_to("other.@")) == {}


def test_a_type_name_that_is_no_text_matches_nothing() -> None:
    assert find_objects([{"a": {"__typename": ["Book"]}}], path_to("a.|[Book]")) == []


def test_places_name_the_indexes_of_every_object() -> None:
    places = find_places(TREE, path_to("items.@.|[Book,Film].author"))
    items = TREE["items"]
    assert places == {
        id(items[0]["author"]): [("items", 0, "author")],
        id(items[2]["author"]): [("items", 2, "author")],
    }

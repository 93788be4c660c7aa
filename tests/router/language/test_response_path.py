from router.language.names import ResponseKey, TypeName
from router.language.response_path import ANY_ITEM, KeyElement, TypeElement, print_response_path


def test_a_path_prints_keys_list_items_and_sorted_types() -> None:
    types = TypeElement(frozenset((TypeName("Film"), TypeName("Book"))))
    path = (KeyElement(ResponseKey("items")), ANY_ITEM, types, KeyElement(ResponseKey("author")))
    assert print_response_path(path) == "items.@.|[Book,Film].author"


def test_the_root_prints_as_nothing() -> None:
    assert print_response_path(()) == ""

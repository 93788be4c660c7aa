"""Follow a response path through the response tree. What has not the expected shape is passed over."""

from collections.abc import Sequence
from typing import Any, assert_never

from router.executor.error_report import ClientPath
from router.language.response_path import KeyElement, ListElement, PathElement, ResponsePath, TypeElement

ResponseObject = dict[str, Any]


def type_name_of(found: ResponseObject) -> str | None:
    """What a subgraph told; None where it told nothing, or nonsense."""
    type_name = found.get("__typename")
    return type_name if isinstance(type_name, str) else None


def find_objects(starts: Sequence[Any], path: ResponsePath) -> list[ResponseObject]:
    """Every object that the path reaches, in the order of the response."""
    values: Sequence[Any] = starts
    for element in path:
        if isinstance(element, KeyElement):
            key = element.response_key
            values = [inner for value in values if type(value) is dict and (inner := value.get(key)) is not None]
        elif isinstance(element, ListElement):
            values = [item for value in values if type(value) is list for item in value if item is not None]
        else:
            names = element.type_names
            values = [value for value in values if type(value) is dict and type_name_of(value) in names]
    return [value for value in values if type(value) is dict]


def find_places(tree: ResponseObject, path: ResponsePath) -> dict[int, list[ClientPath]]:
    """Where in the tree each object sits that the path reaches, by the object's `id`.

    Made only where there is an error to report: the way without it carries no indexes along.
    """
    places: list[tuple[Any, ClientPath]] = [(tree, ())]
    for element in path:
        places = [inner for value, place in places for inner in _enter(element, value, place)]
    found: dict[int, list[ClientPath]] = {}
    for value, place in places:
        if type(value) is dict:
            found.setdefault(id(value), []).append(place)
    return found


def _enter(element: PathElement, value: Any, place: ClientPath) -> list[tuple[Any, ClientPath]]:
    match element:
        case KeyElement(response_key=key):
            return [(value[key], (*place, key))] if type(value) is dict and value.get(key) is not None else []
        case ListElement():
            items = value if type(value) is list else []
            return [(item, (*place, index)) for index, item in enumerate(items) if item is not None]
        case TypeElement(type_names=names):
            return [(value, place)] if type(value) is dict and type_name_of(value) in names else []
        case _:
            assert_never(element)

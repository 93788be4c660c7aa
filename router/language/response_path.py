"""Where in a response a value sits: response keys, list elements and narrowings to concrete types."""

from dataclasses import dataclass
from typing import assert_never

from router.language.names import ResponseKey, TypeName


@dataclass(frozen=True, slots=True)
class KeyElement:
    """Go into the object's value under this response key."""

    response_key: ResponseKey


@dataclass(frozen=True, slots=True)
class ListElement:
    """Go into every item of the list."""


@dataclass(frozen=True, slots=True)
class TypeElement:
    """Go on only where the object's `__typename` is one of these."""

    type_names: frozenset[TypeName]


PathElement = KeyElement | ListElement | TypeElement
ResponsePath = tuple[PathElement, ...]

ANY_ITEM = ListElement()


def print_response_path(path: ResponsePath) -> str:
    """`items.@.|[Book].author`, the text form that query plans show."""
    return ".".join(_print_element(element) for element in path)


def _print_element(element: PathElement) -> str:
    match element:
        case KeyElement(response_key=key):
            return key
        case ListElement():
            return "@"
        case TypeElement(type_names=names):
            return f"|[{','.join(sorted(names))}]"
        case _:
            assert_never(element)

"""Give internally aliased fields their names back, in the data and in the error paths of a fetch's answer."""

from collections.abc import Iterable, Sequence
from typing import Any

from router.executor.error_report import ClientPath
from router.executor.find_objects import find_objects
from router.language.response_path import KeyElement, ResponsePath
from router.query_plan import Rename


def undo_renames(answers: Sequence[Any], renames: Iterable[Rename]) -> None:
    """Rename in place; `renames` come deepest first."""
    for rename in renames:
        key = rename.response_key
        for found in find_objects(answers, rename.path):
            if key in found:
                found[rename.to] = found.pop(key)


def undo_renames_in_path(path: ClientPath, renames: Iterable[Rename]) -> ClientPath:
    names: dict[tuple[tuple[str, ...], str], str] = {
        (_keys_of(rename.path), rename.response_key): rename.to for rename in renames
    }
    trail: tuple[str, ...] = ()
    restored: list[str | int] = []
    for element in path:
        if isinstance(element, int):
            restored.append(element)
        else:
            restored.append(names.get((trail, element), element))
            trail = (*trail, element)
    return tuple(restored)


def _keys_of(path: ResponsePath) -> tuple[str, ...]:
    return tuple(element.response_key for element in path if isinstance(element, KeyElement))

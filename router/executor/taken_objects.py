"""An error that took more than its field, because its subgraph says that the field is never null.

The object that holds the field is null then, or one further up. Other fetches may bring the same object all the same,
without what this fetch was to bring: its other fields are null for the same reason. Whether that is so is known when
everything has been fetched. Until then the null is not the truth, so it is not sent where it is required.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from router.executor.error_report import ClientPath
from router.executor.execution import Execution, TakenObject
from router.executor.find_objects import find_places
from router.executor.lost_fields import all_fields, visible_path
from router.executor.prepared_fetch import PreparedFetch
from router.executor.report_failure import Place, forward_error, lost_paths
from router.language.names import ResponseKey
from router.language.response_path import KeyElement, TypeElement
from router.language.selection_set import SelectionSet
from router.query_plan import FetchNode


def note_taken(
    error: Mapping[str, Any],
    fetch: FetchNode,
    answer: Any,
    place: ClientPath,
    beneath: ClientPath,
    execution: Execution,
) -> None:
    """`answer` is what the fetch brought to the object at `place`, and `beneath` leads to the error from there."""
    depth = _depth_of_null(answer, beneath)
    if depth is None:
        return
    if depth:
        execution.report.note_unseen((*place, *beneath[:depth]))
    execution.taken.append(TakenObject(error, fetch, place, beneath[:depth]))


def tell_taken(execution: Execution) -> None:
    for taken in execution.taken:
        path = taken.path
        keys = tuple(KeyElement(ResponseKey(element)) for element in path if isinstance(element, str))
        fetch = _fetch_beneath(taken)
        for place in _objects_within(_value_at(path, execution.tree), path):
            for lost in lost_paths(fetch, keys, [place], execution):
                if not execution.report.explains(lost):
                    forward_error(taken.error, fetch.subgraph, lost, execution)


def readers_of_taken(fetch: PreparedFetch, execution: Execution) -> set[int]:
    """The `id`s of objects whose representations would hold a null that stands for what an error took: not the truth,
    and nothing to compute from."""
    found: set[int] = set()
    missing = [taken.path for taken in execution.all_taken() if _value_at(taken.path, execution.tree) is None]
    for path in (fetch.path, *fetch.also_at) if missing else ():
        depth = sum(not isinstance(element, TypeElement) for element in path)
        beneath: dict[ClientPath, list[ClientPath]] = {}
        for each in missing:
            beneath.setdefault(each[:depth], []).append(each[depth:])
        for identity, places in find_places(execution.tree, path).items():
            if any(_is_sent(taken, fetch.node) for place in places for taken in beneath.get(place, ())):
                found.add(identity)
    return found


def _is_sent(path: ClientPath, fetch: FetchNode) -> bool:
    return bool(path) and any(visible_path(each.selection_set, path) == path for each in fetch.requires)


def _depth_of_null(answer: Any, beneath: ClientPath) -> int | None:
    """How far from the answer to the first null; None where it is not above the end of the path."""
    value = answer
    for depth, element in enumerate(beneath):
        if value is None:
            return depth
        value = element_of(value, element)
    return None


def element_of(value: Any, element: str | int) -> Any:
    if isinstance(element, str):
        return value.get(element) if isinstance(value, dict) else None
    return value[element] if isinstance(value, list) and element < len(value) else None


def _value_at(path: ClientPath, tree: Any) -> Any:
    for element in path:
        tree = element_of(tree, element)
    return tree


def _objects_within(value: Any, path: ClientPath) -> Iterator[Place]:
    if isinstance(value, dict):
        yield value, path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _objects_within(item, (*path, index))


def _fetch_beneath(taken: TakenObject) -> FetchNode:
    """As if the fetch began at the object that the error took."""
    names = {rename.response_key: rename.to for rename in taken.fetch.renames}
    selection_sets: Iterable[SelectionSet] = (taken.fetch.selection_set,)
    for element in taken.beneath:
        if isinstance(element, str):
            fields = [
                field
                for field in all_fields(selection_sets)
                if names.get(field.response_key, field.response_key) == element
            ]
            selection_sets = [field.selection_set for field in fields if field.selection_set is not None]
    selected = SelectionSet(tuple(selection for selection_set in selection_sets for selection in selection_set))
    return replace(
        taken.fetch, selection_set=selected, renames=tuple(replace(rename, path=()) for rename in taken.fetch.renames)
    )

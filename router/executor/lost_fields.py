"""Which places of the client's answer a failed fetch leaves empty. Worked out only when something failed."""

from collections.abc import Iterable, Iterator

from graphql import GraphQLSchema

from router.executor.collect_fields import collect_fields
from router.executor.error_report import ClientPath
from router.executor.find_objects import ResponseObject
from router.language.names import ResponseKey
from router.language.response_path import KeyElement, ResponsePath
from router.language.selection_set import Field, SelectionSet
from router.query_plan import FetchNode


def visible_path(selection_set: SelectionSet, path: ClientPath) -> ClientPath:
    """The part of a path that the client can follow in its own answer."""
    selection_sets = [selection_set]
    visible: list[str | int] = []
    for element in path:
        if isinstance(element, str):
            fields = [field for field in all_fields(selection_sets) if field.response_key == element]
            if not fields:
                break
            selection_sets = [field.selection_set for field in fields if field.selection_set is not None]
        visible.append(element)
    return tuple(visible)


def visible_keys(selection_set: SelectionSet, path: ResponsePath) -> frozenset[ResponseKey]:
    """What the client selected of the objects at a path, whatever their type."""
    selection_sets = [selection_set]
    for element in path:
        if isinstance(element, KeyElement):
            fields = [field for field in all_fields(selection_sets) if field.response_key == element.response_key]
            selection_sets = [field.selection_set for field in fields if field.selection_set is not None]
    return frozenset(field.response_key for field in all_fields(selection_sets))


def lost_keys(
    fetch: FetchNode, found: ResponseObject, type_name: str | None, schema: GraphQLSchema
) -> Iterator[ResponseKey]:
    """What the fetch should have brought to an object and the object has not: null, or an object that may be
    incomplete."""
    restored = {rename.response_key: rename.to for rename in fetch.renames if not _goes_down(rename.path)}
    object_type = schema.get_type(type_name) if type_name is not None else None
    if object_type is None:
        fields = [(field.response_key, field.selection_set is not None) for field in all_fields([fetch.selection_set])]
    else:
        collected = collect_fields((fetch.selection_set,), object_type, schema)
        fields = [(field.response_key, bool(field.selection_sets)) for field in collected]
    for response_key, is_composite in fields:
        key = restored.get(response_key, response_key)
        if is_composite or found.get(key) is None:
            yield key


def _goes_down(path: ResponsePath) -> bool:
    return any(isinstance(element, KeyElement) for element in path)


def all_fields(selection_sets: Iterable[SelectionSet]) -> Iterator[Field]:
    for selection_set in selection_sets:
        for selection in selection_set:
            if isinstance(selection, Field):
                yield selection
            else:
                yield from all_fields((selection.selection_set,))

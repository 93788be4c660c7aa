"""Fold what a fetch answered into the response tree: objects by key, lists by position, leaves first come.

A shape says which response keys hold objects (or lists of them); everything else is a leaf and never looked into,
so a custom scalar that is an object by chance is neither mixed with another nor walked through.
"""

from collections.abc import Mapping
from typing import Any, Union

from router.executor.find_objects import ResponseObject
from router.language.names import ResponseKey
from router.language.response_path import KeyElement, ResponsePath
from router.language.selection_set import Field, SelectionSet
from router.query_plan import Rename

MergeShape = Mapping[str, "MergeShape"]
_MutableShape = dict[str, Union["_MutableShape", Any]]


def merge_object(target: ResponseObject, source: ResponseObject, shape: MergeShape) -> None:
    """Fill `target` from `source`, adopting the objects of `source` where `target` has none.

    A value is never overwritten by null, nor by another value.
    """
    if target.keys().isdisjoint(source):  # the usual case, much faster
        target.update(source)
        return
    for key, value in source.items():
        present = target.get(key)
        if present is None:
            target[key] = value
        elif key in shape:
            _merge_value(present, value, shape[key])


def _merge_value(present: Any, value: Any, shape: MergeShape) -> None:
    if type(value) is dict and type(present) is dict:
        merge_object(present, value, shape)
    elif type(value) is list and type(present) is list:
        for index, (old, new) in enumerate(zip(present, value, strict=False)):
            if old is None:
                present[index] = new
            else:
                _merge_value(old, new, shape)


def copy_object(source: ResponseObject, shape: MergeShape) -> ResponseObject:
    """A copy for one more place of the same entity: what later fetches add at one place must not show at another."""
    if not shape:
        return source
    return {key: _copy_value(value, shape[key]) if key in shape else value for key, value in source.items()}


def _copy_value(value: Any, shape: MergeShape) -> Any:
    if type(value) is dict:
        return dict(copy_object(value, shape))
    if type(value) is list:
        return [_copy_value(item, shape) for item in value]
    return value


def merge_shape(selection_set: SelectionSet, renames: tuple[Rename, ...]) -> MergeShape:
    """The shape of what a fetch answers, its internal aliases undone."""
    shape: _MutableShape = {}
    _add_selections(selection_set, shape)
    for rename in deepest_first(renames):
        _rename(shape, rename)
    return shape


def answer_shape(selection_set: SelectionSet, aliases: Mapping[ResponseKey, ResponseKey]) -> MergeShape:
    """The shape of what a client is answered, under the names that it knows."""
    return _under_aliases(merge_shape(selection_set, ()), aliases)


def _under_aliases(shape: MergeShape, aliases: Mapping[ResponseKey, ResponseKey]) -> MergeShape:
    return {aliases.get(ResponseKey(key), key): _under_aliases(inner, aliases) for key, inner in shape.items()}


def _add_selections(selection_set: SelectionSet, shape: _MutableShape) -> None:
    for selection in selection_set:
        if not isinstance(selection, Field):
            _add_selections(selection.selection_set, shape)
        elif selection.selection_set is not None:
            _add_selections(selection.selection_set, shape.setdefault(selection.response_key, {}))


def _rename(shape: _MutableShape, rename: Rename) -> None:
    for element in rename.path:
        if isinstance(element, KeyElement):
            shape = shape.get(element.response_key, {})
    inner = shape.pop(rename.response_key, None)
    if inner is not None:
        _unite(shape.setdefault(rename.to, {}), inner)


def _unite(shape: _MutableShape, other: _MutableShape) -> None:
    for key, inner in other.items():
        _unite(shape.setdefault(key, {}), inner)


def deepest_first(renames: tuple[Rename, ...]) -> tuple[Rename, ...]:
    """The order to undo aliases in: a rename's path speaks of the answer as it came, its parents not yet renamed."""
    return tuple(sorted(renames, key=lambda rename: -_depth(rename.path)))


def _depth(path: ResponsePath) -> int:
    return sum(isinstance(element, KeyElement) for element in path)

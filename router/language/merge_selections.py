"""Fold selections of one response key, and fragments of one type, into one."""

from dataclasses import replace

from router.language.names import ResponseKey, TypeName
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet


def merge_selections(selection_set: SelectionSet) -> SelectionSet:
    """The document must be validated: selections of one response key have one name and equal arguments."""
    grouped: dict[tuple[str, ResponseKey | TypeName | None], list[Selection]] = {}
    for selection in selection_set:
        key = selection.response_key if isinstance(selection, Field) else selection.type_condition
        grouped.setdefault((type(selection).__name__, key), []).append(selection)
    return SelectionSet(tuple(_merge(group) for group in grouped.values()))


def _merge(group: list[Selection]) -> Selection:
    first = group[0]
    if isinstance(first, Field) and first.selection_set is None:
        return first
    inner = tuple(child for selection in group for child in selection.selection_set or ())
    merged = merge_selections(SelectionSet(inner))
    match first:
        case Field():
            return replace(first, selection_set=merged)
        case InlineFragment():
            return replace(first, selection_set=merged)

"""Fold selections of one response key, and fragments of one type, into one."""

from collections.abc import Hashable

from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet


def merge_selections(selection_set: SelectionSet) -> SelectionSet:
    """The document must be validated: selections of one response key have one name and equal arguments."""
    grouped: dict[Hashable, list[Selection]] = {}
    for selection in selection_set:
        grouped.setdefault(_group_of(selection), []).append(selection)
    return SelectionSet(tuple(_merge(group) for group in grouped.values()))


def _group_of(selection: Selection) -> Hashable:
    match selection:
        case Field(response_key=response_key):
            return response_key
        case InlineFragment(type_condition=condition, directives=directives):
            return (condition, directives)


def _merge(group: list[Selection]) -> Selection:
    first = group[0]
    if isinstance(first, Field) and first.selection_set is None:
        return first
    inner = tuple(child for selection in group for child in selection.selection_set or ())
    merged = merge_selections(SelectionSet(inner))
    match first:
        case Field():
            return first.selecting(merged)
        case InlineFragment():
            return first.selecting(merged)

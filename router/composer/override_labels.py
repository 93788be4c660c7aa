"""Labels of progressive overrides: an operation is planned with each of them set one way, everywhere alike."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from router.language.names import FieldName, TypeName
from router.language.selection_set import Field, SelectionSet
from router.query_graph.model import FieldMove, QueryGraph

MOST_LABELS_TOGETHER = 5
"""Up to so many labels in conditions, every combination is looked at. Beyond, each label is set against all others."""


def condition_settings(graph: QueryGraph) -> Iterator[Mapping[str, bool]]:
    """The settings of those labels on which keys, requirements and contexts depend; at least one, if empty."""
    labels = sorted(_condition_labels(graph))
    if len(labels) <= MOST_LABELS_TOGETHER:
        yield from (dict(zip(labels, values, strict=True)) for values in product((True, False), repeat=len(labels)))
        return
    for value in (True, False):
        yield dict.fromkeys(labels, value)
        yield from (dict.fromkeys(labels, value) | {label: not value} for label in labels)


def repeated_labels(graph: QueryGraph) -> frozenset[str]:
    """Those that choose for more than one field, so that a choice on a path binds what follows."""
    fields: dict[str, set[tuple[TypeName, FieldName]]] = {}
    for type_name, move, label in _labelled_moves(graph):
        fields.setdefault(label, set()).add((type_name, move.field_name))
    return frozenset(label for label, found in fields.items() if len(found) > 1)


def _condition_labels(graph: QueryGraph) -> frozenset[str]:
    labelled = list(_labelled_moves(graph))
    if not labelled:
        return frozenset()
    names = frozenset(_field_names(_conditions(graph)))
    return frozenset(label for _, move, label in labelled if move.field_name in names)


def _labelled_moves(graph: QueryGraph) -> Iterator[tuple[TypeName, FieldMove, str]]:
    for node in graph.nodes.values():
        for move in node.moves.values():
            if move.override is not None:
                yield node.type_name, move, move.override.label


def _conditions(graph: QueryGraph) -> Iterator[SelectionSet]:
    for key_moves in graph.key_moves.values():
        yield from (move.key for move in key_moves)
    for move in (move for node in graph.nodes.values() for move in node.moves.values()):
        if move.requires:
            yield move.requires
        yield from (argument.selection_set for argument in move.context_arguments)


def _field_names(selection_sets: Iterable[SelectionSet]) -> Iterator[FieldName]:
    for selection_set in selection_sets:
        for selection in selection_set:
            if isinstance(selection, Field):
                yield selection.name
            if selection.selection_set:
                yield from _field_names([selection.selection_set])

"""Labels of progressive overrides: an operation is planned with each of them set one way, everywhere alike."""

from collections.abc import Iterator, Mapping
from itertools import product

from router.language.names import FieldName, TypeName
from router.language.selection_set import Field, SelectionSet
from router.query_graph.build import named_type
from router.query_graph.model import QueryGraph

MOST_LABELS_TOGETHER = 3
"""Up to so many labels in conditions, every combination is looked at. Beyond, each label is set against all others."""

Coordinate = tuple[TypeName, FieldName]


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
    fields: dict[str, set[Coordinate]] = {}
    for coordinate, label in _labelled_fields(graph):
        fields.setdefault(label, set()).add(coordinate)
    return frozenset(label for label, found in fields.items() if len(found) > 1)


def _condition_labels(graph: QueryGraph) -> frozenset[str]:
    labelled = frozenset(_labelled_fields(graph))
    if not labelled:
        return frozenset()
    named = frozenset(
        coordinate for type_name, condition in _conditions(graph) for coordinate in _fields(graph, type_name, condition)
    )
    return frozenset(label for coordinate, label in labelled if coordinate in named)


def _labelled_fields(graph: QueryGraph) -> Iterator[tuple[Coordinate, str]]:
    for node in graph.nodes.values():
        for move in node.moves.values():
            if move.override is not None:
                yield (node.type_name, move.field_name), move.override.label


def _conditions(graph: QueryGraph) -> Iterator[tuple[TypeName, SelectionSet]]:
    """What is selected to enter a subgraph, and of which type."""
    for type_name, key_moves in graph.key_moves.items():
        yield from ((type_name, move.key) for move in key_moves)
    setters = [definition for definition in graph.supergraph.types.values() if definition.contexts]
    for node in graph.nodes.values():
        for move in node.moves.values():
            if move.requires:
                yield node.type_name, move.requires
            for argument in move.context_arguments:
                setting = (definition for definition in setters if argument.context in definition.contexts)
                yield from ((definition.name, argument.selection_set) for definition in setting)


def _fields(graph: QueryGraph, type_name: TypeName, selection_set: SelectionSet) -> Iterator[Coordinate]:
    """As the type itself has them, the types behind it, and the interface objects that may stand for it."""
    for selection in selection_set:
        if not isinstance(selection, Field):
            yield from _fields(graph, selection.type_condition or type_name, selection.selection_set)
            continue
        for name in _related_types(graph, type_name):
            yield name, selection.name
        field = graph.supergraph.types[type_name].fields.get(selection.name)
        if field is not None and selection.selection_set:
            yield from _fields(graph, named_type(field.type), selection.selection_set)


def _related_types(graph: QueryGraph, type_name: TypeName) -> Iterator[TypeName]:
    yield type_name
    for concrete in graph.possible_types.get(type_name, ()):
        yield concrete
        for interfaces in graph.supergraph.types[concrete].interfaces.values():
            yield from interfaces

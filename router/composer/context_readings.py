"""What contextual fields read of the objects above them, over the whole query graph."""

from collections.abc import Mapping
from dataclasses import dataclass

from router.language.names import TypeName
from router.language.selection_set import SelectionSet
from router.query_graph.model import QueryGraph

ContextReading = tuple[str, SelectionSet]
"""A context's name in the supergraph, and what is selected of the object that sets it."""


@dataclass(frozen=True, slots=True)
class ContextReadings:
    readings: tuple[ContextReading, ...]
    setters: Mapping[str, tuple[TypeName, ...]]
    """The types that set each context, which may be abstract."""


def context_readings(graph: QueryGraph) -> ContextReadings:
    moves = (move for node in graph.nodes.values() for move in node.moves.values())
    arguments = (argument for move in moves for argument in move.context_arguments)
    readings = tuple(dict.fromkeys((argument.context, argument.selection_set) for argument in arguments))
    types = graph.supergraph.types.values()
    names = dict.fromkeys(name for name, _ in readings)
    return ContextReadings(
        readings, {name: tuple(found.name for found in types if name in found.contexts) for name in names}
    )

"""Tell the node lookup which types to look among, where the operation can show no other.

An operation that selects nothing of a node but fragments on types asks about these types alone. To look among all, to
answer an object without fields, would be a request to every subgraph that has nodes.
"""

import json
from collections.abc import Iterable
from dataclasses import replace

from router.language.names import TypeName
from router.language.selection_set import Argument, Field, InlineFragment, Selection, SelectionSet
from router.query_graph.model import QueryGraph
from router.supergraph.model import FieldDefinition
from router.supergraph.node_fields import AMONG, NODE, NODE_FIELDS, NODE_LOOKUP


def name_node_types(selection_set: SelectionSet, graph: QueryGraph, root_type: TypeName) -> SelectionSet:
    """For the root fields of a query, each response key once."""
    if NODE_LOOKUP not in graph.supergraph.endpoints:
        return selection_set
    fields = graph.supergraph.types[root_type].fields
    return SelectionSet(
        tuple(
            _named(selection, fields.get(selection.name), graph) if isinstance(selection, Field) else selection
            for selection in selection_set
        )
    )


def _named(field: Field, definition: FieldDefinition | None, graph: QueryGraph) -> Field:
    if field.name not in NODE_FIELDS or definition is None or NODE_LOOKUP not in definition.joins:
        return field
    types = _types_of(field.selection_set or (), graph)
    if types is None or types >= graph.possible_types[NODE]:
        return field
    among = Argument(AMONG, json.dumps(sorted(types)))
    return replace(field, arguments=(*field.arguments, among))


def _types_of(selections: Iterable[Selection], graph: QueryGraph) -> frozenset[TypeName] | None:
    """The types for which anything is selected; None for all."""
    found: frozenset[TypeName] = frozenset()
    count = 0
    for selection in selections:
        count += 1
        types = None
        if isinstance(selection, InlineFragment):
            condition = selection.type_condition
            inside = graph.possible_types.get(condition, frozenset()) if condition else None
            types = _types_of(selection.selection_set, graph) if inside is None else inside
        if types is None:
            return None
        found |= types
    return found if count else None

"""Tell the node lookup which types to look among, where the operation can show no other.

An operation that selects nothing of a node but fragments on types asks about these types alone. To look among all, to
answer an object without fields, would be a request to every subgraph that has nodes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from router.language.names import ResponseKey, TypeName
from router.language.operation_kind import OperationKind
from router.language.selection_set import Argument, Field, InlineFragment, Selection, SelectionSet
from router.planner.operation import Operation
from router.query_graph.model import QueryGraph
from router.supergraph.node_fields import AMONG, NODE, NODE_FIELDS, NODE_LOOKUP


def name_node_types(planned: SelectionSet, operation: Operation, graph: QueryGraph) -> SelectionSet:
    """For the root fields of a query; `planned` is its selection set as it is to be planned."""
    if NODE_LOOKUP not in graph.supergraph.endpoints or operation.kind is not OperationKind.QUERY:
        return planned
    fields = graph.supergraph.types[operation.root_type].fields
    selected: dict[ResponseKey, list[Selection]] = {}
    for field in _root_fields(operation.selection_set):
        if field.name in NODE_FIELDS and field.name in fields and NODE_LOOKUP in fields[field.name].joins:
            selected.setdefault(field.response_key, []).extend(field.selection_set or ())
    types = {key: _types_of(selections, graph) for key, selections in selected.items()}
    limited = {key: each for key, each in types.items() if each is not None and not each >= graph.possible_types[NODE]}
    return _named(planned, limited) if limited else planned


def _root_fields(selection_set: SelectionSet) -> Iterator[Field]:
    for selection in selection_set:
        match selection:
            case Field():
                yield selection
            case InlineFragment(selection_set=inner):
                yield from _root_fields(inner)


def _named(selection_set: SelectionSet, limited: Mapping[ResponseKey, frozenset[TypeName]]) -> SelectionSet:
    selections: list[Selection] = []
    for selection in selection_set:
        match selection:
            case Field(response_key=key, arguments=arguments) if key in limited:
                among = Argument(AMONG, json.dumps(sorted(limited[key])))
                selections.append(replace(selection, arguments=(*arguments, among)))
            case Field():
                selections.append(selection)
            case InlineFragment(selection_set=inner):
                selections.append(replace(selection, selection_set=_named(inner, limited)))
    return SelectionSet(tuple(selections))


def _types_of(selections: Iterable[Selection], graph: QueryGraph) -> frozenset[TypeName] | None:
    """The types for which anything is selected; None for all."""
    found: frozenset[TypeName] = frozenset()
    for selection in selections:
        types = None
        if isinstance(selection, InlineFragment):
            condition = selection.type_condition
            inside = graph.possible_types.get(condition, frozenset()) if condition else None
            types = _types_of(selection.selection_set, graph) if inside is None else inside
        if types is None:
            return None
        found |= types
    return found

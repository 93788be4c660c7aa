"""A finished group of the fetch graph -> the plan node that the executor runs, with the document to send.

The fetches of a group at several paths become parts of one request. Those that select the same and send the same become
one part, so that an entity which several paths reach is asked about once. Parts are told apart by their response keys
and variables; what they select stands under keys of their own and cannot conflict.
"""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import assert_never

from router.language.names import FieldName, ResponseKey
from router.language.operation_kind import OperationKind
from router.language.selection_set import Argument, Field, InlineFragment, Selection, SelectionSet, print_selection_set
from router.language.used_variables import variables_in
from router.planner.fetch_graph import FetchGroup, GroupRequirement
from router.planner.operation import Operation, VariableDefinition
from router.planner.separate_conflicts import separate_conflicts
from router.query_graph.model import Node, QueryGraph
from router.query_plan import (
    ENTITIES,
    REPRESENTATIONS,
    BatchNode,
    BatchPart,
    ContextNode,
    ContextVariable,
    FetchNode,
    FlattenNode,
    ParallelNode,
    PlanNode,
    Requirement,
)

MAX_PARTS = 30
"""`_entities` fields in one request. Too low: more requests. Too high: documents that subgraphs refuse, because they
limit aliases or what one request may cost."""

REPRESENTATIONS_TYPE = "[_Any!]!"

_NOT_IN_A_NAME = re.compile(r"\W")


@dataclass(slots=True)
class FetchNodes:
    """Makes the fetch nodes of one operation, numbering their names."""

    operation: Operation
    graph: QueryGraph
    made: int = 0
    variable: str = field(init=False)
    """What variables of representations are called: a name that none of the client's begins with."""

    def __post_init__(self) -> None:
        self.variable = REPRESENTATIONS
        while any(definition.name.startswith(self.variable) for definition in self.operation.variables):
            self.variable = f"_{self.variable}"

    def plan_node(self, group: FetchGroup) -> PlanNode:
        """One request for the group and its companions, or a few where that would hold too many parts."""
        if group.contexts:
            return ContextNode(FlattenNode(group.path, self.of(group)), _contexts_of(group))
        if not group.companions:
            return self._part(group, [])
        parts = self._parts((group, *group.companions))
        batches = [self._batch(parts[start : start + MAX_PARTS]) for start in range(0, len(parts), MAX_PARTS)]
        return batches[0] if len(batches) == 1 else ParallelNode(tuple(batches))

    def of(self, group: FetchGroup, kind: OperationKind = OperationKind.QUERY) -> FetchNode:
        node: Node | None = self.graph.nodes[group.subgraph, group.root_type] if group.root_type else None
        separated = separate_conflicts(group.tree.freeze(), node, self.graph, group.subgraph)
        selection_set = separated.selection_set
        sent = selection_set if node is not None else SelectionSet((_entities(None, self.variable, selection_set),))
        name = self._operation_name(group)
        used = tuple(variable for variable in _variables(selection_set) if variable not in group.contexts)
        given = [VariableDefinition(self.variable, REPRESENTATIONS_TYPE)] if node is None else []
        given += [VariableDefinition(variable.name, variable.type) for variable in _contexts_of(group)]
        return FetchNode(
            subgraph=group.subgraph,
            operation=self._document(kind, name, sent, given, used),
            operation_kind=kind,
            operation_name=name,
            variable_names=used,
            requires=tuple(_requirement(requirement) for requirement in group.requirements),
            renames=separated.renames,
            has_custom_scalars=separated.has_custom_scalars,
            selection_set=selection_set,
            representations_variable=self.variable,
        )

    def _parts(self, groups: Iterable[FetchGroup]) -> list[PlanNode]:
        alike: dict[Hashable, list[FetchGroup]] = {}
        for group in groups:
            alike.setdefault(_asks(group), []).append(group)
        return [self._part(first, rest) for first, *rest in alike.values()]

    def _part(self, first: FetchGroup, rest: list[FetchGroup]) -> PlanNode:
        fetch = self.of(first)
        return FlattenNode(first.path, fetch, tuple(group.path for group in rest)) if first.path else fetch

    def _batch(self, nodes: list[PlanNode]) -> PlanNode:
        parts = [
            BatchPart(ResponseKey(f"{ENTITIES}_{index}"), f"{self.variable}_{index}", node)
            for index, node in enumerate(nodes)
            if isinstance(node, FlattenNode)
        ]
        return BatchNode(self._batch_request(parts), tuple(parts)) if len(parts) > 1 else nodes[0]

    def _batch_request(self, parts: list[BatchPart]) -> FetchNode:
        fetches = [part.node.node for part in parts]
        sent = SelectionSet(
            tuple(_entities(part.response_key, part.variable, part.node.node.selection_set) for part in parts)
        )
        used = _variables(SelectionSet(tuple(s for fetch in fetches for s in fetch.selection_set)))
        kind, name = OperationKind.QUERY, fetches[0].operation_name
        return FetchNode(
            subgraph=fetches[0].subgraph,
            operation=self._document(
                kind, name, sent, [VariableDefinition(part.variable, REPRESENTATIONS_TYPE) for part in parts], used
            ),
            operation_kind=kind,
            operation_name=name,
            variable_names=used,
            has_custom_scalars=any(fetch.has_custom_scalars for fetch in fetches),
            selection_set=sent,
        )

    def _operation_name(self, group: FetchGroup) -> str | None:
        number, self.made = self.made, self.made + 1
        if self.operation.name is None:
            return None
        return f"{self.operation.name}__{_NOT_IN_A_NAME.sub('_', group.subgraph)}__{number}"

    def _document(
        self,
        kind: OperationKind,
        name: str | None,
        selection_set: SelectionSet,
        given: list[VariableDefinition],
        used: tuple[str, ...],
    ) -> str:
        """`given` are variables of the router's own, `used` are the client's."""
        declared = {definition.name: definition for definition in self.operation.variables}
        definitions = [*given, *(declared[variable] for variable in used)]
        head = f"({','.join(map(str, definitions))})" if definitions else ""
        body = print_selection_set(selection_set)
        if not head and name is None and kind is OperationKind.QUERY:
            return body
        return f"{kind.value}{' ' + name if name else ''}{head}{body}"


def _requirement(requirement: GroupRequirement) -> Requirement:
    return Requirement(
        type_names=requirement.type_names,
        selection_set=requirement.selection_set,
        representation_type=requirement.representation_type,
        nullable=requirement.required_only,
    )


def _contexts_of(group: FetchGroup) -> tuple[ContextVariable, ...]:
    return tuple(group.contexts[name] for name in sorted(group.contexts))


def _entities(response_key: ResponseKey | None, variable: str, selection_set: SelectionSet) -> Field:
    sent = Argument("representations", f"${variable}", frozenset((variable,)))
    return Field(FieldName(ENTITIES), response_key, (sent,), selection_set)


def _variables(selection_set: SelectionSet) -> tuple[str, ...]:
    return tuple(sorted(set(variables_in(selection_set))))


def _asks(group: FetchGroup) -> Hashable:
    """Equal where two groups send and select the same, in whatever order."""
    return frozenset(group.requirements), _unordered(group.tree.freeze())


def _unordered(selection_set: SelectionSet) -> frozenset[tuple[Selection, Hashable]]:
    return frozenset(_without_order(selection) for selection in selection_set)


def _without_order(selection: Selection) -> tuple[Selection, Hashable]:
    match selection:
        case Field(selection_set=inner):
            return selection.selecting(None), _unordered(inner) if inner is not None else None
        case InlineFragment(selection_set=inner):
            return selection.selecting(SelectionSet()), _unordered(inner)
        case _:
            assert_never(selection)

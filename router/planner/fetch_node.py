"""A finished group of the fetch graph -> the fetch node that the executor runs, with the document to send."""

import re
from dataclasses import dataclass

from router.language.operation_kind import OperationKind
from router.language.selection_set import SelectionSet, print_selection_set
from router.language.used_variables import variables_in
from router.planner.fetch_graph import FetchGroup, GroupRequirement
from router.planner.operation import Operation, VariableDefinition
from router.planner.separate_conflicts import separate_conflicts
from router.query_graph.model import Node, QueryGraph
from router.query_plan import REPRESENTATIONS, FetchNode, Requirement

_NOT_IN_A_NAME = re.compile(r"\W")


@dataclass(slots=True)
class FetchNodes:
    """Makes the fetch nodes of one operation, numbering their names."""

    operation: Operation
    graph: QueryGraph
    made: int = 0

    def of(self, group: FetchGroup, kind: OperationKind = OperationKind.QUERY) -> FetchNode:
        node: Node | None = self.graph.nodes[group.subgraph, group.root_type] if group.root_type else None
        separated = separate_conflicts(group.tree.freeze(), node, self.graph, group.subgraph)
        selection_set = separated.selection_set
        definitions = {definition.name: definition for definition in self.operation.variables}
        used = sorted(set(variables_in(selection_set)))
        name = self._operation_name(group)
        return FetchNode(
            subgraph=group.subgraph,
            operation=_document(kind, name, selection_set, [definitions[v] for v in used], bool(group.requirements)),
            operation_kind=kind,
            operation_name=name,
            variable_names=tuple(used),
            requires=tuple(_requirement(requirement) for requirement in group.requirements),
            renames=separated.renames,
            has_custom_scalars=separated.has_custom_scalars,
            selection_set=selection_set,
        )

    def _operation_name(self, group: FetchGroup) -> str | None:
        number, self.made = self.made, self.made + 1
        if self.operation.name is None:
            return None
        return f"{self.operation.name}__{_NOT_IN_A_NAME.sub('_', group.subgraph)}__{number}"


def _requirement(requirement: GroupRequirement) -> Requirement:
    return Requirement(
        type_names=requirement.type_names,
        selection_set=requirement.selection_set,
        representation_type=requirement.representation_type,
        nullable=requirement.required_only,
    )


def _document(
    kind: OperationKind, name: str | None, selection_set: SelectionSet, used: list[VariableDefinition], entities: bool
) -> str:
    definitions = list(map(str, used))
    body = print_selection_set(selection_set)
    if entities:
        definitions.insert(0, f"${REPRESENTATIONS}:[_Any!]!")
        body = f"{{_entities(representations:${REPRESENTATIONS}){body}}}"
    head = f"({','.join(definitions)})" if definitions else ""
    if not head and name is None and kind is OperationKind.QUERY:
        return body
    return f"{kind.value}{' ' + name if name else ''}{head}{body}"

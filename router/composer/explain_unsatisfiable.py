"""Why no subgraph could help to get a field: one sentence for each that was tried."""

from collections.abc import Iterator

from router.composer.reachability import Locations, Reachability
from router.language.names import FieldName, SubgraphName, TypeName
from router.language.selection_set import print_field_set
from router.query_graph.model import FieldMove, KeyMove, NodeId


def explain(
    reachability: Reachability, type_name: TypeName, field_name: FieldName, reached: Locations
) -> tuple[tuple[SubgraphName, ...], list[str]]:
    """The subgraphs that were tried, and why each did not help, those first where the object already is."""
    explanation = _Explanation(reachability, type_name, field_name, reached)
    here = dict.fromkeys(location.node[0] for location in sorted(reached, key=lambda found: found.node))
    elsewhere = dict.fromkeys(node[0] for node in explanation.other_nodes())
    reasons = [reason for subgraph in here for reason in explanation.reasons_here(subgraph)]
    reasons += [reason for node in explanation.other_nodes() for reason in explanation.reasons_elsewhere(node)]
    return (*here, *(name for name in elsewhere if name not in here)), reasons


class _Explanation:
    def __init__(
        self, reachability: Reachability, type_name: TypeName, field_name: FieldName, reached: Locations
    ) -> None:
        self.reachability = reachability
        self.graph = reachability.graph
        self.type_name = type_name
        self.field_name = field_name
        self.reached = reached

    def reasons_here(self, subgraph: SubgraphName) -> Iterator[str]:
        moves = [move for found in self.reached if found.node[0] == subgraph and (move := self._move_at(found.node))]
        if not moves:
            yield f'"{subgraph}" has the object, but no field "{self.field_name}" on it.'
        for move in moves:
            yield f'"{subgraph}" {self._why_unusable(move)}.'

    def other_nodes(self) -> list[NodeId]:
        """Where the field is, and the object is not."""
        at = {location.node for location in self.reached}
        others = (node for node in self.graph.nodes.values() if node.id not in at)
        return [
            node.id
            for node in others
            if self.type_name in node.runtime_types and self.field_name in node.moves and self._is_own(node.id)
        ]

    def reasons_elsewhere(self, node_id: NodeId) -> Iterator[str]:
        subgraph, name = node_id
        entries = [move for move in self.graph.key_moves.get(self.type_name, ()) if move.target == node_id]
        move = self._move_at(node_id)
        if not entries:
            yield (
                f'"{subgraph}" has the field, but cannot be entered: it has no resolvable @key on "{name}". '
                "Add one, or let the field be resolved where the object is."
            )
        for entry in entries:
            yield self._why_not_entered(subgraph, entry)
        if move is not None and move.is_external:
            yield f'"{subgraph}" {self._why_unusable(move)}.'

    def _why_not_entered(self, subgraph: SubgraphName, entry: KeyMove) -> str:
        lacking = self.reachability.unresolved_in(self.type_name, entry.key, self.reached)
        origins = " and ".join(f'"{name}"' for name in sorted({found.node[0] for found in self.reached}))
        fields = ", ".join(f'"{name}"' for name in lacking)
        key = print_field_set(entry.key)
        if not lacking:
            return f'"{subgraph}" can be entered by its @key(fields: "{key}") only once the object\'s type is known.'
        return f'"{subgraph}" can be entered by its @key(fields: "{key}"), but {fields} cannot be had from {origins}.'

    def _why_unusable(self, move: FieldMove) -> str:
        if move.is_external:
            return f'declares "{self.field_name}" as @external, so it does not resolve it here'
        missing = self.reachability.missing_contexts(move)
        if missing:
            needed = ", ".join(f'"{found.name}" from the context "{found.context}"' for found in missing)
            return f"takes {needed}, which no object above on this path sets, or whose value cannot be had there"
        if move.context_arguments and not move.requires:
            return "takes a value from a context, but has no resolvable @key by which to send it"
        if move.requires:
            lacking = self.reachability.unresolved_in(self.type_name, move.requires, self.reached)
            required = f'@requires(fields: "{print_field_set(move.requires)}")'
            if lacking:
                fields = ", ".join(f'"{name}"' for name in lacking)
                return f"resolves it with {required}, but {fields} cannot be had on this path"
            return f"resolves it with {required}, but has no resolvable @key by which to send what is required"
        return f'resolves "{self.field_name}" only while the label of a progressive override is set one way'

    def _move_at(self, node_id: NodeId) -> FieldMove | None:
        return self.graph.nodes[node_id].moves.get(self.field_name)

    def _is_own(self, node_id: NodeId) -> bool:
        """The object type itself, or an interface object that stands for it."""
        return node_id[1] == self.type_name or self.graph.nodes[node_id].is_interface_object

"""Which field moves can be taken at a node, given what was provided on the way and which override labels are active."""

from collections.abc import Iterator

from router.language.names import TYPENAME, FieldName, TypeName
from router.language.selection_set import Field, InlineFragment, SelectionSet
from router.query_graph.model import FieldMove, Node, QueryGraph
from router.supergraph.model import TypeKind


class Moves:
    """Answers for one planning; remembers what it worked out."""

    def __init__(self, graph: QueryGraph, active_labels: frozenset[str] = frozenset()) -> None:
        self.graph = graph
        self.active_labels = active_labels
        self._uniform: dict[tuple[Node, FieldName, SelectionSet | None], FieldMove | None] = {}

    def local(self, node: Node, provided: SelectionSet | None, name: FieldName) -> FieldMove | None:
        """The move along a field, if this subgraph can resolve it for every object at this node."""
        if node.kind is TypeKind.UNION:
            return None
        if node.kind is TypeKind.INTERFACE and not node.is_interface_object:
            return self._interface_move(node, provided, name)
        move = self.declared(node, name)
        if move is None or move.requires is not None or move.context_arguments:
            return None
        return move if not move.is_external or self.provides(node.type_name, provided, name) else None

    def requiring(self, node: Node, name: FieldName) -> FieldMove | None:
        """The move along a field that needs more than a key: required fields, or values from above."""
        move = self.declared(node, name)
        if move is None or move.is_external:
            return None
        return move if move.requires is not None or move.context_arguments else None

    def declared(self, node: Node, name: FieldName) -> FieldMove | None:
        move = node.moves.get(name)
        if move is None or move.override is None:
            return move
        return move if (move.override.label in self.active_labels) is move.override.is_active else None

    def _interface_move(self, node: Node, provided: SelectionSet | None, name: FieldName) -> FieldMove | None:
        key = (node, name, provided)
        if key not in self._uniform:
            self._uniform[key] = self._find_interface_move(node, provided, name)
        return self._uniform[key]

    def _find_interface_move(self, node: Node, provided: SelectionSet | None, name: FieldName) -> FieldMove | None:
        move = self.declared(node, name)
        if move is None or (move.is_external and not self.provides(node.type_name, provided, name)):
            return None
        for type_name in node.runtime_types:
            member = self.graph.nodes[node.subgraph, type_name]
            if self.local(member, self.narrow_provided(provided, type_name), name) is None:
                return None
        return move

    def provides(self, type_name: TypeName, provided: SelectionSet | None, name: FieldName) -> bool:
        return any(field.name == name for field in self._provided_fields(provided, type_name))

    def provided_below(
        self, provided: SelectionSet | None, type_name: TypeName, move: FieldMove
    ) -> SelectionSet | None:
        """What is provided at the end of a move: what the move provides, and what was provided along it before."""
        selections = list(move.provides or ())
        for field in self._provided_fields(provided, type_name):
            if field.name == move.field_name:
                selections.extend(field.selection_set or ())
        return SelectionSet(tuple(selections)) if selections else None

    def narrow_provided(self, provided: SelectionSet | None, type_name: TypeName) -> SelectionSet | None:
        fields = tuple(self._provided_fields(provided, type_name))
        return SelectionSet(fields) if fields else None

    def _provided_fields(self, provided: SelectionSet | None, type_name: TypeName) -> Iterator[Field]:
        for selection in provided or ():
            match selection:
                case Field():
                    yield selection
                case InlineFragment(type_condition=condition, selection_set=inner):
                    if condition is None or self.covers(condition, type_name):
                        yield from self._provided_fields(inner, type_name)

    def covers(self, condition: TypeName, type_name: TypeName) -> bool:
        """Does every object of `type_name` satisfy the type condition?"""
        possible = self.graph.possible_types
        return condition == type_name or possible.get(type_name, frozenset()) <= possible.get(condition, frozenset())

    def is_supertype(self, condition: TypeName, type_name: TypeName) -> bool:
        """Is the condition this type, or an abstract type that it declares to belong to?"""
        if condition == type_name:
            return True
        definition = self.graph.supergraph.types[type_name]
        if any(condition in interfaces for interfaces in definition.interfaces.values()):
            return True
        union = self.graph.supergraph.types[condition]
        return any(type_name in members for members in union.members.values())

    def can_narrow_to_abstract(self, node: Node, condition: TypeName, types: frozenset[TypeName]) -> Node | None:
        """The node of an abstract type, if `... on` it in this subgraph finds all objects that the supergraph would."""
        target = self.graph.nodes.get((node.subgraph, condition))
        if target is None or target.is_interface_object or node.is_interface_object or not node.is_abstract:
            return None
        wanted = node.runtime_types & types & self.graph.possible_types.get(condition, frozenset())
        return target if wanted and wanted <= target.runtime_types else None


def typename_field() -> Field:
    return Field(TYPENAME)

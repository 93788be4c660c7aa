"""The selection to send where one subgraph can answer all of it without leaving.

Fields are asked on an interface where the subgraph can resolve them for all of its objects, and are expanded into
the concrete types otherwise. A type that the subgraph does not know is left out: it never returns one.
"""

from collections.abc import Iterator

from router.language.names import TYPENAME, TypeName
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet
from router.planner.deferral import part_of
from router.planner.moves import Moves, typename_field
from router.query_graph.build import named_type
from router.query_graph.model import FieldMove, Node

_Key = tuple[tuple[str, str], SelectionSet | None, int, TypeName, frozenset[TypeName]]


class _NotLocal(Exception):
    pass


class LocalSelections:
    """Answers for one planning; remembers what it worked out."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves
        self._graph = moves.graph
        self._known: dict[_Key, tuple[SelectionSet, SelectionSet | None]] = {}

    def of_field(self, node: Node, provided: SelectionSet | None, move: FieldMove, field: Field) -> Field | None:
        """The field with its selection set as this subgraph is asked for it, or None if it cannot answer all of it."""
        try:
            return self._followed(node, provided, move, field, node.type_name)
        except _NotLocal:
            return None

    def of_selection_set(
        self,
        node: Node,
        provided: SelectionSet | None,
        selection_set: SelectionSet,
        type_name: TypeName,
        types: frozenset[TypeName],
    ) -> SelectionSet | None:
        """The same for what is selected of a value at a node; `type_name` is the supergraph's type of the value."""
        key = (node.id, provided, id(selection_set), type_name, types)
        if key not in self._known:
            try:
                found = self._selected(node, provided, selection_set, type_name, types)
            except _NotLocal:
                found = None
            self._known[key] = (selection_set, found)  # holding the selection set keeps its id its own
        return self._known[key][1]

    def _selected(
        self,
        node: Node,
        provided: SelectionSet | None,
        selection_set: SelectionSet,
        type_name: TypeName,
        types: frozenset[TypeName],
    ) -> SelectionSet:
        selections: dict[Selection, None] = {}
        if self._graph.supergraph.types[type_name].is_abstract and not node.is_interface_object:
            selections[typename_field()] = None
        for selection in selection_set:
            match selection:
                case Field():
                    selections.update(dict.fromkeys(self._field(node, provided, selection, types)))
                case InlineFragment():
                    if part_of(selection) is not None:
                        raise _NotLocal  # what is deferred is not asked together with what is not
                    selections.update(dict.fromkeys(self._fragment(node, provided, selection, type_name, types)))
        if not selections:
            if node.is_interface_object:
                raise _NotLocal
            selections[typename_field()] = None
        return SelectionSet(tuple(selections))

    def _field(
        self, node: Node, provided: SelectionSet | None, field: Field, types: frozenset[TypeName]
    ) -> Iterator[Selection]:
        if field.name == TYPENAME:
            if node.is_interface_object:
                raise _NotLocal
            yield field
            return
        move = self.moves.local(node, provided, field.name)
        if move is not None:
            yield self._followed(node, provided, move, field, node.type_name)
        elif node.is_abstract and not node.is_interface_object:
            for type_name in sorted(node.runtime_types & types):
                yield self._narrowed(node, provided, type_name, SelectionSet((field,)))
        else:
            raise _NotLocal

    def _followed(
        self, node: Node, provided: SelectionSet | None, move: FieldMove, field: Field, parent_type: TypeName
    ) -> Field:
        if field.selection_set is None:
            return field
        if move.target is None:
            raise _NotLocal
        definition = self._graph.supergraph.types[parent_type].fields[field.name]
        child_type = named_type(definition.type)
        inner = self.of_selection_set(
            self._graph.nodes[move.target],
            self.moves.provided_below(provided, node.type_name, move),
            field.selection_set,
            child_type,
            self._graph.possible_types.get(child_type, frozenset()),
        )
        if inner is None:
            raise _NotLocal
        return Field(field.name, field.alias, field.arguments, inner, field.directives)

    def _fragment(
        self,
        node: Node,
        provided: SelectionSet | None,
        fragment: InlineFragment,
        type_name: TypeName,
        types: frozenset[TypeName],
    ) -> Iterator[Selection]:
        condition = fragment.type_condition
        if condition is None or self.moves.is_supertype(condition, type_name):
            yield from self._without_typename(node, provided, fragment.selection_set, type_name, types)
            return
        if node.is_interface_object:
            raise _NotLocal
        inner_types = types & node.runtime_types & self._graph.possible_types.get(condition, frozenset())
        target = self.moves.can_narrow_to_abstract(node, condition, types)
        if target is not None and condition not in inner_types:
            inner = self.of_selection_set(target, provided, fragment.selection_set, condition, inner_types)
            if inner is not None:
                yield InlineFragment(condition, inner)
                return
        for concrete in sorted(inner_types):
            yield self._narrowed(node, provided, concrete, fragment.selection_set)

    def _without_typename(
        self,
        node: Node,
        provided: SelectionSet | None,
        selection_set: SelectionSet,
        type_name: TypeName,
        types: frozenset[TypeName],
    ) -> Iterator[Selection]:
        for selection in selection_set:
            match selection:
                case Field():
                    yield from self._field(node, provided, selection, types)
                case InlineFragment():
                    if part_of(selection) is not None:
                        raise _NotLocal
                    yield from self._fragment(node, provided, selection, type_name, types)

    def _narrowed(
        self, node: Node, provided: SelectionSet | None, type_name: TypeName, selection_set: SelectionSet
    ) -> InlineFragment:
        member = self._graph.nodes[node.subgraph, type_name]
        inner = self.of_selection_set(
            member,
            self.moves.narrow_provided(provided, type_name),
            selection_set,
            type_name,
            frozenset((type_name,)),
        )
        if inner is None:
            raise _NotLocal
        return InlineFragment(type_name, inner)

"""Find every useful way to fetch each part of an operation.

The operation is walked from its roots with the set of graph paths that can be at each position. A part that one
subgraph can answer whole becomes a goal there and is not walked further. Where it cannot, the paths are continued:
along a field inside their subgraph, or into another subgraph by a key. What an entry sends (key and required fields)
is found by the same walk, so that keys may themselves need other entries first; such conditions are settled at once,
the cheapest way, and travel with the entry.

Fields of abstract types are asked on the abstract type where a subgraph can answer for all of its objects, and are
expanded into concrete types otherwise. Where several subgraphs could lead to an abstract value, only object types
that all of them know are asked for.

The walk is bounded: paths to the same node are pruned to the few with the fewest fetches in sequence, entries are
made breadth first and once for each position, and a requirement that needs itself is given up.
"""

from collections.abc import Iterator, Sequence

from router.language.merge_selections import merge_selections
from router.language.names import TYPENAME, FieldName, ResponseKey, TypeName
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet
from router.planner.choose_paths import choose_paths, cost_of
from router.planner.graph_path import Candidate, Entry, Goal, GraphPath, Representation
from router.planner.local_selection import LocalSelections
from router.planner.moves import Moves, typename_field
from router.planner.places import Position
from router.query_graph.build import named_type
from router.query_graph.model import FieldMove, KeyMove, Node, NodeId, QueryGraph
from router.supergraph.model import TypeKind

MAX_PATHS_PER_NODE = 4
"""Alternatives kept for one node at one position. Too low: a shared fetch may be missed. Too high: slow planning."""

Paths = Sequence[GraphPath]


class NoPath(Exception):
    """A field cannot be reached from the paths at hand."""

    def __init__(self, type_name: TypeName, field_name: FieldName) -> None:
        super().__init__(f"No subgraph can be asked for {type_name}.{field_name} here.")


class PathFinder:
    """The state of one planning."""

    def __init__(self, graph: QueryGraph, active_labels: frozenset[str] = frozenset()) -> None:
        self.graph = graph
        self.moves = Moves(graph, active_labels)
        self.local = LocalSelections(self.moves)
        self._entries: dict[tuple[object, ...], Entry] = {}
        self._reached: dict[tuple[object, ...], dict[NodeId, GraphPath]] = {}
        self._required: set[tuple[object, ...]] = set()

    def goals(self, position: Position, selection_set: SelectionSet, paths: Paths, may_jump: bool = True) -> list[Goal]:
        """What to fetch for a selection set, from any of these paths.

        Without `may_jump` other subgraphs are entered only below this position, not at it. Raises `NoPath`.
        """
        found: list[Goal] = []
        for selection in selection_set:
            match selection:
                case Field():
                    found += self._field(position, selection, paths, may_jump)
                case InlineFragment():
                    found += self._fragment(position, selection, paths, may_jump)
        return found

    # Fields

    def _field(self, position: Position, field: Field, paths: Paths, may_jump: bool) -> list[Goal]:
        if field.name == TYPENAME:
            return self._typename(position, field, paths, may_jump)
        if field.selection_set is None:
            return self._leaf(position, field, paths, may_jump)
        return self._composite(position, field, field.selection_set, paths, may_jump)

    def _typename(self, position: Position, field: Field, paths: Paths, may_jump: bool) -> list[Goal]:
        knowing = [path for path in paths if not path.node.is_interface_object]
        if not knowing and may_jump:
            knowing = self._paths_that_know_the_type(position, paths)
        if not knowing:
            raise NoPath(position.type_name, TYPENAME)
        return [Goal(position, field, tuple(Candidate(path, field) for path in knowing))]

    def _leaf(self, position: Position, field: Field, paths: Paths, may_jump: bool) -> list[Goal]:
        direct = [path for path, _ in self._direct(field, paths)]
        if not direct and self._is_abstract(position):
            expanded = self._try_expand(position, field, paths)
            if expanded is not None:
                return expanded
        if not direct and may_jump:
            direct = _shallowest([path for path, _ in self._jumped(position, field, paths)])
        if direct:
            return [Goal(position, field, tuple(Candidate(path, field) for path in direct))]
        if self._is_abstract(position):
            return self._expand(position, field, paths, may_jump)
        raise NoPath(position.type_name, field.name)

    def _composite(
        self, position: Position, field: Field, inner: SelectionSet, paths: Paths, may_jump: bool
    ) -> list[Goal]:
        direct = self._direct(field, paths)
        whole = self._whole(field, direct)
        if whole and (len(direct) == 1 or not self._is_uneven(position.type_name, field)):
            return [Goal(position, field, whole)]
        if not direct and self._is_abstract(position):
            expanded = self._try_expand(position, field, paths)
            if expanded is not None:
                return expanded
        options = [*direct, *self._jumped(position, field, paths)] if may_jump else direct
        if not options:
            if self._is_abstract(position):
                return self._expand(position, field, paths, may_jump)
            raise NoPath(position.type_name, field.name)
        whole = self._whole(field, options)
        if len(whole) == len(options) == 1:
            return [Goal(position, field, whole)]
        children = _prune([self._followed(path, move, field) for path, move in options])
        return self._children(self._child_position(position, field), inner, children)

    def _children(self, position: Position, inner: SelectionSet, paths: Paths) -> list[Goal]:
        found: list[Goal] = []
        knowing = tuple(path for path in paths if not path.node.is_interface_object)
        if self._is_abstract(position) and knowing:
            found.append(Goal(position, typename_field(), tuple(Candidate(p, typename_field()) for p in knowing)))
        found += self.goals(position, inner, paths)
        if not found:
            # Only fragments that never match: the object itself is still wanted, to be null or {}.
            presence = Field(TYPENAME, ResponseKey("_kumiki_presence"))
            found.append(Goal(position, presence, tuple(Candidate(path, presence) for path in paths)))
        return found

    def _direct(self, field: Field, paths: Paths) -> list[tuple[GraphPath, FieldMove]]:
        moves = ((path, self.moves.local(path.node, path.provided, field.name)) for path in paths)
        return [(path, move) for path, move in moves if move is not None]

    def _whole(self, field: Field, options: Sequence[tuple[GraphPath, FieldMove]]) -> tuple[Candidate, ...]:
        asked = ((path, self.local.of_field(path.node, path.provided, move, field)) for path, move in options)
        return tuple(Candidate(path, selection) for path, selection in asked if selection is not None)

    def _followed(self, path: GraphPath, move: FieldMove, field: Field) -> GraphPath:
        assert move.target is not None  # noqa: S101 - a field with a selection set is of a composite type
        provided = self.moves.provided_below(path.provided, path.node.type_name, move)
        return path.follow(field, self.graph.nodes[move.target], provided)

    def _child_position(self, position: Position, field: Field) -> Position:
        definition = self.graph.supergraph.types[position.type_name].fields[field.name]
        type_name = named_type(definition.type)
        types = self.graph.possible_types.get(type_name, frozenset())
        return position.child(field.response_key, type_name, definition.type.count("["), types)

    # Abstract types

    def _is_abstract(self, position: Position) -> bool:
        return self.graph.supergraph.types[position.type_name].is_abstract

    def _is_uneven(self, type_name: TypeName, field: Field) -> bool:
        """Does the selection pass an abstract type whose object types differ between subgraphs?"""
        definition = self.graph.supergraph.types[type_name].fields.get(field.name)
        if definition is None:
            return False
        child = named_type(definition.type)
        return child in self.graph.uneven_types or self._has_uneven_below(child, field.selection_set)

    def _has_uneven_below(self, type_name: TypeName, selection_set: SelectionSet | None) -> bool:
        for selection in selection_set or ():
            match selection:
                case Field():
                    if self._is_uneven(type_name, selection):
                        return True
                case InlineFragment(type_condition=condition, selection_set=inner):
                    if self._has_uneven_below(condition or type_name, inner):
                        return True
        return False

    def _try_expand(self, position: Position, field: Field, paths: Paths) -> list[Goal] | None:
        try:
            return self._expand(position, field, paths, may_jump=False)
        except NoPath:
            return None

    def _expand(self, position: Position, field: Field, paths: Paths, may_jump: bool) -> list[Goal]:
        """Ask for a field of an abstract type on each concrete type instead."""
        fragment = SelectionSet((field,))
        return self._on_each_type(position, position.types, fragment, paths, may_jump)

    def _fragment(self, position: Position, fragment: InlineFragment, paths: Paths, may_jump: bool) -> list[Goal]:
        condition, inner = fragment.type_condition, fragment.selection_set
        if condition is None or self.moves.is_supertype(condition, position.type_name):
            return self.goals(position, inner, paths, may_jump)
        types = position.types & self.graph.possible_types.get(condition, frozenset())
        if self.graph.supergraph.types[condition].is_abstract and types:
            narrowed = self._narrowed_to_abstract(paths, condition, position.types)
            if narrowed:
                return self.goals(position.narrow(condition, types), inner, narrowed, may_jump)
        return self._on_each_type(position, types, inner, paths, may_jump)

    def _narrowed_to_abstract(self, paths: Paths, condition: TypeName, types: frozenset[TypeName]) -> list[GraphPath]:
        nodes = ((path, self.moves.can_narrow_to_abstract(path.node, condition, types)) for path in paths)
        narrowed = [path.narrow(node, path.provided) for path, node in nodes if node is not None]
        return narrowed if len(narrowed) == len(paths) else []

    def _on_each_type(
        self, position: Position, types: frozenset[TypeName], inner: SelectionSet, paths: Paths, may_jump: bool
    ) -> list[Goal]:
        knowing: Paths = [path for path in paths if not path.node.is_interface_object]
        found: list[Goal] = []
        if not knowing and types:
            knowing = self._paths_that_know_the_type(position, paths) if may_jump else ()
            if not knowing:
                raise NoPath(position.type_name, TYPENAME)
            found += self._typename(position, typename_field(), knowing, may_jump)
        for path in knowing:
            types &= path.node.runtime_types
        for type_name in sorted(types):
            narrowed = [self._narrowed(path, type_name) for path in knowing]
            found += self.goals(position.narrow(type_name, frozenset((type_name,))), inner, narrowed, may_jump)
        return found

    def _narrowed(self, path: GraphPath, type_name: TypeName) -> GraphPath:
        if path.node.type_name == type_name:
            return path
        node = self.graph.nodes[path.node.subgraph, type_name]
        return path.narrow(node, self.moves.narrow_provided(path.provided, type_name))

    def _paths_that_know_the_type(self, position: Position, paths: Paths) -> list[GraphPath]:
        """For objects that came from interface objects: enter a subgraph that has the real interface."""
        reached = (self._reach(position, path) for path in paths)
        knowing = [path for nodes in reached for path in nodes.values() if not path.node.is_interface_object]
        return _shallowest(knowing)

    # Entries into other subgraphs

    def _jumped(self, position: Position, field: Field, paths: Paths) -> list[tuple[GraphPath, FieldMove]]:
        found: list[tuple[GraphPath, FieldMove]] = []
        targets = self._targets(position, field.name)
        plain = frozenset(
            node.id for node in targets if self.moves.local(node, None, field.name) is not None
        ) - frozenset(path.node.id for path in paths)
        if plain:
            for path in self._reach_any(position, plain, paths):
                move = self.moves.local(path.node, path.provided, field.name)
                if move is not None:
                    found.append((path, move))
        for node in targets:
            move = self.moves.requiring(node, field.name)
            if move is not None:
                found += ((path, move) for path in self._enter_with_requirement(position, node, move, paths))
        return found

    def _targets(self, position: Position, field_name: FieldName) -> list[Node]:
        """Nodes that could be entered at this position and declare the field."""
        key_moves = self.graph.key_moves.get(position.type_name, ())
        ids = list(dict.fromkeys(move.target for move in key_moves))
        if self._is_nested_root(position):
            ids = [node.id for node in self._query_roots()]
        nodes = [self.graph.nodes[node_id] for node_id in ids]
        definition = self.graph.supergraph.types[position.type_name].fields.get(field_name)
        if definition is not None and definition.joins:
            # The type's own definition wins over what an interface object gives to the interface.
            own = [node for node in nodes if node.type_name == position.type_name]
            return [node for node in own if field_name in node.moves]
        return [node for node in nodes if field_name in node.moves]

    def _query_roots(self) -> tuple[Node, ...]:
        query_type = self.graph.supergraph.schema.query_type
        return (
            tuple(
                self.graph.nodes[subgraph, TypeName(query_type.name)]
                for subgraph in self.graph.supergraph.endpoints
                if query_type is not None and (subgraph, query_type.name) in self.graph.nodes
            )
            if query_type is not None
            else ()
        )

    def _is_nested_root(self, position: Position) -> bool:
        query_type = self.graph.supergraph.schema.query_type
        return query_type is not None and position.type_name == query_type.name and bool(position.path)

    def _reach_any(self, position: Position, targets: frozenset[NodeId], paths: Paths) -> list[GraphPath]:
        """Paths to any of the targets: in one step where that works, else by way of other subgraphs."""
        if self._is_nested_root(position):
            return [self._enter_root(position, self.graph.nodes[target], paths) for target in sorted(targets)]
        found: list[GraphPath] = []
        for path in paths:
            reached = self._reach(position, path)
            found += (reached[target] for target in reached if target in targets)
        if not found and len(paths) > 1:
            reached = self._reach(position, *paths)
            found += (reached[target] for target in reached if target in targets)
        return _prune(found)

    def _enter_root(self, position: Position, node: Node, paths: Paths) -> GraphPath:
        goal = Goal(position, typename_field(), tuple(Candidate(path, typename_field()) for path in paths))
        conditions = choose_paths((goal,))
        key = (position, node.id, conditions[0].candidate.path.entry)
        entry = self._entries.setdefault(key, Entry(node, position, None, conditions))
        return GraphPath(entry, node)

    def _reach(self, position: Position, *sources: GraphPath) -> dict[NodeId, GraphPath]:
        """Every node that can be entered at this position, by the fewest fetches in sequence."""
        memo_key = (position, *(source.identity for source in sources))
        if memo_key in self._reached:
            return self._reached[memo_key]
        reached: dict[NodeId, GraphPath] = {}
        known = list(sources)
        key_moves = self._key_moves(position, sources)
        occupied = {source.node.id for source in sources}
        while True:
            fresh: dict[NodeId, GraphPath] = {}
            for key_move in key_moves:
                if key_move.target in occupied:
                    continue
                path = self._try_enter(position, key_move, known)
                if path is not None and _is_better(path, fresh.get(key_move.target)):
                    fresh[key_move.target] = path
            if not fresh:
                break
            reached.update(fresh)
            occupied.update(fresh)
            known.extend(fresh.values())
        self._reached[memo_key] = reached
        return reached

    def _key_moves(self, position: Position, sources: Paths) -> tuple[KeyMove, ...]:
        type_names = {source.node.type_name for source in sources}
        if len(type_names) == 1 and self._is_abstract(position):
            (type_name,) = type_names
            if self.graph.supergraph.types[type_name].kind is TypeKind.OBJECT:
                return self.graph.key_moves.get(type_name, ())
        return self.graph.key_moves.get(position.type_name, ())

    def _try_enter(self, position: Position, key_move: KeyMove, sources: Paths) -> GraphPath | None:
        try:
            return self._enter(position, key_move, None, sources)
        except NoPath:
            return None

    def _enter_with_requirement(
        self, position: Position, node: Node, move: FieldMove, paths: Paths
    ) -> Iterator[GraphPath]:
        guard = (position.base, node.id, move.field_name)
        if guard in self._required:
            return
        self._required.add(guard)
        try:
            for path in paths:
                entered = self._enter_any_key(position, node, move, (path,))
                if entered is not None:
                    yield entered
        finally:
            self._required.discard(guard)

    def _enter_any_key(self, position: Position, node: Node, move: FieldMove, sources: Paths) -> GraphPath | None:
        best: GraphPath | None = None
        for key_move in self._key_moves(position, sources):
            if key_move.target != node.id:
                continue
            try:
                path = self._enter(position, key_move, move, sources)
            except NoPath:
                continue
            if _is_better(path, best):
                best = path
        return best

    def _enter(self, position: Position, key_move: KeyMove, requiring: FieldMove | None, sources: Paths) -> GraphPath:
        node = self.graph.nodes[key_move.target]
        representation = self._representation(position, key_move, requiring, sources)
        condition: list[Selection] = list(representation.selection_set)
        if representation.representation_type is None and any(not s.node.is_interface_object for s in sources):
            condition.insert(0, typename_field())
        goals = self.goals(position, SelectionSet(tuple(condition)), sources, may_jump=requiring is not None)
        conditions = choose_paths(goals)
        sent = str(representation.selection_set)
        entries = frozenset(choice.candidate.path.entry for choice in conditions)
        key = (position, node.id, sent, representation.representation_type, entries)
        if key not in self._entries:
            self._entries[key] = Entry(node, position, representation, conditions)
        return GraphPath(self._entries[key], node)

    def _representation(
        self, position: Position, key_move: KeyMove, requiring: FieldMove | None, sources: Paths
    ) -> Representation:
        key_set, required = key_move.key, requiring.requires if requiring is not None else None
        placed = position.place.place_internal(key_set)
        if required:
            placed = merge_selections(SelectionSet((*placed, *position.place.place_internal(required))))
        key_names = {s.name for s in key_set if isinstance(s, Field)}
        required_names = {s.name for s in required or () if isinstance(s, Field)}
        return Representation(
            placed,
            key_move.representation_type or self._type_of_interface_object(position, sources),
            frozenset(required_names - key_names),
        )

    def _type_of_interface_object(self, position: Position, sources: Paths) -> TypeName | None:
        if self._is_abstract(position) and all(source.node.is_interface_object for source in sources):
            return sources[0].node.type_name
        return None


def _is_better(path: GraphPath, other: GraphPath | None) -> bool:
    return other is None or cost_of(path.entry.closure) < cost_of(other.entry.closure)


def _shallowest(paths: list[GraphPath]) -> list[GraphPath]:
    depth = min((path.entry.depth for path in paths), default=0)
    return _prune([path for path in paths if path.entry.depth == depth])


def _prune(paths: Sequence[GraphPath]) -> list[GraphPath]:
    """Keep the few best paths to each node, in the order found."""
    by_node: dict[object, list[GraphPath]] = {}
    for path in paths:
        same = by_node.setdefault((path.node.id, path.provided), [])
        if all(path.entry is not other.entry for other in same):
            same.append(path)
    kept: set[int] = set()
    for same in by_node.values():
        depth = min(path.entry.depth for path in same)
        shallow = [path for path in same if path.entry.depth == depth]
        kept.update(map(id, shallow[:MAX_PATHS_PER_NODE]))
    return [path for path in paths if id(path) in kept]

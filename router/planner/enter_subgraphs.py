"""Enter other subgraphs at a position: which can be entered, from what, and what must be in the response before.

What an entry sends (key and required fields) is found by the same walk that finds everything else, so that keys may
themselves need other entries first; such conditions are settled at once, the cheapest way, and travel with the entry.
Entries are made breadth first and once for each position; a requirement that needs itself is given up.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from router.language.merge_selections import merge_selections
from router.language.names import TYPENAME, FieldName, TypeName
from router.language.operation_kind import OperationKind
from router.language.selection_set import Field, Selection, SelectionSet
from router.planner.choose_paths import choose_paths, cost_of
from router.planner.contexts import ContextLevel, Contexts, with_type_name
from router.planner.graph_path import Candidate, Entry, Goal, GraphPath, Representation, paths_above
from router.planner.moves import typename_field
from router.planner.places import Position
from router.planner.prune_paths import prune_paths, shallowest
from router.query_graph.model import FieldMove, KeyMove, Node, NodeId, QueryGraph
from router.query_plan import ContextSource, ContextVariable
from router.supergraph.model import ContextArgument, TypeKind

Paths = Sequence[GraphPath]
FindGoals = Callable[[Position, SelectionSet, Paths, bool], list[Goal]]
"""What to fetch for a selection set, from any of these paths; the last says whether other subgraphs may be entered at
this position. Raises `NoPath`."""


class NoPath(Exception):
    """A field cannot be reached from the paths at hand."""

    def __init__(self, type_name: TypeName, field_name: FieldName) -> None:
        super().__init__(f"No subgraph can be asked for {type_name}.{field_name} here.")


def is_abstract(graph: QueryGraph, position: Position) -> bool:
    return graph.supergraph.types[position.type_name].is_abstract


@dataclass(frozen=True, slots=True)
class _ContextRead:
    """A variable that takes its values from above, and what to fetch for it."""

    variable: ContextVariable
    goals: list[Goal]


class SubgraphEntries:
    """The entries of one planning; equal ones are one."""

    def __init__(self, graph: QueryGraph, contexts: Contexts, find_goals: FindGoals, part: int) -> None:
        self.graph = graph
        self.part = part
        self.contexts = contexts
        self.find_goals = find_goals
        self._entries: dict[tuple[object, ...], Entry] = {}
        self._reached: dict[tuple[object, ...], dict[NodeId, GraphPath]] = {}
        self._required: set[tuple[object, ...]] = set()

    def paths_that_know_the_type(self, position: Position, paths: Paths) -> list[GraphPath]:
        """For objects that came from interface objects: enter a subgraph that has the real interface."""
        reached = (self._reach(position, path) for path in paths)
        knowing = [path for nodes in reached for path in nodes.values() if not path.node.is_interface_object]
        return shallowest(knowing)

    def targets(self, position: Position, field_name: FieldName) -> list[Node]:
        """Nodes that could be entered at this position and declare the field."""
        key_moves = self.graph.key_moves.get(position.type_name, ())
        ids = list(dict.fromkeys(move.target for move in key_moves))
        if self._is_nested_root(position):
            ids = [node.id for node in self._query_roots()]
        nodes = [self.graph.nodes[node_id] for node_id in ids]
        definition = self.graph.supergraph.types[position.type_name].fields.get(field_name)
        if definition is not None and any(not join.external for join in definition.joins.values()):
            # The type's own definition wins over what an interface object gives to the interface.
            own = [node for node in nodes if node.type_name == position.type_name]
            return [node for node in own if field_name in node.moves]
        return [node for node in nodes if field_name in node.moves]

    def _query_roots(self) -> tuple[Node, ...]:
        return self.graph.roots.get(OperationKind.QUERY, ())

    def _is_nested_root(self, position: Position) -> bool:
        return bool(position.path) and any(root.type_name == position.type_name for root in self._query_roots())

    def reach_any(self, position: Position, targets: frozenset[NodeId], paths: Paths) -> list[GraphPath]:
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
        return prune_paths(found)

    def _enter_root(self, position: Position, node: Node, paths: Paths) -> GraphPath:
        goal = Goal(position, typename_field(), tuple(Candidate(path, typename_field()) for path in paths))
        conditions = choose_paths((goal,))
        key = (position, node.id, conditions[0].candidate.path.entry)
        entry = self._entries.setdefault(key, Entry(node, position, None, conditions, part=self.part))
        return GraphPath(entry, node)

    def _reach(self, position: Position, *sources: GraphPath) -> dict[NodeId, GraphPath]:
        """Every node that can be entered at this position, by the fewest fetches in sequence."""
        memo_key = (position, *(source.identity for source in sources))
        if memo_key in self._reached:
            return self._reached[memo_key]
        reached: dict[NodeId, GraphPath] = {}
        known = list(sources)
        key_moves = self._key_moves(position, sources)
        occupied = {source.node.id for source in sources if not source.is_closed}
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
        if len(type_names) == 1 and is_abstract(self.graph, position):
            (type_name,) = type_names
            if self.graph.supergraph.types[type_name].kind is TypeKind.OBJECT:
                return self.graph.key_moves.get(type_name, ())
        return self.graph.key_moves.get(position.type_name, ())

    def _try_enter(self, position: Position, key_move: KeyMove, sources: Paths) -> GraphPath | None:
        try:
            return self._enter(position, key_move, None, sources)
        except NoPath:
            return None

    def enter_with_requirement(
        self, position: Position, node: Node, move: FieldMove, paths: Paths
    ) -> Iterator[GraphPath]:
        guard = (position.base, node.id, move.field_name)
        if guard in self._required:
            return
        self._required.add(guard)
        try:
            sources: list[Paths] = [(path,) for path in paths]
            if len(paths) > 1:
                sources.append(paths)  # what one lacks another may have fetched already
            for some in sources:
                entered = self._enter_any_key(position, node, move, some)
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
        sources = [source.opened() for source in sources]
        representation = self._representation(position, key_move, requiring, sources)
        condition: list[Selection] = list(representation.selection_set)
        if representation.representation_type is None and any(not s.node.is_interface_object for s in sources):
            condition.insert(0, typename_field())
        goals = self.find_goals(position, SelectionSet(tuple(condition)), sources, requiring is not None)
        read_above = self._context_reads(position, requiring, sources)
        for read in read_above:
            goals += read.goals
        conditions = choose_paths(goals)
        contexts = tuple(read.variable for read in read_above)
        sent = str(representation.selection_set)
        entries = frozenset(choice.candidate.path.entry for choice in conditions)
        key = (position, node.id, sent, representation.representation_type, entries, contexts)
        if key not in self._entries:
            self._entries[key] = Entry(node, position, representation, conditions, contexts, self.part)
        return GraphPath(self._entries[key], node)

    def _context_reads(self, position: Position, move: FieldMove | None, sources: Paths) -> "list[_ContextRead]":
        arguments = move.context_arguments if move is not None else ()
        return [self._context_read(position, move, argument, sources) for argument in arguments if move is not None]

    def _context_read(
        self, position: Position, move: FieldMove, argument: ContextArgument, sources: Paths
    ) -> "_ContextRead":
        goals: list[Goal] = []
        read_from: list[ContextSource] = []
        for level in self.contexts.levels(position, argument):
            placed = level.place()
            found = self._goals_above(position, level, with_type_name(level, placed), sources)
            goals += found
            read_from.append(level.source(placed))
        if not read_from:
            raise NoPath(position.type_name, move.field_name)
        return _ContextRead(self.contexts.variable(argument, tuple(read_from)), goals)

    def _goals_above(
        self, position: Position, level: ContextLevel, selection_set: SelectionSet, sources: Paths
    ) -> list[Goal]:
        above = level.position
        paths = [found for source in sources for found in paths_above(source, position.depth - above.depth)]
        if not above.path:
            paths += self._other_roots(above, paths)
        return self.find_goals(above, selection_set, prune_paths(paths), True)

    def _other_roots(self, root: Position, paths: Paths) -> Iterator[GraphPath]:
        """What the query type sets may be asked of other subgraphs; what a mutation returns is not asked for again."""
        roots = self._query_roots()
        if all(node.type_name != root.type_name for node in roots):
            raise NoPath(root.type_name, TYPENAME)
        for node in roots:
            if all(path.node is not node for path in paths):
                entry = self._entries.setdefault((root, node.id), Entry(node, root, None, (), part=self.part))
                yield GraphPath(entry, node)

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
        """Interface objects know no type to send. Where they stand for objects of one type, that one is known."""
        if not all(source.node.is_interface_object for source in sources):
            return None
        return sources[0].node.type_name if is_abstract(self.graph, position) else position.type_name


def _is_better(path: GraphPath, other: GraphPath | None) -> bool:
    return other is None or cost_of(path.entry.closure) < cost_of(other.entry.closure)

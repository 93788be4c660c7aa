"""Find every useful way to fetch each part of an operation.

The operation is walked from its roots with the set of graph paths that can be at each position. A part that one
subgraph can answer whole becomes a goal there and is not walked further. Where it cannot, the paths are continued:
along a field inside their subgraph, or into another subgraph by a key (enter_subgraphs.py).

Fields of abstract types are asked on the abstract type where a subgraph can answer for all of its objects, and are
expanded into concrete types otherwise. Where several subgraphs could lead to an abstract value, only object types
that all of them know are asked for. Paths to one node are pruned to the few with the fewest fetches in sequence, which
bounds the walk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from router.language.names import TYPENAME, ResponseKey, TypeName
from router.language.selection_set import Field, InlineFragment, SelectionSet
from router.planner.contexts import Contexts, with_context_arguments
from router.planner.deferral import part_of
from router.planner.enter_subgraphs import NoPath, Paths, SubgraphEntries, is_abstract
from router.planner.graph_path import Candidate, Entry, Goal, GraphPath
from router.planner.local_selection import LocalSelections
from router.planner.moves import Moves, typename_field
from router.planner.places import Position
from router.planner.prune_paths import prune_paths, shallowest
from router.query_graph.build import named_type
from router.query_graph.model import FieldMove, QueryGraph

IsHeld = Callable[[GraphPath, Field], bool]
"""Whether a field is fetched at the end of a path."""


def _nothing_is_held(_path: GraphPath, _field: Field) -> bool:
    return False


class PathFinder:
    """The state of one planning."""

    def __init__(
        self,
        graph: QueryGraph,
        active_labels: frozenset[str] = frozenset(),
        variables: frozenset[str] = frozenset(),
        part: int = 0,
        is_held: IsHeld = _nothing_is_held,
    ) -> None:
        """`variables` are the names of the client's, `part` is the part of the operation to find ways for, `is_held`
        tells what the parts around it fetch anyway."""
        self.is_held = is_held
        self.graph = graph
        self.moves = Moves(graph, active_labels)
        self.local = LocalSelections(self.moves)
        self.entries = SubgraphEntries(graph, Contexts(graph, self.moves, variables), self.goals, part)
        self.sites: list[DeferredSite] = []
        """Where the parts inside this one begin; they are for somebody else to find ways for."""

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
            knowing = self.entries.paths_that_know_the_type(position, paths)
        if not knowing:
            raise NoPath(position.type_name, TYPENAME)
        return [Goal(position, field, tuple(Candidate(path, field) for path in knowing))]

    def _leaf(self, position: Position, field: Field, paths: Paths, may_jump: bool) -> list[Goal]:
        held = [path for path in paths if path.is_closed and self.is_held(path, field)]
        if held:
            return [Goal(position, field, tuple(Candidate(path, field) for path in held))]
        direct = self._direct(field, paths)
        if not direct and is_abstract(self.graph, position):
            expanded = self._try_expand(position, field, paths)
            if expanded is not None:
                return expanded
        if not direct and may_jump:
            direct = self._shallowest_jumped(position, field, paths)
        elif may_jump:
            direct += self._jumped_beside(direct, position, field, paths)
        if direct:
            return [Goal(position, field, tuple(Candidate(step.path, step.field) for step in direct))]
        if is_abstract(self.graph, position):
            return self._expand(position, field, paths, may_jump)
        return self._leaf(position, field, self._reopened(position, field, paths, may_jump), may_jump)

    def _reopened(self, position: Position, field: Field, paths: Paths, may_jump: bool) -> Paths:
        """What is deferred and cannot be fetched later is fetched with what is not, and only told later."""
        if not may_jump or not any(path.is_closed for path in paths):
            raise NoPath(position.type_name, field.name)
        return [path.opened() for path in paths]

    def _composite(
        self, position: Position, field: Field, inner: SelectionSet, paths: Paths, may_jump: bool
    ) -> list[Goal]:
        within = self._try_within_held(position, field, inner, paths)
        if within is not None:
            return within
        direct = self._direct(field, paths)
        whole = self._whole(direct)
        if whole and not self._is_uneven(position.type_name, field):
            beside = self._jumped_beside(direct, position, field, paths) if may_jump else ()
            return [Goal(position, field, (*whole, *self._whole(beside)))]
        if whole and len(direct) == 1:
            return [Goal(position, field, whole)]
        if not direct and is_abstract(self.graph, position):
            expanded = self._try_expand(position, field, paths)
            if expanded is not None:
                return expanded
        options = [*direct, *self._jumped(position, field, paths)] if may_jump else direct
        if not options:
            if is_abstract(self.graph, position):
                return self._expand(position, field, paths, may_jump)
            return self._composite(position, field, inner, self._reopened(position, field, paths, may_jump), may_jump)
        whole = self._whole(options)
        if len(whole) == len(options) == 1:
            return [Goal(position, field, whole)]
        children = prune_paths([self._followed(step) for step in options])
        return self._children(self._child_position(position, field), inner, children)

    def _try_within_held(
        self, position: Position, field: Field, inner: SelectionSet, paths: Paths
    ) -> list[Goal] | None:
        """What comes later of an object that is fetched before is fetched for that object, not with it once more."""
        held = [path.opened() for path in paths if path.is_closed and self.is_held(path, field)]
        children = [self._followed(step).closed() for step in self._direct(field, held)]
        if not children:
            return None
        sites = len(self.sites)
        try:
            return self._children(self._child_position(position, field), inner, children)
        except NoPath:
            del self.sites[sites:]
            return None

    def _children(self, position: Position, inner: SelectionSet, paths: Paths) -> list[Goal]:
        found: list[Goal] = []
        knowing = tuple(path for path in paths if not path.node.is_interface_object)
        if is_abstract(self.graph, position) and knowing:
            found.append(Goal(position, typename_field(), tuple(Candidate(p, typename_field()) for p in knowing)))
        found += self.goals(position, inner, paths)
        if not found:
            # Only fragments that never match: the object itself is still wanted, to be null or {}.
            presence = Field(TYPENAME, ResponseKey("_kumiki_presence"))
            found.append(Goal(position, presence, tuple(Candidate(path, presence) for path in paths)))
        return found

    def _direct(self, field: Field, paths: Paths) -> "list[_Step]":
        moves = ((path, self.moves.local(path.node, path.provided, field.name)) for path in paths if not path.is_closed)
        return [_Step(path, move, field) for path, move in moves if move is not None]

    def _whole(self, options: "Sequence[_Step]") -> tuple[Candidate, ...]:
        asked = (
            (step.path, self.local.of_field(step.path.node, step.path.provided, step.move, step.field))
            for step in options
        )
        return tuple(Candidate(path, selection) for path, selection in asked if selection is not None)

    def _followed(self, step: "_Step") -> GraphPath:
        path, move = step.path, step.move
        assert move.target is not None  # noqa: S101 - a field with a selection set is of a composite type
        provided = self.moves.provided_below(path.provided, path.node.type_name, move)
        return path.follow(step.field, self.graph.nodes[move.target], provided)

    def _child_position(self, position: Position, field: Field) -> Position:
        definition = self.graph.supergraph.types[position.type_name].fields[field.name]
        type_name = named_type(definition.type)
        types = self.graph.possible_types.get(type_name, frozenset())
        return position.child(field.response_key, type_name, definition.type.count("["), types)

    # Abstract types

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
        sites = len(self.sites)
        try:
            return self._expand(position, field, paths, may_jump=False)
        except NoPath:
            del self.sites[sites:]
            return None

    def _expand(self, position: Position, field: Field, paths: Paths, may_jump: bool) -> list[Goal]:
        """Ask for a field of an abstract type on each concrete type instead."""
        fragment = SelectionSet((field,))
        return self._on_each_type(position, position.types, fragment, paths, may_jump)

    def _fragment(self, position: Position, fragment: InlineFragment, paths: Paths, may_jump: bool) -> list[Goal]:
        condition, inner = fragment.type_condition, fragment.selection_set
        part = part_of(fragment)
        if part is not None:
            self.sites.append(DeferredSite(part, position, inner, tuple(paths)))
            return []
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
            knowing = self.entries.paths_that_know_the_type(position, paths) if may_jump else ()
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

    def _jumped_beside(
        self, direct: "Sequence[_Step]", position: Position, field: Field, paths: Paths
    ) -> "list[_Step]":
        """Where some of the paths have a field, leaving the others for it may cost less than coming by one that has it.

        Not into a subgraph that can be asked for it without waiting for as much.
        """
        if len(direct) == len(paths) or any(path.is_closed for path in paths):
            return []
        having = [step.path for step in direct]
        jumped = self._shallowest_jumped(position, field, [path for path in paths if path not in having])
        return [step for step in jumped if not any(_waits_for_less(path.entry, step.path.entry) for path in having)]

    def _shallowest_jumped(self, position: Position, field: Field, paths: Paths) -> "list[_Step]":
        jumped = self._jumped(position, field, paths) if paths else []
        kept = shallowest([step.path for step in jumped])
        return [step for step in jumped if step.path in kept]

    def _jumped(self, position: Position, field: Field, paths: Paths) -> "list[_Step]":
        found: list[_Step] = []
        targets = self.entries.targets(position, field.name)
        plain = frozenset(
            node.id for node in targets if self.moves.local(node, None, field.name) is not None
        ) - frozenset(path.node.id for path in paths if not path.is_closed)
        if plain:
            for path in self.entries.reach_any(position, plain, paths):
                move = self.moves.local(path.node, path.provided, field.name)
                if move is not None:
                    found.append(_Step(path, move, field))
        for node in targets:
            move = self.moves.requiring(node, field.name)
            if move is not None:
                for path in self.entries.enter_with_requirement(position, node, move, paths):
                    found.append(_Step(path, move, _as_asked(field, move, path)))
        return found


@dataclass(frozen=True, slots=True)
class DeferredSite:
    """A place at which a part of the operation begins that is answered later."""

    part: int
    position: Position
    selection_set: SelectionSet
    paths: tuple[GraphPath, ...]
    """By which the part around it can come there."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A field that can be followed at the end of a path, as its subgraph is asked for it."""

    path: GraphPath
    move: FieldMove
    field: Field


def _waits_for_less(entry: Entry, other: Entry) -> bool:
    return entry.subgraph == other.subgraph and entry.closure - {entry} < other.closure - {other}


def _as_asked(field: Field, move: FieldMove, path: GraphPath) -> Field:
    if not move.context_arguments:
        return field
    names = (argument.name for argument in move.context_arguments)
    return with_context_arguments(field, tuple(zip(names, path.entry.contexts, strict=True)))

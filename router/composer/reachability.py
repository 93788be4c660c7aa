"""From where in a query graph which fields can be had.

An object is *at* a location when a subgraph can be asked for its fields. From one location others are reached by
keys, if the key's fields can be had from where the object already is. What can be reached does not depend on the
way that led here, so it is computed once per object type and location.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from router.composer.context_readings import ContextReading, ContextReadings, context_readings
from router.composer.growing_answers import GrowingAnswers
from router.language.names import TYPENAME, FieldName, TypeName
from router.language.selection_set import EMPTY, Field, InlineFragment, SelectionSet
from router.query_graph.model import FieldMove, KeyMove, NodeId, QueryGraph
from router.supergraph.model import ContextArgument


@dataclass(frozen=True, slots=True)
class Location:
    """An object as one subgraph knows it."""

    node: NodeId
    """The object's type, or the name of an interface object."""

    provided: SelectionSet = EMPTY
    """External fields that are there all the same, because of a `@provides` on the way."""


Locations = frozenset[Location]
NO_LABELS: Mapping[str, bool] = {}


@dataclass(frozen=True, slots=True)
class UsableField:
    """A field that can be asked for, and where its value then is."""

    location: Location
    move: FieldMove
    target: Location | None
    """None for scalars and enums."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """Where can an object be brought to?"""

    inside: "Reachability"
    type_name: TypeName
    start: Location

    def grow(self, known: Locations) -> Locations:
        return self.inside.extend(self.type_name, known)


@dataclass(frozen=True, slots=True)
class _Require:
    """Can a field with requirements be asked for at the location?"""

    inside: "Reachability"
    type_name: TypeName
    location: Location
    field_name: FieldName
    at: Locations

    def grow(self, known: Locations) -> Locations:
        return known or self.inside.require(self.type_name, self.location, self.field_name, self.at)


@dataclass(frozen=True, slots=True)
class _Read:
    """Can what a context selects be had of an object that is at these locations?"""

    inside: "Reachability"
    type_name: TypeName
    reading: ContextReading
    at: Locations

    def grow(self, known: Locations) -> Locations:
        return known or (self.at if self.inside.can_resolve(self.type_name, self.reading[1], self.at) else frozenset())


_Question = _Reach | _Require | _Read


class _Family:
    """Reachability below different objects, whose answers depend on each other."""

    def __init__(self) -> None:
        self.by_given: dict[frozenset[ContextReading], Reachability] = {}
        self.answers: GrowingAnswers[_Question, Location] = GrowingAnswers(lambda question, known: question.grow(known))


class Reachability:
    """Answers and remembers; the query graph does not change."""

    def __init__(
        self,
        graph: QueryGraph,
        labels: Mapping[str, bool] = NO_LABELS,
        given: frozenset[ContextReading] = frozenset(),
        contexts: ContextReadings | None = None,
        family: "_Family | None" = None,
    ) -> None:
        """`labels` are decided, others may be set either way; `given` can be read of the objects above."""
        self.graph = graph
        self.labels = labels
        self.given = given
        self.contexts = contexts or context_readings(graph)
        self._family = family or _Family()
        self._family.by_given[given] = self
        roots = (nodes for nodes in graph.roots.values() if nodes)
        self._roots = {nodes[0].type_name: frozenset(Location(node.id) for node in nodes) for nodes in roots}
        self._reached: dict[tuple[TypeName, Location], Locations] = {}
        self._narrowed: dict[Locations, dict[TypeName, Locations]] = {}

    @property
    def times_asked(self) -> int:
        """How often an answer was looked for, here and below any other object."""
        return self._family.answers.times_asked

    def reach(self, type_name: TypeName, locations: Iterable[Location]) -> Locations:
        """Everywhere that an object can be brought to, by one or several keys."""
        parts = {self._reach_from(type_name, location) for location in locations}
        return parts.pop() if len(parts) == 1 else frozenset().union(*parts)

    def usable_fields(self, type_name: TypeName, field_name: FieldName, at: Iterable[Location]) -> list[UsableField]:
        """The ways to ask for a field of an object that is, or can be brought, to these locations."""
        at = frozenset(at)
        found = (self._usable_field(type_name, field_name, location, at) for location in at)
        return [usable for usable in found if usable is not None]

    def can_resolve(self, type_name: TypeName, selection_set: SelectionSet, at: Iterable[Location]) -> bool:
        """Whether everything in a field set can be had of an object that is at these locations."""
        at = frozenset(at)
        return all(self._can_select(type_name, selection, at) for selection in selection_set)

    def unresolved_in(self, type_name: TypeName, selection_set: SelectionSet, at: Iterable[Location]) -> list[str]:
        """The outermost selections of a field set that cannot be had."""
        at = frozenset(at)
        lacking = [selection for selection in selection_set if not self._can_select(type_name, selection, at)]
        return [selection.name if isinstance(selection, Field) else "..." for selection in lacking]

    def narrow(self, targets: Iterable[Location]) -> dict[TypeName, Locations]:
        """What object types a value may have, and where an object of each then is."""
        targets = frozenset(targets)
        if targets not in self._narrowed:
            self._narrowed[targets] = self._narrow(targets)
        return self._narrowed[targets]

    def below(self, type_name: TypeName, at: Iterable[Location]) -> "Reachability":
        """The same for the objects below one that is, or can be brought, to these locations."""
        if not self.contexts.readings:
            return self
        at = frozenset(at)
        given = frozenset(found for found in self.contexts.readings if self._gives(type_name, found, at))
        known = self._family.by_given.get(given)
        return known or Reachability(self.graph, self.labels, given, self.contexts, self._family)

    def _gives(self, type_name: TypeName, reading: ContextReading, at: Locations) -> bool:
        """The nearest object that sets a context decides, also where it cannot give the value."""
        if not self._sets(type_name, reading):
            return reading in self.given
        # What is selected cannot itself depend on the selection.
        return bool(self._family.answers.ask(_Read(self, type_name, reading, at)))

    def _sets(self, type_name: TypeName, reading: ContextReading) -> bool:
        context, selection_set = reading
        return any(self._satisfies(type_name, setter) for setter in self.contexts.setters[context]) and any(
            isinstance(selection, Field) or self._satisfies(type_name, selection.type_condition)
            for selection in selection_set
        )

    def _narrow(self, targets: Locations) -> dict[TypeName, Locations]:
        narrowed: dict[TypeName, set[Location]] = {}
        for target in targets:
            for runtime_type in self.graph.nodes[target.node].runtime_types:
                narrowed.setdefault(runtime_type, set()).add(self._as_type(target, runtime_type))
        return {name: frozenset(narrowed[name]) for name in sorted(narrowed)}

    def key_moves(self, location: Location) -> tuple[KeyMove, ...]:
        return self.graph.key_moves.get(location.node[1], ())

    def _as_type(self, location: Location, runtime_type: TypeName) -> Location:
        """An interface object stays what it is: its subgraph does not know the object's type."""
        subgraph, node_type = location.node
        provided = SelectionSet(tuple(self._provided_for(location.provided, runtime_type)))
        if node_type == runtime_type or self.graph.nodes[location.node].is_interface_object:
            return Location(location.node, provided)
        return Location((subgraph, runtime_type), provided)

    def _provided_for(self, provided: SelectionSet, runtime_type: TypeName) -> Iterator[Field]:
        for selection in provided:
            match selection:
                case Field():
                    yield selection
                case InlineFragment(type_condition=condition, selection_set=inner):
                    if self._satisfies(runtime_type, condition):
                        yield from self._provided_for(inner, runtime_type)

    def _satisfies(self, runtime_type: TypeName, condition: TypeName | None) -> bool:
        return condition is None or runtime_type in self.graph.possible_types.get(condition, (condition,))

    def _reach_from(self, type_name: TypeName, start: Location) -> Locations:
        if type_name in self._roots:
            return self._roots[type_name]
        question = (type_name, start)
        if question not in self._reached:
            found = self._family.answers.ask(_Reach(self, type_name, start), frozenset((start,)))
            if self._family.answers.is_settled:
                self._reached[question] = found
            return found
        return self._reached[question]

    def extend(self, type_name: TypeName, known: Locations) -> Locations:
        """With all key moves that can be taken."""
        reached = set(known)
        while self._extend(type_name, reached):
            pass
        return frozenset(reached)

    def _extend(self, type_name: TypeName, reached: set[Location]) -> bool:
        """Take every key move that can be taken now; False where none leads to a new place."""
        nodes = {location.node for location in reached}
        added = False
        for location in sorted(reached, key=attrgetter("node")):
            for move in self.key_moves(location):
                target = self._entered(move, type_name)
                if target is None or target.node in nodes:
                    continue
                if self.can_resolve(type_name, move.key, reached):
                    reached.add(target)
                    nodes.add(target.node)
                    added = True
        return added

    def _entered(self, move: KeyMove, type_name: TypeName) -> Location | None:
        """Where an object of this type is after the move; None where that subgraph does not know the type."""
        node = self.graph.nodes.get(move.target)
        if node is None or type_name not in node.runtime_types:
            return None
        return self._as_type(Location(move.target), type_name)

    def _usable_field(
        self, type_name: TypeName, field_name: FieldName, location: Location, at: Locations
    ) -> UsableField | None:
        move = self.graph.nodes[location.node].moves.get(field_name)
        if move is None:
            return None
        provided = _provided_field(location.provided, field_name)
        if move.is_external and provided is None:
            return None
        if (
            move.override
            and self.labels.get(move.override.label, move.override.is_active) is not move.override.is_active
        ):
            return None
        if (move.requires or move.context_arguments) and not self._can_require(type_name, location, move, at):
            return None
        return UsableField(location, move, _target_of(move, provided))

    def _can_require(self, type_name: TypeName, location: Location, move: FieldMove, at: Locations) -> bool:
        """The subgraph is entered again by a key, with what is required beside it in the representation."""
        if self.missing_contexts(move):
            return False
        return bool(self._family.answers.ask(_Require(self, type_name, location, move.field_name, at)))

    def require(self, type_name: TypeName, location: Location, field_name: FieldName, at: Locations) -> Locations:
        """The location, if a field with requirements can be asked for there."""
        requires = self.graph.nodes[location.node].moves[field_name].requires or EMPTY
        can_enter = self._can_enter_again(type_name, location, at)
        return frozenset((location,) if can_enter and self.can_resolve(type_name, requires, at) else ())

    def missing_contexts(self, move: FieldMove) -> list[ContextArgument]:
        """The arguments that no object above gives."""
        return [found for found in move.context_arguments if (found.context, found.selection_set) not in self.given]

    def _can_enter_again(self, type_name: TypeName, location: Location, at: Locations) -> bool:
        moves = (move for origin in at for move in self.key_moves(origin))
        entering = (move for move in moves if self._enters(move, type_name, location))
        return any(self.can_resolve(type_name, move.key, at) for move in entering)

    def _enters(self, move: KeyMove, type_name: TypeName, location: Location) -> bool:
        target = self._entered(move, type_name)
        return target is not None and target.node == location.node

    def _can_select(self, type_name: TypeName, selection: Field | InlineFragment, at: Locations) -> bool:
        match selection:
            case InlineFragment(type_condition=condition, selection_set=inner):
                return not self._satisfies(type_name, condition) or self.can_resolve(type_name, inner, at)
            case Field(name=name, selection_set=inner):
                return name == TYPENAME or self._can_select_field(type_name, name, inner, at)

    def _can_select_field(
        self, type_name: TypeName, field_name: FieldName, inner: SelectionSet | None, at: Locations
    ) -> bool:
        usable = self.usable_fields(type_name, field_name, at)
        if not usable or inner is None:
            return bool(usable)
        targets = [found.target for found in usable if found.target is not None]
        inside = self.below(type_name, at)
        narrowed = self.narrow(targets).items()
        return all(inside.can_resolve(name, inner, inside.reach(name, locations)) for name, locations in narrowed)


def _provided_field(provided: SelectionSet, field_name: FieldName) -> Field | None:
    """Several selections of one field are read as one."""
    found = [selection for selection in provided if isinstance(selection, Field) and selection.name == field_name]
    if len(found) < 2:
        return found[0] if found else None
    selections = tuple(inner for field in found for inner in field.selection_set or ())
    return Field(field_name, selection_set=SelectionSet(selections))


def _target_of(move: FieldMove, provided: Field | None) -> Location | None:
    if move.target is None:
        return None
    selections = (*(move.provides or ()), *((provided.selection_set or ()) if provided else ()))
    return Location(move.target, SelectionSet(selections))

"""What the cheapest plan of an operation costs, found by trying every combination of ways.

Nothing here is clever, and nothing of it is the planner's. Objects are told apart by their path and concrete type,
every way to have an object in a subgraph is listed, and then every choice of a way for each wanted field is tried,
leaving out only what already costs as much as the best. A way that waits for a fetch which the same subgraph could be
asked without is none: the field would come later than it could, and be lost with that fetch. What cannot be counted on
one's fingers is refused: interface objects, contexts, uneven abstract types, and lists of ways that grow too long.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from router.language.names import TYPENAME, FieldName, TypeName
from router.language.operation_kind import OperationKind
from router.language.selection_set import Field, InlineFragment, SelectionSet
from router.planner.operation import Operation
from router.query_graph.build import named_type
from router.query_graph.model import FieldMove, KeyMove, Node, QueryGraph
from router.query_plan import (
    BatchNode,
    FetchNode,
    FlattenNode,
    ParallelNode,
    PlanNode,
    QueryPlan,
    SequenceNode,
    fetches_in,
)

Cost = tuple[int, int]
"""Fetches in sequence, then fetches."""

MAX_WAYS = 400
MAX_STEPS = 200_000


class NotEnumerable(Exception):
    """The operation is too large to try everything, or holds what is not covered here."""


@dataclass(frozen=True, slots=True)
class Thing:
    """The objects of one concrete type at one place of the response."""

    path: tuple[str, ...]
    type_name: TypeName
    parent: "Thing | None" = None
    step: Field | None = None


@dataclass(frozen=True, eq=False)
class Fetch:
    """One way into a subgraph: at the root, or with the key of a thing. Interned; identity is equality."""

    subgraph: str
    thing: Thing
    needs: frozenset["Fetch"]

    @cached_property
    def all_needs(self) -> frozenset["Fetch"]:
        return self.needs.union(*(fetch.all_needs for fetch in self.needs))

    @cached_property
    def depth(self) -> int:
        return 1 + max((fetch.depth for fetch in self.needs), default=0)

    @cached_property
    def request(self) -> tuple[object, ...]:
        """Fetches of entities that wait for the same are one request."""
        return (self.subgraph, frozenset(fetch.request for fetch in self.all_needs))


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing in a subgraph, by way of a fetch."""

    fetch: Fetch
    node: Node
    provided: tuple[Field, ...] = ()


@dataclass
class CheapestPlan:
    """Tries everything for one operation."""

    graph: QueryGraph
    operation: Operation
    active_labels: frozenset[str]
    max_depth: int
    _fetches: dict[tuple[object, ...], Fetch] = field(default_factory=dict)
    _spots: dict[tuple[Thing, int], list[Spot]] = field(default_factory=dict)

    def cost(self, limit: Cost) -> Cost:
        """The cheapest there is, if that is below the limit; otherwise the limit."""
        if self.operation.kind is not OperationKind.QUERY:
            raise NotEnumerable("only queries")
        if any(node.is_interface_object for node in self.graph.nodes.values()):
            raise NotEnumerable("interface objects")
        root = Thing((), self.operation.root_type)
        wants = dict.fromkeys(self._wants(root, self.operation.selection_set))
        choices = {frozenset(ways): ways for ways in (self._ways(*want, self.max_depth) for want in wants)}
        return _Search(sorted(choices.values(), key=len), limit).best

    # What is wanted

    def _wants(self, thing: Thing, selection_set: SelectionSet) -> Iterator[tuple[Thing, Field]]:
        for selection in selection_set:
            match selection:
                case Field(name=name) if name.startswith("__") and not (thing.path and name == TYPENAME):
                    continue
                case Field(selection_set=None):
                    yield thing, selection
                case Field(selection_set=SelectionSet() as inner):
                    below = [want for child in self._children(thing, selection) for want in self._wants(child, inner)]
                    yield from below or [(thing, selection)]
                case InlineFragment(type_condition=condition, selection_set=inner):
                    if condition is None or thing.type_name in self.graph.possible_types.get(condition, ()):
                        yield from self._wants(thing, inner)

    def _children(self, thing: Thing, step: Field) -> list[Thing]:
        definition = self.graph.supergraph.types[thing.type_name].fields[step.name]
        type_name = named_type(definition.type)
        if type_name in self.graph.uneven_types:
            raise NotEnumerable("an uneven abstract type")
        if type_name in {node.type_name for nodes in self.graph.roots.values() for node in nodes}:
            raise NotEnumerable("a root type below a field")
        path = (*thing.path, step.response_key)
        return [Thing(path, each, thing, step) for each in sorted(self.graph.possible_types[type_name])]

    # How it can be had

    def _ways(self, thing: Thing, wanted: Field, depth: int) -> list[Fetch]:
        """Every fetch that can bring a field of a thing."""
        found = list(dict.fromkeys(spot.fetch for spot, _ in self._moves(thing, wanted, depth)))
        return [way for way in found if not any(_waits_for_less(other, way) for other in found)]

    def _moves(self, thing: Thing, wanted: Field, depth: int) -> Iterator[tuple[Spot, FieldMove | None]]:
        for spot in self._spots_of(thing, depth):
            if wanted.name == TYPENAME:
                yield spot, None
            elif (move := self._local(spot, wanted.name)) is not None:
                yield spot, move
        yield from self._requiring(thing, wanted.name, depth)

    def _spots_of(self, thing: Thing, depth: int) -> list[Spot]:
        key = (thing, depth)
        if key not in self._spots:
            found = [*self._direct(thing, depth), *self._entered(thing, depth)]
            if len(found) > MAX_WAYS:
                raise NotEnumerable("too many ways")
            self._spots[key] = found
        return self._spots[key]

    def _direct(self, thing: Thing, depth: int) -> Iterator[Spot]:
        if thing.parent is None or thing.step is None:
            for node in self.graph.roots[OperationKind.QUERY] if depth else ():
                yield Spot(self._fetch(node.subgraph, thing, ()), node)
            return
        for spot, move in self._moves(thing.parent, thing.step, depth):
            if move is None or move.target is None:
                continue
            target = self.graph.nodes[move.target]
            found = self.graph.nodes.get((target.subgraph, thing.type_name))
            if found is not None and thing.type_name in target.runtime_types:
                yield Spot(spot.fetch, found, tuple(self._provided_below(spot, move, thing.type_name)))

    def _entered(self, thing: Thing, depth: int) -> Iterator[Spot]:
        if depth < 2 or not thing.path:
            return
        for key_move in self.graph.key_moves.get(thing.type_name, ()):
            for needs in self._combinations(thing, key_move.key, depth - 1):
                fetch = self._entry(key_move, thing, needs)
                if not any(need.thing == thing and need.subgraph == fetch.subgraph for need in fetch.all_needs):
                    yield Spot(fetch, self.graph.nodes[key_move.target])

    def _requiring(self, thing: Thing, name: FieldName, depth: int) -> Iterator[tuple[Spot, FieldMove]]:
        if depth < 2 or not thing.path:
            return
        for key_move in self.graph.key_moves.get(thing.type_name, ()):
            node = self.graph.nodes[key_move.target]
            move = self._declared(node, name)
            if move is None or move.is_external or move.requires is None:
                continue
            sent = SelectionSet((*key_move.key, *move.requires))
            for needs in self._combinations(thing, sent, depth - 1):
                yield Spot(self._entry(key_move, thing, needs), node), move

    def _entry(self, key_move: KeyMove, thing: Thing, needs: Iterable[Fetch]) -> Fetch:
        return self._fetch(key_move.target[0], thing, needs)

    def _combinations(self, thing: Thing, selection_set: SelectionSet, depth: int) -> list[frozenset[Fetch]]:
        """Every set of fetches that brings all of a key or a requirement."""
        leaves = dict.fromkeys(self._wants(thing, selection_set))
        found = [frozenset[Fetch]()]
        for each, wanted in leaves:
            ways = self._ways(each, wanted, depth)
            found = list(dict.fromkeys(chosen | {way} for chosen, way in product(found, ways)))
            if len(found) > MAX_WAYS:
                raise NotEnumerable("too many ways")
        return found

    def _fetch(self, subgraph: str, thing: Thing, needs: Iterable[Fetch]) -> Fetch:
        needed = frozenset(needs)
        key = (subgraph, thing, needed)
        return self._fetches.setdefault(key, Fetch(subgraph, thing, needed))

    # What a subgraph can answer

    def _local(self, spot: Spot, name: FieldName) -> FieldMove | None:
        move = self._declared(spot.node, name)
        if move is None or move.requires is not None:
            return None
        return move if not move.is_external or any(each.name == name for each in spot.provided) else None

    def _declared(self, node: Node, name: FieldName) -> FieldMove | None:
        move = node.moves.get(name)
        if move is not None and move.context_arguments:
            raise NotEnumerable("contexts")
        if move is None or move.override is None:
            return move
        return move if (move.override.label in self.active_labels) is move.override.is_active else None

    def _provided_below(self, spot: Spot, move: FieldMove, type_name: TypeName) -> Iterator[Field]:
        yield from self._fields_of(move.provides or SelectionSet(), type_name)
        for each in spot.provided:
            if each.name == move.field_name:
                yield from self._fields_of(each.selection_set or SelectionSet(), type_name)

    def _fields_of(self, selection_set: SelectionSet, type_name: TypeName) -> Iterator[Field]:
        for selection in selection_set:
            match selection:
                case Field():
                    yield selection
                case InlineFragment(type_condition=condition, selection_set=inner):
                    if condition is None or type_name in self.graph.possible_types.get(condition, ()):
                        yield from self._fields_of(inner, type_name)


def _waits_for_less(fetch: Fetch, other: Fetch) -> bool:
    return fetch.subgraph == other.subgraph and fetch.all_needs < other.all_needs


class _Search:
    """Every choice of one way for each wanted field, except what cannot become cheaper than the best."""

    def __init__(self, choices: Sequence[Sequence[Fetch]], limit: Cost) -> None:
        self.choices = choices
        self.best = limit
        self.steps = 0
        self._descend(0, frozenset())

    def _descend(self, index: int, chosen: frozenset[Fetch]) -> None:
        cost = (max((each.depth for each in chosen), default=0), len({each.request for each in chosen}))
        if cost >= self.best:
            return
        if index == len(self.choices):
            self.best = cost
            return
        extended = list(dict.fromkeys(chosen | {way} | way.all_needs for way in self.choices[index]))
        if chosen in extended:
            extended = [chosen]
        for each in sorted(extended, key=len):
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise NotEnumerable("too many combinations")
            self._descend(index + 1, each)


def cost_of_plan(plan: QueryPlan) -> Cost:
    return _depth(plan.node), sum(1 for _ in fetches_in(plan.node))


def _depth(node: PlanNode | None) -> int:
    match node:
        case None:
            return 0
        case FetchNode() | FlattenNode() | BatchNode():
            return 1
        case SequenceNode(nodes=nodes):
            return sum(map(_depth, nodes))
        case ParallelNode(nodes=nodes):
            return max(map(_depth, nodes))
        case _:
            raise NotEnumerable(f"a {type(node).__name__}")

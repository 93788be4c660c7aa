"""Can every operation that the API schema allows be planned?

Walks all paths of the API schema at once. A step's state is an object type with the locations where the object then
is. States at which more is at hand than at one already visited need no second look, so those with the fewest locations
come first: in any other order, the sets of locations to look at can grow exponentially. Only where something fails is
everything walked again, breadth first, so that the operation to show is a shortest one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from graphql import GraphQLObjectType, get_named_type, is_composite_type

from router.composer.explain_unsatisfiable import explain
from router.composer.operation_path import OperationPath, Step
from router.composer.override_labels import condition_settings, repeated_labels
from router.composer.reachability import Location, Locations, Reachability, UsableField
from router.errors import CompositionError
from router.language.names import FieldName, TypeName
from router.query_graph.build import build_query_graph
from router.query_graph.model import QueryGraph
from router.supergraph.model import Supergraph

CODE = "SATISFIABILITY_ERROR"
LIMIT_CODE = "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED"
MAX_VALIDATION_SUBGRAPH_PATHS = 1_000_000
"""How many paths through subgraphs may wait to be followed while satisfiability is checked. Too low: schemas that
share much do not compose; too high: those that share too much take memory until there is none."""

Labels = frozenset[tuple[str, bool]]
Reported = set[tuple[TypeName, FieldName]]


@dataclass(frozen=True, slots=True)
class _State:
    type_name: TypeName
    locations: Locations
    path: OperationPath
    reachability: Reachability
    """What can be had here, which depends on the objects above."""

    labels: Labels = frozenset()
    """How labels of progressive overrides were set on the path, where that binds what follows."""

    def has_no_less_than(self, other: "_State") -> bool:
        """Whatever can be had in the other state can be had in this one."""
        return (
            other.locations <= self.locations
            and other.reachability.given <= self.reachability.given
            and other.labels <= self.labels
        )


def check_satisfiability(
    supergraph: Supergraph, max_paths: int = MAX_VALIDATION_SUBGRAPH_PATHS
) -> Iterator[CompositionError]:
    """One error for each field that some path cannot get, with a shortest operation that shows it.

    `max_paths` bounds how many paths through subgraphs may wait to be followed.
    """
    graph = build_query_graph(supergraph)
    reported: Reported = set()
    for labels in condition_settings(graph):
        if next(Walk(graph, labels, set(), max_paths, smallest_first=True).errors(), None) is not None:
            yield from Walk(graph, labels, reported, max_paths).errors()


class Walk:
    """One walk, which knows how much it has done."""

    def __init__(
        self,
        graph: QueryGraph,
        labels: Mapping[str, bool],
        reported: Reported,
        max_paths: int,
        smallest_first: bool = False,
    ) -> None:
        self.supergraph = graph.supergraph
        self.graph = graph
        self.labels = labels
        self.binding_labels = repeated_labels(graph)
        self.smallest_first = smallest_first
        self.queue: list[tuple[int, int, _State]] = []
        self.queued_states = 0
        self.visited: dict[TypeName, list[_State]] = {}
        self.advanced: set[tuple[TypeName, frozenset[Locations], Reachability, Labels]] = set()
        self._usable: dict[tuple[TypeName, Locations, Reachability], dict[FieldName, list[UsableField]]] = {}
        self.reported = reported
        self.max_paths = max_paths
        self.waiting_paths = 0
        self.reachability = Reachability(self.graph, self.labels)

    @property
    def work(self) -> int:
        """Steps taken so far: states that were queued, and answers that were looked for."""
        return self.queued_states + self.reachability.times_asked

    def errors(self) -> Iterator[CompositionError]:
        for kind, nodes in self.graph.roots.items():
            locations = frozenset(Location(node.id) for node in nodes)
            if nodes and self._api_type(nodes[0].type_name) is not None:
                self._visit(_State(nodes[0].type_name, locations, OperationPath(kind), self.reachability))
        while self.queue:
            if self.waiting_paths > self.max_paths:
                yield _too_many_paths(self.max_paths)
                return
            state = heappop(self.queue)[-1]
            self.waiting_paths -= len(state.locations)
            if not (self.smallest_first and self._is_superseded(state)):
                yield from self._advance(state)

    def _visit(self, state: _State) -> None:
        known = self.visited.setdefault(state.type_name, [])
        if any(state.has_no_less_than(other) for other in known):
            return
        known[:] = [other for other in known if not other.has_no_less_than(state)]
        known.append(state)
        self.queued_states += 1
        heappush(self.queue, (len(state.locations) if self.smallest_first else 0, self.queued_states, state))
        self.waiting_paths += len(state.locations)

    def _is_superseded(self, state: _State) -> bool:
        return not any(known is state for known in self.visited[state.type_name])

    def _advance(self, state: _State) -> Iterator[CompositionError]:
        reached = frozenset(state.reachability.reach(state.type_name, [location]) for location in state.locations)
        # From many sets of locations the same can be reached, and then everything that follows is the same.
        step = (state.type_name, reached, state.reachability, state.labels)
        if step in self.advanced:
            return
        self.advanced.add(step)
        below = state.reachability.below(state.type_name, frozenset().union(*reached))
        api_type = self._api_type(state.type_name)
        for name, field in api_type.fields.items() if api_type else ():
            path = state.path.then(Step(state.type_name, FieldName(name)))
            alternatives = self._alternatives(state, reached, FieldName(name))
            if not all(usable for _, usable in alternatives):
                yield from self._report(state, FieldName(name), path)
            elif is_composite_type(get_named_type(field.type)):
                for labels, usable in alternatives:
                    self._enter(below, usable, path, labels)

    def _enter(self, below: Reachability, usable: list[UsableField], path: OperationPath, labels: Labels) -> None:
        targets = {found.target for found in usable if found.target is not None}
        for type_name, locations in below.narrow(targets).items():
            if self._api_type(type_name) is not None:
                self._visit(_State(type_name, locations, path, below, labels))

    def _alternatives(
        self, state: _State, reached: frozenset[Locations], field_name: FieldName
    ) -> list[tuple[Labels, list[UsableField]]]:
        """The ways to get the field, once for each setting of a progressive override's label."""
        usable = [found for locations in reached for found in self._usable_fields(state, locations, field_name)]
        labels = {found.move.override.label for found in usable if found.move.override} - self.labels.keys()
        if not labels:
            return [(state.labels, usable)]
        label = min(labels)
        settings = dict(state.labels)
        return [
            (
                state.labels | {(label, setting)} if label in self.binding_labels else state.labels,
                [found for found in usable if found.move.override is None or found.move.override.is_active is setting],
            )
            for setting in ((settings[label],) if label in settings else (True, False))
        ]

    def _usable_fields(self, state: _State, at: Locations, field_name: FieldName) -> list[UsableField]:
        known = self._usable.setdefault((state.type_name, at, state.reachability), {})
        if field_name not in known:
            known[field_name] = state.reachability.usable_fields(state.type_name, field_name, at)
        return known[field_name]

    def _report(self, state: _State, field_name: FieldName, path: OperationPath) -> Iterator[CompositionError]:
        if (state.type_name, field_name) in self.reported:
            return
        self.reported.add((state.type_name, field_name))
        reached = state.reachability.reach(state.type_name, state.locations)
        subgraphs, reasons = explain(state.reachability, state.type_name, field_name, reached)
        operation = path.print_operation(self.supergraph.api_schema)
        message = (
            "This operation is valid for clients, but no sequence of subgraph requests can answer it:\n"
            f'{operation}\nField "{state.type_name}.{field_name}" cannot be reached on this path{self._setting()}:\n'
            + "\n".join(f"- {reason}" for reason in reasons)
        )
        yield CompositionError(CODE, message, subgraphs)

    def _setting(self) -> str:
        states = (f'"{label}" is {"" if is_active else "not "}active' for label, is_active in self.labels.items())
        return f" while the override label {' and '.join(states)}" if self.labels else ""

    def _api_type(self, type_name: TypeName) -> GraphQLObjectType | None:
        found = self.supergraph.api_schema.get_type(type_name)
        return found if isinstance(found, GraphQLObjectType) else None


def _too_many_paths(limit: int) -> CompositionError:
    message = (
        f"More than {limit} paths through subgraphs would have to be followed to know whether every operation can be "
        "planned. Share fewer fields between subgraphs, or raise the limit (--max-validation-paths)."
    )
    return CompositionError(LIMIT_CODE, message)

"""Can every operation that the API schema allows be planned?

Walks all paths of the API schema at once, breadth first, so that the first failing operation is a shortest one. A
step's state is an object type with the locations where the object then is. States at which more is at hand than at
one already visited need no second look, which keeps the walk small.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLObjectType, get_named_type, is_composite_type

from router.composer.explain_unsatisfiable import explain
from router.composer.operation_path import OperationPath, Step
from router.composer.reachability import Location, Locations, Reachability, UsableField
from router.errors import CompositionError
from router.language.names import FieldName, TypeName
from router.query_graph.build import build_query_graph
from router.supergraph.model import Supergraph

CODE = "SATISFIABILITY_ERROR"


@dataclass(frozen=True, slots=True)
class _State:
    type_name: TypeName
    locations: Locations
    path: OperationPath


def check_satisfiability(supergraph: Supergraph) -> Iterator[CompositionError]:
    """One error for each field that some path cannot get, with a shortest operation that shows it."""
    yield from _Walk(supergraph).errors()


class _Walk:
    def __init__(self, supergraph: Supergraph) -> None:
        self.supergraph = supergraph
        self.graph = build_query_graph(supergraph)
        self.reachability = Reachability(self.graph)
        self.queue: deque[_State] = deque()
        self.visited: dict[TypeName, list[Locations]] = {}
        self.reported: set[tuple[TypeName, FieldName]] = set()

    def errors(self) -> Iterator[CompositionError]:
        for kind, nodes in self.graph.roots.items():
            locations = frozenset(Location(node.id) for node in nodes)
            if nodes and self._api_type(nodes[0].type_name) is not None:
                self._visit(_State(nodes[0].type_name, locations, OperationPath(kind)))
        while self.queue:
            yield from self._advance(self.queue.popleft())

    def _visit(self, state: _State) -> None:
        known = self.visited.setdefault(state.type_name, [])
        if any(locations <= state.locations for locations in known):
            return
        known[:] = [locations for locations in known if not state.locations <= locations]
        known.append(state.locations)
        self.queue.append(state)

    def _advance(self, state: _State) -> Iterator[CompositionError]:
        api_type = self._api_type(state.type_name)
        for name, field in api_type.fields.items() if api_type else ():
            path = state.path.then(Step(state.type_name, FieldName(name)))
            alternatives = self._alternatives(state, FieldName(name))
            if not all(alternatives):
                yield from self._report(state, FieldName(name), path)
            elif is_composite_type(get_named_type(field.type)):
                for usable in alternatives:
                    self._enter(usable, path)

    def _enter(self, usable: list[UsableField], path: OperationPath) -> None:
        targets = {found.target for found in usable if found.target is not None}
        for type_name, locations in self.reachability.narrow(targets).items():
            if self._api_type(type_name) is not None:
                self._visit(_State(type_name, locations, path))

    def _alternatives(self, state: _State, field_name: FieldName) -> list[list[UsableField]]:
        """The ways to get the field, once for each setting of a progressive override's label."""
        usable: dict[UsableField, None] = {}
        for location in state.locations:
            reached = self.reachability.reach(state.type_name, [location])
            usable.update(dict.fromkeys(self.reachability.usable_fields(state.type_name, field_name, reached)))
        conditions = {found.move.override for found in usable if found.move.override}
        if not conditions:
            return [list(usable)]
        return [
            [found for found in usable if found.move.override is None or found.move.override.is_active is setting]
            for setting in (True, False)
        ]

    def _report(self, state: _State, field_name: FieldName, path: OperationPath) -> Iterator[CompositionError]:
        if (state.type_name, field_name) in self.reported:
            return
        self.reported.add((state.type_name, field_name))
        reached = self.reachability.reach(state.type_name, state.locations)
        subgraphs, reasons = explain(self.reachability, state.type_name, field_name, reached)
        operation = path.print_operation(self.supergraph.api_schema)
        message = (
            "This operation is valid for clients, but no sequence of subgraph requests can answer it:\n"
            f'{operation}\nField "{state.type_name}.{field_name}" cannot be reached on this path:\n'
            + "\n".join(f"- {reason}" for reason in reasons)
        )
        yield CompositionError(CODE, message, subgraphs)

    def _api_type(self, type_name: TypeName) -> GraphQLObjectType | None:
        found = self.supergraph.api_schema.get_type(type_name)
        return found if isinstance(found, GraphQLObjectType) else None

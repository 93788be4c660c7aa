"""A normalized operation in, a query plan out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from router.language.merge_selections import merge_selections
from router.language.names import TYPENAME, ResponseKey
from router.language.operation_kind import OperationKind
from router.language.selection_set import (
    EMPTY,
    Field,
    InlineFragment,
    Selection,
    SelectionSet,
)
from router.planner.add_deferred import DeferredParts, entries_of
from router.planner.choose_paths import choose_paths, cost_of
from router.planner.deferral import part_of
from router.planner.deferred_parts import PRIMARY, take_apart
from router.planner.enter_subgraphs import NoPath
from router.planner.fetch_graph import FetchGraph, FetchGraphBuilder, FetchGroup
from router.planner.fetch_node import FetchNodes
from router.planner.find_paths import DeferredSite, PathFinder
from router.planner.graph_path import Choice, Entry, Goal, GraphPath
from router.planner.introspection import INTROSPECTION_FIELDS, drop_introspection, introspection_of
from router.planner.normalize.drop_typename_aliases import drop_typename_aliases
from router.planner.normalize.keep_typename_free import HIDDEN_KEY
from router.planner.normalize.name_node_types import name_node_types
from router.planner.normalize.withhold_fields import drop_withheld_fields
from router.planner.operation import Operation, OperationNotPlannable
from router.planner.passes.drop_implied_dependencies import drop_implied_dependencies
from router.planner.passes.drop_sent_leaves import drop_sent_leaves
from router.planner.passes.share_requests import share_requests
from router.planner.places import Place, Position
from router.planner.resettle_conditions import resettle_conditions
from router.planner.schedule import schedule, schedule_rest, sequence
from router.planner.schedule_parts import number_awaited_fetches, schedule_deferred
from router.query_graph.model import Node, QueryGraph
from router.query_plan import DeferNode, FetchNode, PlanNode, QueryPlan, SubscriptionNode

PASSES: tuple[Callable[[FetchGraph], None], ...] = (
    drop_sent_leaves,  # first: each group still sends one representation
    share_requests,  # sharing a request moves dependencies
    drop_implied_dependencies,  # last: what is scheduled should wait for no more than it must
)


def plan_operation(operation: Operation, graph: QueryGraph, active_labels: frozenset[str] = frozenset()) -> QueryPlan:
    """Plan one operation of a validated document.

    `active_labels` are the progressive override labels that this request takes. Raises `OperationNotPlannable` where
    the supergraph has no way to a field; a supergraph that our composer passed has one for every operation.
    """
    planning = Planning(operation, graph, active_labels)
    try:
        node = _PLANNERS[operation.kind](planning)
    except NoPath as error:
        raise OperationNotPlannable(str(error)) from error
    introspection, below = introspection_of(operation, graph)
    return QueryPlan(
        operation_kind=operation.kind,
        node=node,
        root_type=operation.root_type,
        selection_set=planning.parts.primary,
        aliases=((HIDDEN_KEY, ResponseKey(TYPENAME)),) if _holds(operation.selection_set, HIDDEN_KEY) else (),
        introspection=introspection,
        introspection_below=below,
    )


class Planning:
    """The steps of one planning, and the values between them."""

    def __init__(self, operation: Operation, graph: QueryGraph, active_labels: frozenset[str]) -> None:
        self.operation = operation
        self.graph = graph
        self.active_labels = active_labels
        self.finder = self.new_finder(PRIMARY)
        self.nodes = FetchNodes(operation, graph)
        self.parts = take_apart(operation.selection_set, operation.root_type, graph)
        self.selection_set = merge_selections(
            drop_typename_aliases(
                drop_introspection(SelectionSet(tuple(_planned(drop_withheld_fields(self.parts.marked)))))
            )
        )
        self.selection_set = name_node_types(self.selection_set, operation, graph)
        place = Place()
        place.reserve(self.selection_set)
        self.root = Position(place, (), operation.root_type, frozenset((operation.root_type,)), None)
        self.root_paths = [GraphPath(Entry(node, self.root, None, ()), node) for node in self._root_nodes()]

    def new_finder(self, part: int, builder: FetchGraphBuilder | None = None) -> PathFinder:
        """For a part that comes later, `builder` has what the parts around it fetch."""
        variables = frozenset(each.name for each in self.operation.variables)
        if builder is None:
            return PathFinder(self.graph, self.active_labels, variables, part)
        return PathFinder(self.graph, self.active_labels, variables, part, builder.holds_field)

    def _root_nodes(self) -> tuple[Node, ...]:
        return self.graph.roots.get(self.operation.kind, ())

    def goals(self) -> list[Goal]:
        """The first intermediate value: everything to fetch, with every way to do so."""
        return self.finder.goals(self.root, self.selection_set, self.root_paths)

    def choices(self) -> tuple[Choice, ...]:
        return self._resettled(choose_paths(self.goals()))

    def _resettled(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Deferred parts lean on the entries that the finder knows, so where there are some, these stay."""
        return choices if self.parts.deferred else resettle_conditions(choices)

    def groups(self) -> FetchGraph:
        """The fetches as they were chosen, those of deferred parts among them."""
        return self._laid_out(self.choices(), self.finder.sites)

    def fetch_graph(self) -> FetchGraph:
        return improved(self.groups())

    def fetch_graph_of_one_root(self, field: Field) -> FetchGraph:
        return improved(self._laid_out(*self._choices_of_one_root(field)))

    def _laid_out(self, choices: Sequence[Choice], sites: Sequence[DeferredSite]) -> FetchGraph:
        builder = FetchGraphBuilder()
        for choice in choices:
            builder.add(choice)
        may_ask_again = self.operation.kind is OperationKind.QUERY
        root_nodes = self._root_nodes() if may_ask_again else ()
        deferred = DeferredParts(self.parts.deferred, builder, self.new_finder, self.root, root_nodes)
        deferred.add(sites, entries_of(choices))
        return builder.build()

    def _choices_of_one_root(self, field: Field) -> "_RootChoices":
        """The cheapest way to a root field that exactly one subgraph must be asked for."""
        attempts: list[_RootChoices] = []
        failure: NoPath | None = None
        for path in self.root_paths:
            try:
                self.finder.sites.clear()
                choices = self._resettled(choose_paths(self.finder.goals(self.root, SelectionSet((field,)), [path])))
                attempts.append(_RootChoices(choices, tuple(self.finder.sites)))
            except NoPath as error:
                failure = failure or error
        if not attempts:
            raise failure or NoPath(self.root.type_name, field.name)
        return min(attempts, key=lambda attempt: cost_of(entries_of(attempt.choices)))


class _RootChoices(NamedTuple):
    choices: tuple[Choice, ...]
    sites: tuple[DeferredSite, ...]


def improved(fetch_graph: FetchGraph) -> FetchGraph:
    for improve in PASSES:
        improve(fetch_graph)
    return fetch_graph


def _plan_query(planning: Planning) -> PlanNode | None:
    if not planning.selection_set:
        return None
    fetch_graph = planning.fetch_graph()
    number_awaited_fetches((fetch_graph,))
    return _in_parts(schedule(fetch_graph, planning.nodes), (fetch_graph,), planning)


def _in_parts(primary: PlanNode | None, graphs: Sequence[FetchGraph], planning: Planning) -> PlanNode | None:
    parts = planning.parts
    if not parts.deferred:
        return primary
    deferred = schedule_deferred(parts.deferred, graphs, planning.nodes)
    return DeferNode(parts.primary, primary, deferred, parts.whole)


def _plan_mutation(planning: Planning) -> PlanNode | None:
    """Root fields one after another; what is fetched for one is fetched before the next has an effect."""
    fields = (field for field in planning.selection_set if isinstance(field, Field))
    graphs = list(_join_neighbours([planning.fetch_graph_of_one_root(field) for field in fields]))
    number_awaited_fetches(graphs)
    nodes: list[PlanNode] = []
    for fetch_graph in graphs:
        first = fetch_graph.groups[0]
        nodes.append(replace(planning.nodes.of(first, OperationKind.MUTATION), id=first.id))
        rest = schedule_rest(fetch_graph, first, planning.nodes)
        nodes += [rest] if rest is not None else []
    return _in_parts(sequence(nodes), graphs, planning)


def _join_neighbours(graphs: list[FetchGraph]) -> Iterator[FetchGraph]:
    """Neighbouring root fields of one subgraph go in one request, unless something must be fetched between them."""
    joined: FetchGraph | None = None
    for fetch_graph in graphs:
        if joined is not None and len(joined.groups) == 1 and _is_one_subgraph(joined, fetch_graph):
            joined.groups[0].tree.merge(fetch_graph.groups[0].tree)
            tail = fetch_graph.groups[1:]
            for group in tail:
                for member in (group, *group.companions):
                    member.dependencies = {
                        joined.groups[0] if g is fetch_graph.groups[0] else g: None for g in member.dependencies
                    }
            joined.groups += tail
            continue
        if joined is not None:
            yield joined
        joined = fetch_graph
    if joined is not None:
        yield joined


def _is_one_subgraph(left: FetchGraph, right: FetchGraph) -> bool:
    return left.groups[0].subgraph == right.groups[0].subgraph


def _plan_subscription(planning: Planning) -> PlanNode | None:
    if not planning.selection_set:
        return None
    (field,) = planning.selection_set
    if not isinstance(field, Field):
        raise NoPath(planning.operation.root_type, TYPENAME)
    fetch_graph = planning.fetch_graph_of_one_root(field)
    primary: FetchGroup = fetch_graph.groups[0]
    fetch: FetchNode = planning.nodes.of(primary, OperationKind.SUBSCRIPTION)
    return SubscriptionNode(fetch, schedule_rest(fetch_graph, primary, planning.nodes))


_PLANNERS: dict[OperationKind, Callable[[Planning], PlanNode | None]] = {
    OperationKind.QUERY: _plan_query,
    OperationKind.MUTATION: _plan_mutation,
    OperationKind.SUBSCRIPTION: _plan_subscription,
}


def _planned(selection_set: SelectionSet) -> Iterator[Selection]:
    """Root fields that subgraphs answer; the root's `__typename` and introspection are the router's own."""
    for selection in selection_set:
        match selection:
            case Field(name=name):
                if name != TYPENAME and name not in INTROSPECTION_FIELDS:
                    yield selection
            case InlineFragment(selection_set=inner) if part_of(selection) is not None:
                yield selection.selecting(SelectionSet(tuple(_planned(inner))))
            case InlineFragment(selection_set=inner):
                yield from _planned(inner)


def _holds(selection_set: SelectionSet, key: ResponseKey) -> bool:
    for selection in selection_set:
        if isinstance(selection, Field) and selection.response_key == key:
            return True
        if _holds(selection.selection_set or EMPTY, key):
            return True
    return False

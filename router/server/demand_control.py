"""Demand control: operations that cost too much are refused before they run; what the others cost is measured."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, ClassVar

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from router.errors import OperationError
from router.executor.execution_context import ExecutionResult
from router.executor.prepare import PreparedPlan
from router.language.merge_selections import merge_selections
from router.language.names import SubgraphName, TypeName
from router.language.response_path import KeyElement, ResponsePath
from router.language.selection_set import InlineFragment
from router.query_plan import (
    BatchNode,
    ConditionNode,
    ContextNode,
    DeferNode,
    DeferredNode,
    FetchNode,
    FlattenNode,
    OperationKind,
    ParallelNode,
    PlanNode,
    QueryPlan,
    SequenceNode,
    SubscriptionNode,
)
from router.server.asgi_headers import header_of
from router.server.metrics import Metrics
from router.server.operation_cost import CostModel, Counts, Path, SelectionCost, actual_cost
from router.settings import DemandControlSettings
from router.supergraph.model import Supergraph

log = structlog.get_logger()

MUTATION_COST = 10
"""What a mutation costs before anything is selected: it writes."""

EXTENSION = "kumikiCost"


class TooExpensive(OperationError):
    code: ClassVar[str] = "COST_ESTIMATED_TOO_EXPENSIVE"


class TooExpensiveForSubgraph(OperationError):
    code: ClassVar[str] = "COST_SUBGRAPH_TOO_EXPENSIVE"


@dataclass(frozen=True, slots=True)
class CompiledFetch:
    """What is asked of a subgraph, and for which objects."""

    subgraph: SubgraphName
    paths: tuple[Path, ...]
    selected: SelectionCost
    entity_weight: int
    """Of each entity; 0 at the root."""


@dataclass(frozen=True, slots=True)
class CompiledCost:
    """What every estimate of a plan needs."""

    plan: QueryPlan
    selected: SelectionCost
    fetches: tuple[CompiledFetch, ...]


@dataclass(frozen=True, slots=True)
class OperationCost:
    """What an operation is expected to cost."""

    compiled: CompiledCost
    estimated: int
    by_subgraph: Mapping[SubgraphName, int]


class DemandControl:
    """Estimates, refuses and measures, by the weights of one supergraph."""

    def __init__(self, supergraph: Supergraph, settings: DemandControlSettings, metrics: Metrics | None = None) -> None:
        self._settings = settings
        self._metrics = metrics
        self._model = CostModel(supergraph, settings.default_list_size)

    def compile(self, plan: PreparedPlan) -> CompiledCost:
        """Slow for large plans: not for the event loop."""
        visible = plan.visible
        fetches = (self._fetch(node, paths, visible.root_type) for node, paths in fetches_at(visible.node))
        return CompiledCost(
            visible, self._model.compile(merge_selections(visible.selection_set), visible.root_type), tuple(fetches)
        )

    def _fetch(self, node: FetchNode, paths: tuple[ResponsePath, ...], root_type: TypeName) -> CompiledFetch:
        if not node.requires:
            selected = self._model.compile(node.selection_set, root_type)
            return CompiledFetch(node.subgraph, tuple(map(_keys, paths)), selected, 0)
        types = [one.type_condition for one in node.selection_set if isinstance(one, InlineFragment)]
        weight = max((self._model.weight_of(name) for name in types if name is not None), default=1)
        return CompiledFetch(
            node.subgraph, tuple(map(_keys, paths)), self._model.compile(node.selection_set, None), weight
        )

    def weigh(self, compiled: CompiledCost, variables: Mapping[str, Any]) -> OperationCost:
        """Raises `TooExpensive`, `TooExpensiveForSubgraph` and `SlicingArgumentRequired` where limits are enforced."""
        is_mutation = compiled.plan.operation_kind is OperationKind.MUTATION
        try:
            estimated = self._model.estimate(compiled.selected, variables) + MUTATION_COST * is_mutation
        except OperationError as error:
            if self._settings.mode == "enforce":
                raise
            log.info("operation.cost.unknown", code=error.code)
            return OperationCost(compiled, 0, {})
        cost = OperationCost(compiled, estimated, self._by_subgraph(compiled, variables))
        if self._settings.mode == "enforce":
            self._check(cost)
        return cost

    def _by_subgraph(self, compiled: CompiledCost, variables: Mapping[str, Any]) -> Mapping[SubgraphName, int]:
        costs: Counter[SubgraphName] = Counter()
        counts: Counts = {}
        for fetch in compiled.fetches:
            for path in fetch.paths:
                objects = _count_at(path, counts)
                costs[fetch.subgraph] += objects * (
                    fetch.entity_weight + self._model.estimate(fetch.selected, variables, counts, path, objects)
                )
        return costs

    def _check(self, cost: OperationCost) -> None:
        if cost.estimated > self._settings.max_cost:
            raise TooExpensive(
                f"The operation would cost {cost.estimated}, and {self._settings.max_cost} are allowed; ask for less."
            )
        for subgraph, budget in self._settings.subgraphs.items():
            estimated = cost.by_subgraph.get(SubgraphName(subgraph), 0)
            if estimated > budget:
                raise TooExpensiveForSubgraph(
                    f'The operation would cost {estimated} in subgraph "{subgraph}", and {budget} are allowed there; '
                    "ask for less."
                )

    def measure(self, cost: OperationCost, result: ExecutionResult, variables: Mapping[str, Any]) -> ExecutionResult:
        """Log what an operation did cost, and tell its client where that asked."""
        is_mutation = cost.compiled.plan.operation_kind is OperationKind.MUTATION
        actual = actual_cost(self._model, cost.compiled.selected, result.data, variables) + MUTATION_COST * is_mutation
        log.info("operation.cost", estimated=cost.estimated, actual=actual)
        if self._metrics is not None:
            self._metrics.operation_cost(cost.estimated, actual)
        if not COST_ASKED.get():
            return result
        told = {
            "estimated": cost.estimated,
            "actual": actual,
            "max": self._settings.max_cost,
            "subgraphs": dict(cost.by_subgraph),
        }
        return replace(result, extensions={**result.extensions, EXTENSION: told})


def configured_demand_control(
    supergraph: Supergraph, settings: DemandControlSettings, metrics: Metrics | None
) -> DemandControl | None:
    return None if settings.mode == "off" else DemandControl(supergraph, settings, metrics)


COST_ASKED: ContextVar[bool] = ContextVar("cost_asked", default=False)
"""Whether the client of the request that is being answered wants to be told its cost."""


class ToldCost:
    """Hears who asks for the cost by the header `Kumiki-Cost`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = COST_ASKED.set(header_of(scope, b"kumiki-cost") is not None)
        try:
            await self._app(scope, receive, send)
        finally:
            COST_ASKED.reset(token)


Fetches = Iterator[tuple[FetchNode, tuple[ResponsePath, ...]]]


def fetches_at(node: PlanNode | None) -> Fetches:
    """Every fetch of a plan with the paths of what it is for, each after those that it waits for."""
    match node:
        case FetchNode():
            yield node, ((),)
        case FlattenNode(node=inner):
            yield inner, node.paths
        case BatchNode(parts=parts):
            yield from chain.from_iterable(fetches_at(part.node) for part in parts)
        case ContextNode(node=flatten):
            yield from fetches_at(flatten)
        case SequenceNode(nodes=nodes) | ParallelNode(nodes=nodes):
            yield from chain.from_iterable(map(fetches_at, nodes))
        case ConditionNode(if_true=first, if_false=second) | SubscriptionNode(primary=first, rest=second):
            yield from fetches_at(first)
            yield from fetches_at(second)
        case DeferNode(primary=primary, deferred=deferred):
            yield from _fetches_of_parts(primary, deferred)


def _fetches_of_parts(node: PlanNode | None, deferred: tuple[DeferredNode, ...]) -> Fetches:
    yield from fetches_at(node)
    for part in deferred:
        yield from _fetches_of_parts(part.node, part.deferred)


def _keys(path: ResponsePath) -> Path:
    return tuple(element.response_key for element in path if isinstance(element, KeyElement))


def _count_at(path: Path, counts: Counts) -> int:
    """How many objects are expected there, or at the nearest place above that is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in counts:
            return counts[path[:length]]
    return 1

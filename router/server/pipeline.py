"""One request from its text to its answer: parse, validate, choose the operation, coerce variables, plan, execute.

Everything before execution is pure and remembered: documents by their text, plans by text, operation name and the
variables that decide what is skipped. Whatever is wrong with a request up to there refuses it as a whole, so the answer
has no `data`.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, Protocol

from graphql import DocumentNode, OperationDefinitionNode

from router.errors import OperationError
from router.executor.execute_incrementally import IncrementalExecution, execute_incrementally
from router.executor.execute_plan import Subscription, execute_plan, subscribe_plan
from router.executor.execution_context import ExecutionContext, ExecutionResult, RequestSlots
from router.executor.fetch_trace import FetchTrace
from router.executor.prepare import PreparedPlan, prepare
from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from router.query_plan import OperationKind, QueryPlan
from router.server.access_control import PoliciesOfSettings
from router.server.authentication import Caller
from router.server.choose_labels import ChosenByShare
from router.server.demand_control import CompiledCost, DemandControl, OperationCost
from router.server.graphql_request import GraphQLRequest
from router.server.limits import check_variables
from router.server.metrics import Metrics
from router.server.plan_cache import BoundedCache, PlanKey
from router.server.plan_variant import ONLY_VARIANT
from router.server.plan_variants import NO_FACTS, OperationFacts, PlanVariants
from router.server.planning_threads import PlanningThreads
from router.server.rate_limits import CLIENT_RATES
from router.server.read_operation import (
    OperationVariables,
    ValidationFailed,
    ValidDocument,
    choose_operation,
    coerce_variables,
    read_document,
)
from router.server.shown_errors import ShowErrors
from router.server.tracing import Tracing, step
from router.settings import CacheSettings, LimitsSettings, PlanningSettings
from router.supergraph.access import NO_CONDITIONS, AccessConditions
from router.supergraph.model import Supergraph
from router.supergraph.override_labels import NO_LABELS

CHARACTERS_OF_A_FIELD = 30
"""What a planned field counts at least: fragments make large plans of small documents."""

FEW_ITEMS = 1_000
"""In the lists of a request's variables: as many are checked within a millisecond or two."""


class OperationPlanner(Protocol):
    """The planner, as the pipeline calls it."""

    def plan(
        self,
        document: DocumentNode,
        operation_name: str | None = None,
        variables: Mapping[str, Any] | None = None,
        active_labels: frozenset[str] = NO_LABELS,
        unmet: AccessConditions = NO_CONDITIONS,
        defers: bool = False,
    ) -> QueryPlan:
        """Plan one operation of a validated document. Raises `OperationError` where it cannot be planned."""
        ...


@dataclass(frozen=True, slots=True)
class PlannedOperation:
    """A request that is ready to run, by the pipeline that planned it."""

    plan: PreparedPlan
    kind: OperationKind
    variables: Mapping[str, Any]
    request: GraphQLRequest
    pipeline: "Pipeline"
    cost: OperationCost | None = None
    """Where demand is controlled."""


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What is remembered of a document."""

    valid: ValidDocument
    facts: Mapping[str | None, OperationFacts]


@dataclass(frozen=True, slots=True)
class SubgraphAccess:
    """How subgraphs are reached, the same for every request."""

    clients: Mapping[SubgraphName, SubgraphClient]
    timeout: float = 30.0
    timeouts: Mapping[SubgraphName, float] = field(default_factory=dict)
    operation_timeout: float | None = None
    """Seconds for all requests of one operation, or of one event of a subscription."""

    deadline_header: str | None = None
    slots: RequestSlots = field(default_factory=RequestSlots)
    max_representations: int = 2_000
    show_errors: ShowErrors | None = None
    ways: Mapping[SubgraphName, object] = field(default_factory=dict)
    """What tells two ways to a subgraph apart: its URL, or the client that was given for it."""


class Pipeline:
    """Holds what outlives a request: the supergraph, the planner, the caches and the way to the subgraphs."""

    def __init__(
        self,
        supergraph: Supergraph,
        planner: OperationPlanner,
        access: SubgraphAccess,
        limits: LimitsSettings,
        cache: CacheSettings,
        planning: PlanningSettings | None = None,
        variants: PlanVariants | None = None,
        shows_schema: bool = True,
        demand: DemandControl | None = None,
        metrics: Metrics | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        self._supergraph = supergraph
        self._planner = planner
        self._access = access
        self._limits = limits
        self._shows_schema = shows_schema
        self._demand = demand
        self._costs: BoundedCache[PlanKey, CompiledCost] = BoundedCache(cache.plans, cache.characters)
        self.metrics = metrics
        self.tracing = tracing
        self.is_closed = False
        self._variants = variants or PlanVariants(supergraph, PoliciesOfSettings({}), ChosenByShare({}))
        self._threads = PlanningThreads(planning or PlanningSettings())
        self._documents: BoundedCache[str, KnownDocument] = BoundedCache(cache.documents, cache.characters)
        self._plans: BoundedCache[PlanKey, PreparedPlan] = BoundedCache(cache.plans, cache.characters)
        self._work = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def plan(
        self, request: GraphQLRequest, caller: Caller | None = None, defers: bool = False
    ) -> PlannedOperation:
        """Everything before execution, for this caller. Raises `OperationError` where the request is refused.

        `defers` says that the answer may come in parts, where the operation has some.
        What is remembered is answered at once, without giving way to others.
        """
        self.begin()
        try:
            return await self._plan(request, caller, defers)
        finally:
            self.end()

    async def _plan(self, request: GraphQLRequest, caller: Caller | None, defers: bool) -> PlannedOperation:
        rates = CLIENT_RATES.get()
        if rates is not None:
            await rates.count(caller)
        try:
            known = self._documents.get(request.query) or await self._read(request.query)
            document = known.valid
            name, operation = choose_operation(document, request.operation_name)
            variables = self._coerce_few(operation, request.variables) or await self._coerce_many(
                operation, request.variables
            )
            conditions = tuple(variables.coerced.get(variable) for variable in document.conditions[name])
            facts = known.facts[name]
            variant = ONLY_VARIANT if facts is NO_FACTS else await self._variants.choose(facts, caller)
            if defers and document.may_defer:
                variant = replace(variant, defers=True)
            key = PlanKey(request.query, name, conditions, variant)
            plan = self._plans.get(key)
            if plan is None:
                plan = await self._planned(key, document, variables.passed_on)
            elif self.metrics is not None:
                self.metrics.plan_was_known()
            if variant.unmet:
                self._variants.check(plan.visible)
        except RecursionError as error:
            raise ValidationFailed("The request is nested too deeply.") from error
        kind = OperationKind(operation.operation.value)
        if rates is not None:
            await rates.count_planned(caller, kind, name)
        cost = None if self._demand is None else await self._weigh(self._demand, key, plan, variables.passed_on)
        return PlannedOperation(plan, kind, variables.passed_on, request, self, cost)

    async def execute(
        self, operation: PlannedOperation, headers: Mapping[str, str], trace: FetchTrace | None = None
    ) -> ExecutionResult:
        """Run a query or mutation; `headers` go to every subgraph, and `trace` notes what they do."""
        self.begin()
        try:
            result = await execute_plan(operation.plan, self.context(operation, headers, trace))
            if self._demand is None or operation.cost is None:
                return result
            return self._demand.measure(operation.cost, result, operation.variables)
        finally:
            self.end()

    def execute_incrementally(self, operation: PlannedOperation, headers: Mapping[str, str]) -> IncrementalExecution:
        """Run an operation whose plan has deferred parts."""
        return execute_incrementally(operation.plan, self.context(operation, headers))

    def subscribe(self, operation: PlannedOperation, headers: Mapping[str, str]) -> Subscription:
        """Start a subscription; `headers` are read again for each request it makes."""
        return subscribe_plan(operation.plan, self.context(operation, headers))

    def begin(self) -> None:
        """Note that work goes on which needs the planning threads, or the way to the subgraphs."""
        self._work += 1

    def end(self) -> None:
        """Note that one such work is done."""
        self._work -= 1
        if not self._work:
            self._idle.set()

    async def idle(self) -> None:
        """Return when no work goes on."""
        while self._work:
            self._idle.clear()
            await self._idle.wait()

    def recent(self, limit: int) -> Sequence[PlanKey]:
        """What was planned for and used last, the latest first."""
        return tuple(islice(self._plans.latest(), limit))

    async def warm(self, keys: Iterable[PlanKey]) -> int:
        """Plan what another pipeline planned, so that nobody has to wait for it here. Gives how many there are now."""
        for key in keys:
            try:
                known = self._documents.get(key.document) or await self._read(key.document)
                conditions = known.valid.conditions[key.operation_name]
                await self._planned(key, known.valid, dict(zip(conditions, key.conditions, strict=True)))
            except OperationError:
                continue  # Its fields are gone; who asks for them is told.
        return len(self._plans)

    def continues(self, operation: PlannedOperation, other: PlannedOperation) -> bool:
        """Whether a subscription that another pipeline began can go on by an operation of this one: the subgraph is
        asked the same, in the same way."""
        ours, theirs = operation.plan.primary, other.plan.primary
        if ours is None or theirs is None:
            return False
        subgraph, asked = ours.node.subgraph, (ours.node.operation, operation.variables)
        return (theirs.node.subgraph, theirs.node.operation, other.variables) == (subgraph, *asked) and (
            self._access.ways.get(subgraph) == other.pipeline._access.ways.get(subgraph)
        )

    def context(
        self, operation: PlannedOperation, headers: Mapping[str, str], trace: FetchTrace | None = None
    ) -> ExecutionContext:
        """What an operation of this pipeline is executed with; its time begins now."""
        # How long files take is up to the client that sends them.
        seconds = None if operation.request.files is not None else self._access.operation_timeout
        return ExecutionContext(
            supergraph=self._supergraph,
            clients=self._access.clients,
            variables=operation.variables,
            headers=headers,
            timeout=self._access.timeout,
            timeouts=self._access.timeouts,
            operation_timeout=seconds,
            deadline=None if seconds is None else asyncio.get_running_loop().time() + seconds,
            deadline_header=self._access.deadline_header,
            slots=self._access.slots,
            max_representations=self._access.max_representations,
            show_errors=self._access.show_errors,
            files=operation.request.files,
            trace=trace,
        )

    def _coerce_few(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> OperationVariables | None:
        """The variables, unless their lists are so long that reading them would hold up others."""
        if given and check_variables(given, self._limits) > FEW_ITEMS:
            return None
        return self._coerce(operation, given)

    async def _coerce_many(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> OperationVariables:
        return await self._threads.run(object(), partial(self._coerce, operation, given))

    def _coerce(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> OperationVariables:
        api_schema, max_errors = self._supergraph.api_schema, self._limits.errors
        return coerce_variables(operation, given, api_schema, max_errors, hide_suggestions=not self._shows_schema)

    async def _weigh(
        self, demand: DemandControl, key: PlanKey, plan: PreparedPlan, variables: Mapping[str, Any]
    ) -> OperationCost:
        compiled = self._costs.get(key)
        if compiled is None:
            compiled = await self._threads.run(("cost", key), partial(demand.compile, plan))
            self._costs.put(key, compiled, len(key.document))
        return demand.weigh(compiled, variables)

    async def _read(self, text: str) -> KnownDocument:
        with step(self.tracing, "parse and validate"):
            document = await self._threads.run(text, partial(self._read_now, text))
        self._documents.put(text, document, len(text))
        return document

    def _read_now(self, text: str) -> KnownDocument:
        valid = read_document(text, self._supergraph.api_schema, self._limits, self._shows_schema)
        return KnownDocument(valid, self._variants.facts(valid))

    async def _planned(self, key: PlanKey, document: ValidDocument, variables: Mapping[str, Any]) -> PreparedPlan:
        started = time.perf_counter()
        with step(self.tracing, "plan"):
            plan = await self._threads.run(key, partial(self._prepare, key, document, variables))
        if self.metrics is not None:
            self.metrics.plan_was_made(time.perf_counter() - started)
        self._plans.put(key, plan, max(len(key.document), CHARACTERS_OF_A_FIELD * document.fields))
        return plan

    def _prepare(self, key: PlanKey, document: ValidDocument, variables: Mapping[str, Any]) -> PreparedPlan:
        variant = key.variant
        plan = self._planner.plan(
            document.document, key.operation_name, variables, variant.labels, variant.unmet, variant.defers
        )
        return prepare(plan, self._supergraph)

    def close(self) -> None:
        """Leave what still waits to be planned."""
        self.is_closed = True
        self._threads.close()

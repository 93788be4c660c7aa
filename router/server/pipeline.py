"""One request from its text to its answer: parse, validate, choose the operation, coerce variables, plan, execute.

Everything before execution is pure and remembered: documents by their text, plans by text, operation name and the
variables that decide what is skipped. Whatever is wrong with a request up to there refuses it as a whole, so the answer
has no `data`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from graphql import DocumentNode

from router.executor.execute_plan import Subscription, execute_plan, subscribe_plan
from router.executor.execution_context import ExecutionContext, ExecutionResult, RequestSlots
from router.executor.fetch_trace import FetchTrace
from router.executor.prepare import PreparedPlan, prepare
from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from router.query_plan import OperationKind, QueryPlan
from router.server.graphql_request import GraphQLRequest
from router.server.plan_cache import BoundedCache, PlanKey
from router.server.planning_threads import PlanningThreads
from router.server.read_operation import (
    ValidationFailed,
    ValidDocument,
    choose_operation,
    coerce_variables,
    read_document,
)
from router.settings import CacheSettings, LimitsSettings, PlanningSettings
from router.supergraph.model import Supergraph


class OperationPlanner(Protocol):
    """The planner, as the pipeline calls it."""

    def plan(
        self, document: DocumentNode, operation_name: str | None = None, variables: Mapping[str, Any] | None = None
    ) -> QueryPlan:
        """Plan one operation of a validated document. Raises `OperationError` where it cannot be planned."""
        ...


@dataclass(frozen=True, slots=True)
class PlannedOperation:
    """A request that is ready to run."""

    plan: PreparedPlan
    kind: OperationKind
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SubgraphAccess:
    """How subgraphs are reached, the same for every request."""

    clients: Mapping[SubgraphName, SubgraphClient]
    timeout: float = 30.0
    timeouts: Mapping[SubgraphName, float] = field(default_factory=dict)
    slots: RequestSlots = field(default_factory=RequestSlots)
    max_representations: int = 2_000


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
    ) -> None:
        self._supergraph = supergraph
        self._planner = planner
        self._access = access
        self._limits = limits
        self._threads = PlanningThreads(planning or PlanningSettings())
        self._documents: BoundedCache[str, ValidDocument] = BoundedCache(cache.documents, cache.characters)
        self._plans: BoundedCache[PlanKey, PreparedPlan] = BoundedCache(cache.plans, cache.characters)

    async def plan(self, request: GraphQLRequest) -> PlannedOperation:
        """Everything before execution. Raises `OperationError` where the request is refused.

        What is remembered is answered at once, without giving way to others.
        """
        try:
            document = self._documents.get(request.query) or await self._read(request.query)
            name, operation = choose_operation(document, request.operation_name)
            api_schema = self._supergraph.api_schema
            variables = coerce_variables(operation, request.variables, api_schema, self._limits.errors)
            conditions = tuple(variables.coerced.get(variable) for variable in document.conditions[name])
            key = PlanKey(request.query, name, conditions)
            plan = self._plans.get(key) or await self._planned(key, document, variables.passed_on)
        except RecursionError as error:
            raise ValidationFailed("The request is nested too deeply.") from error
        return PlannedOperation(plan, OperationKind(operation.operation.value), variables.passed_on)

    async def execute(
        self, operation: PlannedOperation, headers: Mapping[str, str], trace: FetchTrace | None = None
    ) -> ExecutionResult:
        """Run a query or mutation; `headers` go to every subgraph, and `trace` notes what they do."""
        return await execute_plan(operation.plan, self._context(operation, headers, trace))

    def subscribe(self, operation: PlannedOperation, headers: Mapping[str, str]) -> Subscription:
        """Start a subscription; `headers` are read again for each request it makes."""
        return subscribe_plan(operation.plan, self._context(operation, headers))

    def _context(
        self, operation: PlannedOperation, headers: Mapping[str, str], trace: FetchTrace | None = None
    ) -> ExecutionContext:
        return ExecutionContext(
            supergraph=self._supergraph,
            clients=self._access.clients,
            variables=operation.variables,
            headers=headers,
            timeout=self._access.timeout,
            timeouts=self._access.timeouts,
            slots=self._access.slots,
            max_representations=self._access.max_representations,
            trace=trace,
        )

    async def _read(self, text: str) -> ValidDocument:
        document = await self._threads.run(
            text, partial(read_document, text, self._supergraph.api_schema, self._limits)
        )
        self._documents.put(text, document, len(text))
        return document

    async def _planned(self, key: PlanKey, document: ValidDocument, variables: Mapping[str, Any]) -> PreparedPlan:
        plan = await self._threads.run(key, partial(self._prepare, key, document, variables))
        self._plans.put(key, plan, len(key.document))
        return plan

    def _prepare(self, key: PlanKey, document: ValidDocument, variables: Mapping[str, Any]) -> PreparedPlan:
        return prepare(self._planner.plan(document.document, key.operation_name, variables), self._supergraph)

    def close(self) -> None:
        """Leave what still waits to be planned."""
        self._threads.close()

"""One request from its text to its answer: parse, validate, choose the operation, coerce variables, plan, execute.

Everything before execution is pure and remembered: documents by their text, plans by text, operation name and the
variables that decide what is skipped. Whatever is wrong with a request up to there refuses it as a whole, so the answer
has no `data`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    VariableDefinitionNode,
    parse,
    specified_rules,
    validate,
    value_from_ast_untyped,
)
from graphql.execution.values import get_variable_values
from graphql.validation.validate import ValidationAbortedError

from router.errors import OperationError
from router.executor.execute_plan import Subscription, execute_plan, subscribe_plan
from router.executor.execution_context import ExecutionContext, ExecutionResult, RequestSlots
from router.executor.prepare import PreparedPlan, prepare
from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from router.query_plan import OperationKind, QueryPlan
from router.server.condition_variables import condition_variables
from router.server.graphql_request import GraphQLRequest
from router.server.limits import TooManyTokens, check_limits
from router.server.plan_cache import BoundedCache, PlanKey
from router.settings import CacheSettings, LimitsSettings
from router.supergraph.model import Supergraph


class ParseFailed(OperationError):
    code: ClassVar[str] = "GRAPHQL_PARSE_FAILED"


class ValidationFailed(OperationError):
    code: ClassVar[str] = "GRAPHQL_VALIDATION_FAILED"


class OperationUnresolved(OperationError):
    """The document does not say which of its operations to run."""

    code: ClassVar[str] = "OPERATION_RESOLUTION_FAILURE"


class BadVariables(OperationError):
    code: ClassVar[str] = "BAD_USER_INPUT"


class OperationPlanner(Protocol):
    """The planner, as the pipeline calls it."""

    def plan(
        self, document: DocumentNode, operation_name: str | None = None, variables: Mapping[str, Any] | None = None
    ) -> QueryPlan:
        """Plan one operation of a validated document. Raises `OperationError` where it cannot be planned."""
        ...


@dataclass(frozen=True, slots=True)
class ValidDocument:
    """A document that passed validation, and what each of its operations needs to know per request."""

    document: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    conditions: Mapping[str | None, tuple[str, ...]]
    """By operation name: the variables that stand in `@skip` or `@include`, sorted."""


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


class Pipeline:
    """Holds what outlives a request: the supergraph, the planner, the caches and the way to the subgraphs."""

    def __init__(
        self,
        supergraph: Supergraph,
        planner: OperationPlanner,
        access: SubgraphAccess,
        limits: LimitsSettings,
        cache: CacheSettings,
    ) -> None:
        self._supergraph = supergraph
        self._planner = planner
        self._access = access
        self._limits = limits
        self._documents: BoundedCache[str, ValidDocument] = BoundedCache(cache.documents, cache.characters)
        self._plans: BoundedCache[PlanKey, PreparedPlan] = BoundedCache(cache.plans, cache.characters)

    def plan(self, request: GraphQLRequest) -> PlannedOperation:
        """Everything before execution. Raises `OperationError` where the request is refused."""
        try:
            document = self._validated(request.query)
            name, operation = choose_operation(document, request.operation_name)
            variables, coerced = self._coerce(operation, request.variables)
            conditions = tuple(coerced.get(variable) for variable in document.conditions[name])
            plan = self._planned(PlanKey(request.query, name, conditions), document, variables)
        except RecursionError as error:
            raise ValidationFailed("The request is nested too deeply.") from error
        return PlannedOperation(plan, OperationKind(operation.operation.value), variables)

    async def execute(self, operation: PlannedOperation, headers: Mapping[str, str]) -> ExecutionResult:
        """Run a query or mutation; `headers` go to every subgraph."""
        return await execute_plan(operation.plan, self._context(operation, headers))

    def subscribe(self, operation: PlannedOperation, headers: Mapping[str, str]) -> Subscription:
        """Start a subscription; `headers` are read again for each request it makes."""
        return subscribe_plan(operation.plan, self._context(operation, headers))

    def _context(self, operation: PlannedOperation, headers: Mapping[str, str]) -> ExecutionContext:
        return ExecutionContext(
            supergraph=self._supergraph,
            clients=self._access.clients,
            variables=operation.variables,
            headers=headers,
            timeout=self._access.timeout,
            timeouts=self._access.timeouts,
            slots=self._access.slots,
        )

    def _validated(self, text: str) -> ValidDocument:
        known = self._documents.get(text)
        if known is not None:
            return known
        document = parse_document(text, self._limits.tokens)
        check_limits(document, self._limits)
        self._validate(document)
        valid = _valid_document(document)
        self._documents.put(text, valid, len(text))
        return valid

    def _validate(self, document: DocumentNode) -> None:
        errors = validate(self._supergraph.api_schema, document, specified_rules, max_errors=self._limits.errors)
        if not errors:
            return
        if len(errors) == 1 and isinstance(errors[0], ValidationAbortedError):
            raise ValidationFailed("The document is too complex to be validated; select fewer fields in one place.")
        raise ValidationFailed("The document is not valid for this schema.", tuple(errors))

    def _coerce(
        self, operation: OperationDefinitionNode, given: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The variables to pass on, and the same as the API schema coerces them.

        Subgraphs get the client's own JSON, because coercion is theirs and must not happen twice: a custom scalar or a
        big integer arrives as it was sent.
        """
        definitions = operation.variable_definitions
        if not definitions:
            return {}, {}
        coerced = get_variable_values(
            self._supergraph.api_schema, definitions, dict(given), max_errors=self._limits.errors
        )
        if isinstance(coerced, list):
            raise BadVariables("The variables do not fit the operation.", tuple(coerced))
        return dict(_with_defaults(definitions, given)), coerced

    def _planned(self, key: PlanKey, valid: ValidDocument, variables: Mapping[str, Any]) -> PreparedPlan:
        known = self._plans.get(key)
        if known is not None:
            return known
        plan = self._planner.plan(valid.document, key.operation_name, variables)
        prepared = prepare(plan, self._supergraph)
        self._plans.put(key, prepared, len(key.document))
        return prepared


def parse_document(text: str, max_tokens: int) -> DocumentNode:
    """Parse, or raise `ParseFailed` with the place of the mistake."""
    try:
        return parse(text, max_tokens=max_tokens)
    except GraphQLSyntaxError as error:
        if f"more than {max_tokens} tokens" in error.message:
            raise TooManyTokens(f"The document has more than {max_tokens} tokens.") from error
        raise ParseFailed(error.message, (error,)) from error
    except RecursionError as error:
        raise ParseFailed("The document is nested too deeply.") from error


def choose_operation(valid: ValidDocument, operation_name: str | None) -> tuple[str | None, OperationDefinitionNode]:
    """The operation to run, and the name under which the document knows it."""
    operations = valid.operations
    if operation_name is not None:
        if operation_name not in operations:
            raise OperationUnresolved(f'The document has no operation named "{_shortened(operation_name)}".')
        return operation_name, operations[operation_name]
    if not operations:
        raise OperationUnresolved("The document has no operation.")
    if len(operations) > 1:
        raise OperationUnresolved('The document has several operations; name one in "operationName".')
    return next(iter(operations.items()))


def _valid_document(document: DocumentNode) -> ValidDocument:
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    operations = {
        node.name.value if node.name else None: node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    }
    conditions = {name: condition_variables(node.selection_set, fragments) for name, node in operations.items()}
    return ValidDocument(document, operations, conditions)


def _with_defaults(
    definitions: tuple[VariableDefinitionNode, ...], given: Mapping[str, Any]
) -> "list[tuple[str, Any]]":
    values = []
    for definition in definitions:
        name = definition.variable.name.value
        if name in given:
            values.append((name, given[name]))
        elif definition.default_value is not None:
            values.append((name, value_from_ast_untyped(definition.default_value)))
    return values


def _shortened(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}..."


def format_errors(error: OperationError) -> list[dict[str, Any]]:
    """The `errors` of an answer to a refused request, each with the public code."""
    if not error.errors:
        return [{"message": error.message, "extensions": {"code": error.code}}]
    return [_format(finding, error.code) for finding in error.errors]


def _format(finding: GraphQLError, code: str) -> dict[str, Any]:
    formatted: dict[str, Any] = {"message": finding.message}
    if finding.locations:
        formatted["locations"] = [{"line": place.line, "column": place.column} for place in finding.locations]
    formatted["extensions"] = {"code": code}
    return formatted

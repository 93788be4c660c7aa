"""What a request asks for, before anybody plans it: parse, check limits, validate, choose the operation, coerce
variables. Each step refuses with an `OperationError` that says where the mistake is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    Source,
    VariableDefinitionNode,
    specified_rules,
    validate,
    value_from_ast_untyped,
)
from graphql.execution.values import get_variable_values
from graphql.validation.validate import ValidationAbortedError

from router.errors import OperationError
from router.language.parse_document import parse_document
from router.server.condition_variables import condition_variables
from router.server.defer_rules import DEFER, DEFER_RULES
from router.server.limits import TooManyTokens, check_limits
from router.server.refuse_introspection import refuse_introspection
from router.server.request_record import id_extension
from router.settings import LimitsSettings


class ParseFailed(OperationError):
    code: ClassVar[str] = "GRAPHQL_PARSE_FAILED"


class ValidationFailed(OperationError):
    code: ClassVar[str] = "GRAPHQL_VALIDATION_FAILED"


class OperationUnresolved(OperationError):
    """The document does not say which of its operations to run."""

    code: ClassVar[str] = "OPERATION_RESOLUTION_FAILURE"


class BadVariables(OperationError):
    code: ClassVar[str] = "BAD_USER_INPUT"


@dataclass(frozen=True, slots=True)
class ValidDocument:
    """A document that passed validation, and what each of its operations needs to know per request."""

    document: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    conditions: Mapping[str | None, tuple[str, ...]]
    """By operation name: the variables that stand in `@skip`, `@include` or `@defer`, sorted."""

    fields: int = 0
    """Of all its operations, fragments expanded."""

    may_defer: bool = False
    """Whether a fragment of it may be deferred; the word is in it at least."""


@dataclass(frozen=True, slots=True)
class OperationVariables:
    """The variables of one request, in two forms."""

    passed_on: Mapping[str, Any]
    """For subgraphs: the client's own JSON with defaults applied. Coercion is theirs and must not happen twice, so a
    custom scalar or a big integer arrives as it was sent."""

    coerced: Mapping[str, Any]
    """As the API schema reads them."""


RULES = (*specified_rules, *DEFER_RULES)

NO_VARIABLES = OperationVariables({}, {})


def read_document(
    text: str, api_schema: GraphQLSchema, limits: LimitsSettings, shows_schema: bool = True
) -> ValidDocument:
    """Parse and validate. Where the schema is not shown, nobody may ask for it, and errors suggest no names of it."""
    document = _parse(text, limits.tokens)
    size = check_limits(document, limits)
    if not shows_schema:
        refuse_introspection(document)
    validate_document(document, api_schema, limits.errors, hide_suggestions=not shows_schema)
    return describe_document(document, size.fields, DEFER in text)


def _parse(text: str, max_tokens: int) -> DocumentNode:
    """Parse, or raise `ParseFailed` with the place of the mistake."""
    try:
        return parse_document(Source(text), max_tokens=max_tokens)
    except GraphQLSyntaxError as error:
        if f"more than {max_tokens} tokens" in error.message:
            raise TooManyTokens(f"The document has more than {max_tokens} tokens.") from error
        raise ParseFailed(error.message, (error,)) from error
    except RecursionError as error:
        raise ParseFailed("The document is nested too deeply.") from error


def validate_document(
    document: DocumentNode, api_schema: GraphQLSchema, max_errors: int, hide_suggestions: bool = False
) -> None:
    errors = validate(api_schema, document, RULES, max_errors=max_errors, hide_suggestions=hide_suggestions)
    if not errors:
        return
    if len(errors) == 1 and isinstance(errors[0], ValidationAbortedError):
        raise ValidationFailed("The document is too complex to be validated; select fewer fields in one place.")
    raise ValidationFailed("The document is not valid for this schema.", tuple(errors))


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


def coerce_variables(
    operation: OperationDefinitionNode,
    given: Mapping[str, Any],
    api_schema: GraphQLSchema,
    max_errors: int,
    hide_suggestions: bool = False,
) -> OperationVariables:
    definitions = operation.variable_definitions
    if not definitions:
        return NO_VARIABLES
    coerced = get_variable_values(api_schema, definitions, dict(given), max_errors, hide_suggestions)
    if isinstance(coerced, list):
        raise BadVariables("The variables do not fit the operation.", tuple(coerced))
    return OperationVariables(dict(_with_defaults(definitions, given)), coerced)


def describe_document(document: DocumentNode, fields: int = 0, may_defer: bool = False) -> ValidDocument:
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    operations = {
        node.name.value if node.name else None: node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    }
    conditions = {name: condition_variables(node.selection_set, fragments) for name, node in operations.items()}
    return ValidDocument(document, operations, conditions, fields, may_defer)


def _with_defaults(
    definitions: tuple[VariableDefinitionNode, ...], given: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    for definition in definitions:
        name = definition.variable.name.value
        if name in given:
            yield name, given[name]
        elif definition.default_value is not None:
            yield name, value_from_ast_untyped(definition.default_value)


def _shortened(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}..."


def format_errors(error: OperationError) -> list[dict[str, Any]]:
    """The `errors` of an answer to a refused request, each with the public code."""
    if not error.errors:
        return [{"message": error.message, "extensions": {"code": error.code, **id_extension()}}]
    return [_format(finding, error.code) for finding in error.errors]


def _format(finding: GraphQLError, code: str) -> dict[str, Any]:
    formatted: dict[str, Any] = {"message": finding.message}
    if finding.locations:
        formatted["locations"] = [{"line": place.line, "column": place.column} for place in finding.locations]
    formatted["extensions"] = {"code": code, **id_extension()}
    return formatted

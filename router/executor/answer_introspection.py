"""Answer `__schema` and `__type` from the API schema, without any subgraph."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import ExecutionResult as GraphQLResult
from graphql import GraphQLSchema, OperationDefinitionNode, execute_sync, parse

from router.errors import InternalError

AnswerIntrospection = Callable[[Mapping[str, Any]], GraphQLResult]


def prepare_introspection(document_text: str, api_schema: GraphQLSchema) -> AnswerIntrospection:
    """A document without variables has one answer, which is kept: tools ask it again and again."""
    document = parse(document_text, no_location=True)
    has_variables = any(
        isinstance(definition, OperationDefinitionNode) and definition.variable_definitions
        for definition in document.definitions
    )
    kept: list[GraphQLResult] = []

    def answer(variables: Mapping[str, Any]) -> GraphQLResult:
        if kept:
            return kept[0]
        result = execute_sync(api_schema, document, variable_values=dict(variables))
        if not isinstance(result, GraphQLResult):
            raise InternalError(f"Introspection waits for something: {document_text}")
        if not has_variables:
            kept.append(result)
        return result

    return answer

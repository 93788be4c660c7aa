"""Operations that ask for the schema, where the router does not show it."""

from collections.abc import Iterator
from typing import ClassVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
)

from router.errors import OperationError

SCHEMA_FIELDS = frozenset(("__schema", "__type"))


class IntrospectionDisabled(OperationError):
    code: ClassVar[str] = "INTROSPECTION_DISABLED"


def refuse_introspection(document: DocumentNode) -> None:
    """Raise `IntrospectionDisabled` with the first place that asks for the schema, in whichever operation."""
    for field in _fields(document):
        if field.name.value in SCHEMA_FIELDS:
            message = f"This router does not show its schema, which {field.name.value} asks for."
            raise IntrospectionDisabled(message, (GraphQLError(message, field),))


def _fields(document: DocumentNode) -> Iterator[FieldNode]:
    within: list[SelectionSetNode] = [
        node.selection_set
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while within:
        for selection in within.pop().selections:
            if isinstance(selection, FieldNode):
                yield selection
            inner: SelectionSetNode | None = getattr(selection, "selection_set", None)
            if inner is not None:
                within.append(inner)

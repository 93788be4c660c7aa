"""Cutting a supergraph document down to plain GraphQL before it becomes a schema."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from graphql import (
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    GraphQLSchema,
    NameNode,
    Node,
    build_ast_schema,
)

from router.errors import SupergraphError

N = TypeVar("N", bound=Node)

Keep = Callable[[Node], bool]

_MEMBER_LISTS = ("directives", "interfaces", "fields", "values", "arguments", "types", "operation_types")


def replace(node: N, **changes: Any) -> N:
    """A copy of the node with other attributes; nodes are never changed in place."""
    return type(node)(**{key: getattr(node, key) for key in node.keys} | changes)


def definition_name(definition: Node) -> str | None:
    name = getattr(definition, "name", None)
    return name.value if isinstance(name, NameNode) else None


def filter_members(node: N, keep: Keep) -> N:
    """Drop what `keep` refuses among fields, arguments, values, members, interfaces and applied directives."""
    changes = {name: _filtered(getattr(node, name), keep) for name in _MEMBER_LISTS if getattr(node, name, None)}
    return replace(node, **changes) if changes else node


def _filtered(members: Iterable[Node], keep: Keep) -> tuple[Node, ...]:
    kept = (member for member in members if keep(member))
    return tuple(member if isinstance(member, DirectiveNode) else filter_members(member, keep) for member in kept)


def build_schema(definitions: Iterable[DefinitionNode]) -> GraphQLSchema:
    """Build without validating: the supergraph's composer has done that."""
    document = DocumentNode(definitions=tuple(definitions))
    try:
        schema = build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
    except (TypeError, KeyError) as error:
        raise SupergraphError(f"The supergraph does not make a schema: {error}") from error
    if schema.query_type is None:
        raise SupergraphError("The supergraph has no query type; declare `schema { query: Query }` or a type `Query`.")
    return schema

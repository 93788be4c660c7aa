"""The schema clients see: the supergraph without federation machinery and without inaccessible elements.

Also builds the fuller schema that keeps inaccessible elements and access directives, for the router's own use.
"""

from collections.abc import Iterator, Sequence

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    GraphQLSchema,
    NamedTypeNode,
    Node,
    OperationTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
)

from router.specs.inaccessible import INACCESSIBLE_IDENTITY
from router.specs.join import JOIN_IDENTITY
from router.specs.link import CORE_IDENTITY, LINK_IDENTITY, Link, find_link
from router.supergraph.definitions import Keep, build_schema, definition_name, filter_members

_MACHINERY = (JOIN_IDENTITY, LINK_IDENTITY, CORE_IDENTITY)
_MACHINERY_PREFIXES = ("join__", "link__", "core__")


def build_full_schema(document: DocumentNode, links: Sequence[Link]) -> GraphQLSchema:
    """Everything but join, link and core; inaccessible elements and access directives stay."""
    machinery = [link for link in links if link.spec.identity in _MACHINERY]
    return build_schema(_without_linked(document.definitions, machinery, _MACHINERY_PREFIXES))


def build_api_schema(document: DocumentNode, links: Sequence[Link]) -> GraphQLSchema:
    """What clients see, validate and introspect against."""
    accessible = _without_inaccessible(document.definitions, _inaccessible_name(links))
    return build_schema(_without_linked(accessible, links, (*_MACHINERY_PREFIXES, "federation__")))


def _inaccessible_name(links: Sequence[Link]) -> str:
    link = find_link(links, INACCESSIBLE_IDENTITY)
    return link.directive_name("inaccessible") if link else "inaccessible"


def _without_linked(
    definitions: Sequence[DefinitionNode], links: Sequence[Link], prefixes: tuple[str, ...]
) -> Iterator[DefinitionNode]:
    """Drop the elements of these specs, both their definitions and their uses."""

    def keep(node: Node) -> bool:
        match node:
            case DirectiveNode() | DirectiveDefinitionNode():
                name = node.name.value
                return not (name.startswith(prefixes) or any(link.owns_directive(name) for link in links))
            case TypeDefinitionNode() | TypeExtensionNode():
                name = node.name.value
                return not (name.startswith(prefixes) or any(link.owns_type(name) for link in links))
            case _:
                return True

    return _filter_definitions(definitions, keep)


def _without_inaccessible(definitions: Sequence[DefinitionNode], inaccessible: str) -> Sequence[DefinitionNode]:
    def is_marked(node: Node) -> bool:
        return any(directive.name.value == inaccessible for directive in getattr(node, "directives", None) or ())

    hidden_types = frozenset(
        definition_name(definition)
        for definition in definitions
        if is_marked(definition) and isinstance(definition, TypeDefinitionNode | TypeExtensionNode)
    )

    def keep(node: Node) -> bool:
        match node:
            case NamedTypeNode():
                return node.name.value not in hidden_types
            case OperationTypeDefinitionNode():
                return node.type.name.value not in hidden_types
            case TypeDefinitionNode() | TypeExtensionNode():
                return node.name.value not in hidden_types
            case _:
                return not is_marked(node)

    return tuple(_filter_definitions(definitions, keep))


def _filter_definitions(definitions: Sequence[DefinitionNode], keep: Keep) -> Iterator[DefinitionNode]:
    for definition in definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode) or keep(definition):
            yield filter_members(definition, keep)

"""Supergraph SDL, written by any composer in join v0.1-v0.5, becomes a `Supergraph`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLSyntaxError,
    Source,
    TypeDefinitionNode,
    TypeExtensionNode,
)

from router.errors import SupergraphError
from router.language.names import SubgraphName, TypeName
from router.language.parse_document import parse_document
from router.specs.composed import COMPOSED_DIRECTIVES
from router.specs.context import CONTEXT_IDENTITY
from router.specs.directive_arguments import string_argument
from router.specs.inaccessible import INACCESSIBLE_IDENTITY
from router.specs.join import JOIN_IDENTITY, join_version
from router.specs.link import CORE_IDENTITY, LINK_IDENTITY, Link, find_link, links_in
from router.supergraph.access import read_access_rules
from router.supergraph.api_schema import build_api_schema, build_full_schema
from router.supergraph.costs import read_cost_rules
from router.supergraph.definitions import definition_name
from router.supergraph.join_directives import JoinReader
from router.supergraph.join_v01 import declare_implied_fields
from router.supergraph.model import FieldDefinition, JoinField, SubgraphEndpoint, Supergraph, TypeDefinition

TypeNode = TypeDefinitionNode | TypeExtensionNode

_KNOWN_FEATURES = frozenset({LINK_IDENTITY, CORE_IDENTITY, JOIN_IDENTITY, INACCESSIBLE_IDENTITY, CONTEXT_IDENTITY}) | {
    spec.identity for spec in COMPOSED_DIRECTIVES
}


def load_supergraph(sdl: str) -> Supergraph:
    """Read a supergraph that any composer wrote.

    Raises `SupergraphError` where the text is not GraphQL, or not a supergraph.
    """
    document = _parse(sdl)
    links = links_in(document)
    _refuse_unknown_features(links)
    link = find_link(links, JOIN_IDENTITY)
    version = join_version(link)
    reader = JoinReader(
        namespace=link.namespace if link else "join",
        version=version,
        endpoints=_read_endpoints(document, link),
        context_directive=_context_directive(links),
    )
    types = _read_types(document, links, reader)
    if version < (0, 2):
        types = declare_implied_fields(types)
    return Supergraph(
        schema=build_full_schema(document, links),
        api_schema=build_api_schema(document, links),
        endpoints={endpoint.name: endpoint for endpoint in reader.endpoints.values()},
        types={name: _mark_overridden_fields(definition) for name, definition in types.items()},
        access=read_access_rules(document, links),
        costs=read_cost_rules(document, links),
    )


def _context_directive(links: Iterable[Link]) -> str:
    link = find_link(links, CONTEXT_IDENTITY)
    return link.directive_name("context") if link else "context"


def _parse(sdl: str) -> DocumentNode:
    try:
        return parse_document(Source(sdl), no_location=True)
    except GraphQLSyntaxError as error:
        raise SupergraphError(f"The supergraph is not valid GraphQL: {error}") from error
    except RecursionError as error:
        raise SupergraphError("The supergraph is nested too deeply to be read.") from error


def _refuse_unknown_features(links: Iterable[Link]) -> None:
    """A link with a purpose asks not to be ignored: it is about access, or about how to execute."""
    for link in links:
        if link.purpose is not None and link.spec.identity not in _KNOWN_FEATURES:
            raise SupergraphError(
                f'The supergraph links to "{link.url}" for {link.purpose}, which this router does not know. '
                "Compose it without that feature."
            )


def _read_endpoints(document: DocumentNode, link: Link | None) -> dict[str, SubgraphEndpoint]:
    """The subgraphs by their enum value."""
    namespace = link.namespace if link else "join"
    for definition in document.definitions:
        if isinstance(definition, EnumTypeDefinitionNode) and definition.name.value == f"{namespace}__Graph":
            return _endpoints_of(definition, f"{namespace}__graph")
    raise SupergraphError(
        f"This is no supergraph: it has no enum `{namespace}__Graph`, which lists the subgraphs. "
        "If it is the schema of one subgraph, compose it first."
    )


def _endpoints_of(graphs: EnumTypeDefinitionNode, directive_name: str) -> dict[str, SubgraphEndpoint]:
    endpoints: dict[str, SubgraphEndpoint] = {}
    for value in graphs.values or ():
        enum_value = value.name.value
        applied = next((d for d in value.directives or () if d.name.value == directive_name), None)
        name = (string_argument(applied, "name") if applied else None) or enum_value
        url = (string_argument(applied, "url") if applied else None) or ""
        endpoints[enum_value] = SubgraphEndpoint(SubgraphName(name), enum_value, url)
    if not endpoints:
        raise SupergraphError(f"This supergraph has no subgraphs: its enum `{graphs.name.value}` is empty.")
    return endpoints


def _read_types(document: DocumentNode, links: Iterable[Link], reader: JoinReader) -> Mapping[TypeName, TypeDefinition]:
    nodes: dict[TypeName, list[TypeNode]] = {}
    machinery = [link for link in links if link.spec.identity.startswith("https://specs.apollo.dev/")]
    for definition in document.definitions:
        name = definition_name(definition)
        if name is None or not isinstance(definition, TypeDefinitionNode | TypeExtensionNode):
            continue
        if not name.startswith(("join__", "link__", "core__")) and not any(link.owns_type(name) for link in machinery):
            nodes.setdefault(TypeName(name), []).append(definition)
    types = {name: reader.read_type(name, parts) for name, parts in nodes.items()}
    return reader.fill_in_interfaces(types, nodes)


def _mark_overridden_fields(definition: TypeDefinition) -> TypeDefinition:
    fields = {name: _mark_overridden_joins(field) for name, field in definition.fields.items()}
    changed = any(fields[name] is not definition.fields[name] for name in fields)
    return replace(definition, fields=fields) if changed else definition


def _mark_overridden_joins(field: FieldDefinition) -> FieldDefinition:
    """What another subgraph took over for good cannot be resolved where it was, whatever the composer wrote there.

    What it takes over by a label can, while the label is not active: no use that is made of it there changes that.
    """
    takers = [join for join in field.joins.values() if join.override]
    for_good = {join.override for join in takers if join.override_label is None}
    by_label = {join.override for join in takers} - for_good
    joins: dict[SubgraphName, JoinField] = {
        subgraph: replace(join, used_overridden=subgraph in for_good) if subgraph in for_good | by_label else join
        for subgraph, join in field.joins.items()
    }
    return replace(field, joins=joins) if joins != field.joins else field

"""SDL -> Subgraph: parse, resolve names, drop what the server added, fold extensions, validate."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    ExecutableDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    OperationType,
    OperationTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    build_ast_schema,
    specified_scalar_types,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from router.composer.build_types import TypeBuilder
from router.composer.directive_arguments import find_wrong_directive_arguments
from router.composer.evident_schema import makes_evident_schema
from router.composer.evident_sdl import is_evidently_valid
from router.composer.federation_names import FederationNames, federation_names
from router.composer.field_usage import analyse_field_usage
from router.composer.fold_extensions import FoldedTypes, fold_extensions
from router.composer.result import SubgraphSource
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Element
from router.errors import CompositionError, SourceLocation
from router.language.parse_document import parse_document
from router.language.source_position import IndexedSource
from router.specs.federation import DIRECTIVES, FEDERATION_IDENTITY, SERVICE_FIELDS
from router.specs.link import linking_directive_name, links_in, schema_nodes
from router.supergraph.definitions import definition_name, replace

INVALID_GRAPHQL = "INVALID_GRAPHQL"

_USUAL_ROOT_NAMES = {
    OperationType.QUERY: "Query",
    OperationType.MUTATION: "Mutation",
    OperationType.SUBSCRIPTION: "Subscription",
}
_SINCE = {directive.name: directive.since for directive in DIRECTIVES}
_UNKNOWN_DIRECTIVE = re.compile(r"^Unknown directive '@(\w+)'")


@dataclass(frozen=True, slots=True)
class SubgraphReading:
    """A subgraph, or what keeps its SDL from being one."""

    subgraph: Subgraph | None
    errors: tuple[CompositionError, ...] = ()


def read_subgraph(source: SubgraphSource) -> SubgraphReading:
    try:
        document = parse_document(IndexedSource(source.sdl, source.name))
    except GraphQLSyntaxError as error:
        return SubgraphReading(None, (_graphql_error(source, error),))
    except RecursionError:
        message = f"[{source.name}] The schema is nested too deeply to be read."
        return SubgraphReading(None, (CompositionError(INVALID_GRAPHQL, message, (source.name,)),))
    executable = [node for node in document.definitions if isinstance(node, ExecutableDefinitionNode)]
    if executable:
        refusal = GraphQLError("A schema cannot hold operations or fragments; remove them.", executable)
        return SubgraphReading(None, (_graphql_error(source, refusal),))
    names = federation_names(links_in(document), linking_directive_name(document))
    roots = _root_types(document)
    own_definitions = tuple(_without_machinery(document.definitions, names, roots.get(OperationType.QUERY)))
    folded = fold_extensions(own_definitions)
    errors = [*folded.errors, *_validate(document, own_definitions, folded, names, roots)]
    if errors:
        return SubgraphReading(None, tuple(_graphql_error(source, error, names) for error in errors))
    return SubgraphReading(_build_subgraph(source, document, own_definitions, folded, names))


def _build_subgraph(
    source: SubgraphSource,
    document: DocumentNode,
    own_definitions: Sequence[DefinitionNode],
    folded: FoldedTypes,
    names: FederationNames,
) -> Subgraph:
    roots = {
        _USUAL_ROOT_NAMES[operation]: name
        for operation, name in _root_types(document).items()
        if name in folded.definitions
    }
    renamed = {own_name: usual_name for usual_name, own_name in roots.items() if own_name != usual_name}
    builder = TypeBuilder(names, renamed)
    namesakes = {name: folded.definitions[name] for name in builder.renamed.values() if name in folded.definitions}
    types = builder.build_types(folded)
    return Subgraph(
        name=source.name,
        url=source.url,
        version=names.version,
        links=links_in(document),
        types=types,
        schema_element=Element(
            name="schema",
            node=document,
            directives=builder.directives([d for node in schema_nodes(document) for d in node.directives or ()]),
        ),
        root_types=roots,
        namesakes=namesakes,
        directive_definitions={
            node.name.value: node for node in own_definitions if isinstance(node, DirectiveDefinitionNode)
        },
        federation_directives=names.directives,
        dropped_definitions=tuple(_dropped_types(document, names)),
        redefined_directives=tuple(_redefined_directives(document, names)),
        usage=analyse_field_usage(types),
    )


def _dropped_types(document: DocumentNode, names: FederationNames) -> Iterator[TypeDefinitionNode | TypeExtensionNode]:
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode) and _is_dropped(node.name.value, names):
            yield node


def _is_dropped(type_name: str, names: FederationNames) -> bool:
    return names.is_machinery_type(type_name) or type_name in specified_scalar_types


def _redefined_directives(
    document: DocumentNode, names: FederationNames
) -> Iterator[tuple[DirectiveDefinitionNode, DirectiveDefinitionNode]]:
    defined = {node.name.value: node for node in names.definitions() if isinstance(node, DirectiveDefinitionNode)}
    for node in document.definitions:
        if isinstance(node, DirectiveDefinitionNode) and node.name.value in names.directives:
            yield node, defined[node.name.value]


def _root_types(document: DocumentNode) -> Mapping[OperationType, str]:
    """The root types as the schema definition lists them; without one, those of the usual names."""
    listed = {
        operation.operation: operation.type.name.value
        for node in schema_nodes(document)
        for operation in node.operation_types or ()
    }
    if any(isinstance(node, SchemaDefinitionNode) for node in schema_nodes(document)):
        return listed
    return _USUAL_ROOT_NAMES | listed


def _without_machinery(
    definitions: Iterable[DefinitionNode], names: FederationNames, query_type: str | None
) -> Iterator[DefinitionNode]:
    for definition in definitions:
        match definition:
            case DirectiveDefinitionNode(name=name):
                if not names.is_machinery_directive(name.value):
                    yield definition
            case ObjectTypeDefinitionNode(name=name) | ObjectTypeExtensionNode(name=name) if name.value == query_type:
                yield from _without_service_fields(definition)
            case TypeDefinitionNode(name=name) | TypeExtensionNode(name=name):
                if not _is_dropped(name.value, names):
                    yield definition


def _without_service_fields(
    query_type: ObjectTypeDefinitionNode | ObjectTypeExtensionNode,
) -> Iterator[DefinitionNode]:
    """A query type that holds nothing else is not there at all."""
    own_fields = [field for field in query_type.fields or () if field.name.value not in SERVICE_FIELDS]
    if len(own_fields) == len(query_type.fields or ()):
        yield query_type
    elif own_fields:
        yield replace(query_type, fields=tuple(own_fields))


def _validate(
    document: DocumentNode,
    own_definitions: Sequence[DefinitionNode],
    folded: FoldedTypes,
    names: FederationNames,
    roots: Mapping[OperationType, str],
) -> list[GraphQLError]:
    """The rules of plain GraphQL, with the federation directives defined under the names that they have here."""
    directives = [node for node in own_definitions if isinstance(node, DirectiveDefinitionNode)]
    schema_node = _schema_definitions(document, folded, roots)
    plain = DocumentNode(
        definitions=(*names.definitions(), *schema_node, *directives, *folded.definitions.values(), *folded.duplicates)
    )
    is_evident = is_evidently_valid(plain.definitions)
    errors = [] if is_evident else validate_sdl(plain)
    if errors or (is_evident and makes_evident_schema(plain.definitions)):
        return errors
    try:
        schema = build_ast_schema(plain, assume_valid_sdl=True)
        found = validate_schema(schema)
    except GraphQLError as error:
        return [error]
    except TypeError as error:
        return [GraphQLError(str(error))]
    errors = [error for error in found if error.message != "Query root type must be provided."]
    return errors or list(find_wrong_directive_arguments(schema, (*schema_node, *folded.definitions.values())))


def _schema_definitions(
    document: DocumentNode, folded: FoldedTypes, roots: Mapping[OperationType, str]
) -> list[SchemaDefinitionNode]:
    """One definition of everything that the schema and its extensions say, and superfluous ones to be reported."""
    written = [node for node in schema_nodes(document) if isinstance(node, SchemaDefinitionNode)]
    declared = {definition_name(definition) for definition in document.definitions}
    listed = {operation: name for operation, name in roots.items() if written or name in declared}
    operation_types = tuple(
        OperationTypeDefinitionNode(operation=operation, type=NamedTypeNode(name=NameNode(value=name)))
        for operation, name in listed.items()
        if name in folded.definitions or name not in declared
    )
    directives = tuple(directive for node in schema_nodes(document) for directive in node.directives or ())
    return [SchemaDefinitionNode(directives=directives, operation_types=operation_types), *written[1:]]


def _graphql_error(
    source: SubgraphSource, error: GraphQLError, names: FederationNames | None = None
) -> CompositionError:
    locations = tuple(SourceLocation(source.name, found.line, found.column) for found in error.locations or ())
    message = f"[{source.name}] {error.message}{_advice(error.message, names) if names else ''}"
    return CompositionError(INVALID_GRAPHQL, message, (source.name,), locations)


def _advice(message: str, names: FederationNames) -> str:
    """A federation directive that is not imported is the most common of unknown ones."""
    unknown = _UNKNOWN_DIRECTIVE.match(message)
    if unknown is None or unknown[1] not in _SINCE:
        return ""
    name, since = unknown[1], _SINCE[unknown[1]]
    if names.version < since:
        return (
            f" It is part of federation v{since[0]}.{since[1]} and later: link to "
            f'"{FEDERATION_IDENTITY}/v{since[0]}.{since[1]}" in this subgraph and import "@{name}".'
        )
    return f' Add "@{name}" to the `import` of the link to federation, or write "@federation__{name}".'

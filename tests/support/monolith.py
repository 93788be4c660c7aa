"""The oracle: one server that owns everything answers the operation from the same records, by graphql-core alone.

It reads the supergraph only for the API schema, and that by its own means: what the router answers is compared with
an execution that knows nothing of subgraphs, plans or representations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from graphql import (
    ArgumentNode,
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    ExecutionResult,
    GraphQLEnumType,
    GraphQLError,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    Node,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    Undefined,
    Visitor,
    build_ast_schema,
    execute_sync,
    get_named_type,
    parse,
    value_from_ast_untyped,
    visit,
)
from graphql.language.visitor import REMOVE, VisitorAction

from tests.support.contexts import contextual_field
from tests.support.federation_sdl import is_executable_directive
from tests.support.nodes import find_nodes, has_node_fields, is_node_field, with_node_fields
from tests.support.records import Json, Record, Records, map_items

_MACHINERY = ("join__", "link__", "core__", "federation__", "context__")


@lru_cache(maxsize=8)
def build_api_schema(supergraph_sdl: str) -> GraphQLSchema:
    """What clients see: no join or link machinery, nothing inaccessible."""
    document = parse(supergraph_sdl, no_location=True)
    inaccessible = _local_name(document, "inaccessible")
    hidden = {
        definition.name.value
        for definition in document.definitions
        if isinstance(definition, TypeDefinitionNode) and _has_directive(definition, inaccessible)
    }
    kept = DocumentNode(definitions=tuple(filter(_is_client_facing, document.definitions)))
    return build_ast_schema(visit(kept, _Hide(inaccessible, hidden)), assume_valid_sdl=True)


@lru_cache(maxsize=8)
def hidden_enum_values(supergraph_sdl: str) -> dict[str, set[str]]:
    """Values that subgraphs may answer with and clients must not see, by enum."""
    declared = {
        definition.name.value: {value.name.value for value in definition.values or ()}
        for definition in parse(supergraph_sdl, no_location=True).definitions
        if isinstance(definition, EnumTypeDefinitionNode)
    }
    return {
        name: declared[name] - set(visible.values)
        for name, visible in build_api_schema(supergraph_sdl).type_map.items()
        if isinstance(visible, GraphQLEnumType) and name in declared
    }


class _Hide(Visitor):
    """Drop what is inaccessible, and every mention of a hidden type."""

    def __init__(self, inaccessible: str, hidden: set[str]) -> None:
        super().__init__()
        self.inaccessible = inaccessible
        self.hidden = hidden

    def enter(self, node: Node, *_: object) -> VisitorAction:
        if isinstance(node, DirectiveNode):
            return REMOVE if node.name.value not in ("deprecated", "specifiedBy", "oneOf") else None
        if _has_directive(node, self.inaccessible):
            return REMOVE
        return None

    def enter_named_type(self, node: Node, _key: object, parent: object, *_: object) -> VisitorAction:
        # Of lists of names: the interfaces of a type, the members of a union.
        is_listed = isinstance(parent, list | tuple)
        return REMOVE if is_listed and getattr(node, "name").value in self.hidden else None  # noqa: B009


def _is_client_facing(definition: DefinitionNode) -> bool:
    if isinstance(definition, TypeDefinitionNode):
        return not definition.name.value.startswith(_MACHINERY)
    if isinstance(definition, DirectiveDefinitionNode):
        return is_executable_directive(definition)
    return True


def _has_directive(node: Node, name: str) -> bool:
    directives = getattr(node, "directives", None) or ()
    return any(directive.name.value == name for directive in directives)


def _local_name(document: DocumentNode, spec: str) -> str:
    """What a spec's directive is called in this document: `@link(..., as:)` renames it."""
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode):
            for directive in definition.directives or ():
                arguments = _untyped(directive.arguments or ())
                if f"/{spec}/" in str(arguments.get("url", arguments.get("feature", ""))):
                    return _imported_names(arguments).get(spec) or str(arguments.get("as", spec))
    return spec


def _imported_names(link: Mapping[str, object]) -> dict[str, str]:
    """The directives that a link imports under names of their own."""
    imports = link.get("import")
    renamed = [each for each in imports if isinstance(each, dict)] if isinstance(imports, list) else []
    return {each["name"].lstrip("@"): each["as"].lstrip("@") for each in renamed}


def _untyped(arguments: tuple[ArgumentNode, ...]) -> dict[str, object]:
    return {argument.name.value: value_from_ast_untyped(argument.value) for argument in arguments}


@dataclass(frozen=True)
class Placed:
    """A record where the answer holds it."""

    record: Record
    above: tuple[Record, ...]
    """The records that hold it, nearest first."""


@dataclass(frozen=True)
class Monolith:
    """Executes operations on the API schema, straight on the records."""

    supergraph_sdl: str
    records: Records

    @cached_property
    def api_schema(self) -> GraphQLSchema:
        schema = build_api_schema(self.supergraph_sdl)
        return with_node_fields(schema) if has_node_fields(self.records) else schema

    def execute(
        self, document: DocumentNode, operation_name: str | None, variables: Mapping[str, Json], event: Json = Undefined
    ) -> ExecutionResult:
        """Answer; for a subscription, the answer to one event."""
        return execute_sync(
            self.api_schema,
            document,
            root_value=event,
            variable_values=dict(variables),
            operation_name=operation_name,
            field_resolver=self._resolve,
            type_resolver=_type_of,
        )

    def _resolve(self, source: "Placed | None", info: GraphQLResolveInfo, **arguments: Json) -> Any:
        definition = info.parent_type.fields[info.field_name]
        placed = source if info.path.prev is not None else Placed(self._root(info), ())
        assert placed is not None
        value = self._value(placed, info, arguments)
        above = (placed.record, *placed.above)
        return map_items(value, lambda item: self._visible(item, definition.type, above))

    def _value(self, placed: "Placed", info: GraphQLResolveInfo, arguments: dict[str, Json]) -> Any:
        field_name, definition = info.field_name, info.parent_type.fields[info.field_name]
        if has_node_fields(self.records) and is_node_field(info) and field_name not in placed.record.values:
            return find_nodes(self.records, info, arguments)
        contextual = contextual_field(self.records, placed.record, placed.above, field_name)
        if contextual is not None:
            definition, from_above = contextual
            arguments = arguments | from_above
        return self.records.value(placed.record, field_name, definition, arguments)

    def _root(self, info: GraphQLResolveInfo) -> Record:
        name = info.parent_type.name
        if info.root_value is not Undefined:
            return Record(name, "", {info.field_name: info.root_value})
        roots = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
        return self.records.root(roots[info.operation.operation.value])

    def _visible(self, item: Json | Record, declared: GraphQLOutputType, above: tuple[Record, ...]) -> Any:
        if isinstance(item, GraphQLError):
            return item
        if isinstance(item, Record):
            return Placed(item, above) if item.type_name in self.api_schema.type_map else None
        return None if item in hidden_enum_values(self.supergraph_sdl).get(get_named_type(declared).name, ()) else item


def _type_of(value: "Placed", *_: object) -> str:
    return value.record.type_name

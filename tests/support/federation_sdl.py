"""One subgraph's SDL as its own server and the oracle understand it.

Written without the composer on purpose: what checks the router must not share its reading of the directives.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NameNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    OperationDefinitionNode,
    OperationType,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    SelectionSetNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    parse,
    value_from_ast_untyped,
)

ROOT_TYPES = {
    OperationType.QUERY: "Query",
    OperationType.MUTATION: "Mutation",
    OperationType.SUBSCRIPTION: "Subscription",
}

_DEFINITION_OF_EXTENSION: dict[str, type[TypeDefinitionNode]] = {
    "scalar_type_extension": ScalarTypeDefinitionNode,
    "object_type_extension": ObjectTypeDefinitionNode,
    "interface_type_extension": InterfaceTypeDefinitionNode,
    "union_type_extension": UnionTypeDefinitionNode,
    "enum_type_extension": EnumTypeDefinitionNode,
    "input_object_type_extension": InputObjectTypeDefinitionNode,
}
_MERGED_ATTRIBUTES = ("directives", "interfaces", "fields", "types", "values")


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """One `@key`."""

    selection: SelectionSetNode
    resolvable: bool


@dataclass(frozen=True, slots=True)
class ContextFacts:
    """One `@fromContext`."""

    argument: str
    is_required: bool
    context: str
    selection: SelectionSetNode


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """What the federation directives say of one field."""

    external: bool = False
    requires: SelectionSetNode | None = None
    provides: SelectionSetNode | None = None
    override_from: str | None = None
    override_label: str | None = None
    contexts: tuple[ContextFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What the federation directives say of one object or interface type."""

    name: str
    is_interface: bool
    is_interface_object: bool
    interfaces: tuple[str, ...]
    keys: tuple[KeyFacts, ...]
    fields: Mapping[str, FieldFacts]

    @property
    def resolvable_keys(self) -> tuple[KeyFacts, ...]:
        return tuple(key for key in self.keys if key.resolvable)


@dataclass(frozen=True)
class SubgraphFacts:
    """One subgraph: the schema that its server serves, and the facts about its types."""

    name: str
    sdl: str

    @cached_property
    def _definitions(self) -> dict[str, TypeDefinitionNode]:
        return _merged_types(self._document)

    @cached_property
    def _document(self) -> DocumentNode:
        return parse(self.sdl, no_location=True)

    @cached_property
    def root_names(self) -> dict[OperationType, str]:
        """The names of the root types in this subgraph."""
        named = {
            operation_type.operation: operation_type.type.name.value
            for definition in self._document.definitions
            if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode)
            for operation_type in definition.operation_types or ()
        }
        defaults = {kind: name for kind, name in ROOT_TYPES.items() if name in self._definitions}
        return {OperationType.QUERY: "Query"} | defaults | named

    @cached_property
    def types(self) -> dict[str, TypeFacts]:
        names = _directive_names(self._document)
        return {
            self.canonical_name(name): _type_facts(self.canonical_name(name), definition, names)
            for name, definition in self._definitions.items()
            if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)
        }

    @cached_property
    def context_setters(self) -> dict[str, set[str]]:
        """The types that carry each context: objects, interfaces and unions."""
        names = _directive_names(self._document)
        setters: dict[str, set[str]] = {}
        for type_name, definition in self._definitions.items():
            for found, arguments in _named_directives(definition.directives or (), names):
                if found == "context":
                    setters.setdefault(str(arguments["name"]), set()).add(self.canonical_name(type_name))
        return setters

    def canonical_name(self, type_name: str) -> str:
        """The supergraph's name of a type: root types may be called otherwise here."""
        return next((ROOT_TYPES[kind] for kind, name in self.root_names.items() if name == type_name), type_name)

    @cached_property
    def schema(self) -> GraphQLSchema:
        """The executable schema, with `_service` and `_entities`."""
        entities = [facts.name for facts in self.types.values() if facts.resolvable_keys and not facts.is_interface]
        query_name = self.root_names[OperationType.QUERY]
        served = parse(_served_sdl(query_name, entities), no_location=True)
        merged = _merged_types(DocumentNode(definitions=(*self._definitions.values(), *served.definitions)))
        roots = " ".join(f"{kind.value}: {name}" for kind, name in self.root_names.items())
        schema_definition = parse(f"schema {{ {roots} }}", no_location=True).definitions
        executable = (definition for definition in self._document.definitions if is_executable_directive(definition))
        definitions = (*merged.values(), *executable, *schema_definition)
        return build_ast_schema(DocumentNode(definitions=definitions), assume_valid_sdl=True)

    def facts_of(self, type_name: str, field_name: str) -> FieldFacts | None:
        type_facts = self.types.get(type_name)
        return type_facts.fields.get(field_name) if type_facts else None


def parse_selection(text: str) -> SelectionSetNode:
    definition = parse("{" + text + "}", no_location=True).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    return definition.selection_set


def _served_sdl(query_name: str, entities: list[str]) -> str:
    base = f"scalar _Any type _Service {{ sdl: String }} extend type {query_name} {{ _service: _Service! }} "
    if not entities:
        return base
    union = f"union _Entity = {' | '.join(entities)} "
    return base + union + f"extend type {query_name} {{ _entities(representations: [_Any!]!): [_Entity]! }}"


def is_executable_directive(definition: DefinitionNode) -> bool:
    return isinstance(definition, DirectiveDefinitionNode) and any(
        location.value in ("FIELD", "QUERY", "INLINE_FRAGMENT") for location in definition.locations
    )


def _merged_types(document: DocumentNode) -> dict[str, TypeDefinitionNode]:
    """Definitions with their extensions folded in; an extension without a definition becomes one."""
    parts: dict[str, list[TypeDefinitionNode | TypeExtensionNode]] = {}
    for definition in document.definitions:
        if isinstance(definition, TypeDefinitionNode | TypeExtensionNode):
            parts.setdefault(definition.name.value, []).append(definition)
    return {name: _fold(name, nodes) for name, nodes in parts.items()}


def _fold(name: str, nodes: list[TypeDefinitionNode | TypeExtensionNode]) -> TypeDefinitionNode:
    defined = [node for node in nodes if isinstance(node, TypeDefinitionNode)]
    node_type = type(defined[0]) if defined else _DEFINITION_OF_EXTENSION[nodes[0].kind]
    merged = {
        attribute: tuple(child for node in nodes for child in getattr(node, attribute, None) or ())
        for attribute in _MERGED_ATTRIBUTES
        if attribute in node_type.keys
    }
    if not defined:
        extends = DirectiveNode(name=NameNode(value="extends"), arguments=())
        merged["directives"] = (*merged.get("directives", ()), extends)
    return node_type(name=NameNode(value=name), **merged)


def _directive_names(document: DocumentNode) -> dict[str, str]:
    """Federation's name of each directive, by the name it goes by here."""
    known = (
        "key",
        "external",
        "requires",
        "provides",
        "override",
        "extends",
        "interfaceObject",
        "context",
        "fromContext",
    )
    links = [link for link in _links(document) if "/federation/" in str(link.get("url"))]
    if not links:
        return {name: name for name in known}
    prefix = links[0].get("as") or "federation"
    # An extension that nothing defines is marked with a bare @extends by `_fold`.
    names = {"extends": "extends"} | {f"{prefix}__{name}": name for name in known}
    imports = links[0].get("import") or []
    assert isinstance(imports, list)
    for imported in imports:
        original, local = (imported, imported) if isinstance(imported, str) else (imported["name"], imported.get("as"))
        names[(local or original).lstrip("@")] = original.lstrip("@")
    return names


def _links(document: DocumentNode) -> Iterator[dict[str, object]]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            for directive in definition.directives or ():
                if directive.name.value == "link":
                    yield _arguments(directive)


def _arguments(directive: DirectiveNode) -> dict[str, object]:
    return {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments or ()}


def _type_facts(
    name: str, node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, names: dict[str, str]
) -> TypeFacts:
    directives = _named_directives(node.directives or (), names)
    is_extension = any(found == "extends" for found, _ in directives)
    keys = tuple(
        KeyFacts(parse_selection(_field_set_text(arguments["fields"])), arguments.get("resolvable") is not False)
        for found, arguments in directives
        if found == "key"
    )
    # Key fields of a type extension are the extension's own, whatever @external says.
    local_keys = {field for key in keys for field in _top_level_names(key.selection)} if is_extension else set()
    external_type = any(found == "external" for found, _ in directives)
    return TypeFacts(
        name=name,
        is_interface=isinstance(node, InterfaceTypeDefinitionNode),
        is_interface_object=any(found == "interfaceObject" for found, _ in directives),
        interfaces=tuple(interface.name.value for interface in node.interfaces or ()),
        keys=keys,
        fields={
            field.name.value: _field_facts(field, names, external_type, field.name.value in local_keys)
            for field in node.fields or ()
        },
    )


def _field_facts(field: FieldDefinitionNode, names: dict[str, str], external_type: bool, local: bool) -> FieldFacts:
    directives = dict(_named_directives(field.directives or (), names))
    override = directives.get("override", {})
    return FieldFacts(
        external=("external" in directives or external_type) and not local,
        requires=_field_set(directives.get("requires")),
        provides=_field_set(directives.get("provides")),
        override_from=_text(override.get("from")),
        override_label=_text(override.get("label")),
        contexts=tuple(_context_facts(field, names)),
    )


def _context_facts(field: FieldDefinitionNode, names: dict[str, str]) -> Iterator[ContextFacts]:
    for argument in field.arguments or ():
        for found, given in _named_directives(argument.directives or (), names):
            if found == "fromContext":
                matched = re.fullmatch(r"\s*\$\s*(\w+)(.*)", str(given["field"]), re.DOTALL)
                assert matched is not None, given
                context, selection = matched.groups()
                braced = selection.strip().startswith("{")
                inner = selection.strip()[1:-1] if braced else selection
                is_required = isinstance(argument.type, NonNullTypeNode)
                yield ContextFacts(argument.name.value, is_required, context, parse_selection(inner))


def _named_directives(
    directives: tuple[DirectiveNode, ...], names: dict[str, str]
) -> list[tuple[str, dict[str, object]]]:
    return [
        (names[directive.name.value], _arguments(directive))
        for directive in directives
        if directive.name.value in names
    ]


def _field_set(arguments: dict[str, object] | None) -> SelectionSetNode | None:
    return parse_selection(_field_set_text(arguments["fields"])) if arguments else None


def _field_set_text(value: object) -> str:
    # Federation 1 also takes a list of names.
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _top_level_names(selection: SelectionSetNode) -> set[str]:
    return {node.name.value for node in selection.selections if hasattr(node, "name")}

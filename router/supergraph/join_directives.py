"""What the join directives say of one type, its fields, values and members."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphql import (
    ConstDirectiveNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    FieldDefinitionNode,
    GraphQLSyntaxError,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ListValueNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    print_ast,
    value_from_ast_untyped,
)

from router.errors import SupergraphError
from router.language.field_set import parse_field_set
from router.language.names import FieldName, SubgraphName, TypeName
from router.language.selection_set import Field, SelectionSet
from router.specs.context import parse_context_selection
from router.specs.directive_arguments import argument_value, boolean_argument, enum_argument, string_argument
from router.supergraph.model import (
    ContextArgument,
    EntityKey,
    FieldDefinition,
    JoinField,
    JoinType,
    SubgraphEndpoint,
    TypeDefinition,
    TypeKind,
)
from router.supergraph.print_type import print_type

TypeNode = TypeDefinitionNode | TypeExtensionNode

_KINDS: Mapping[type[Node], TypeKind] = {
    ObjectTypeDefinitionNode: TypeKind.OBJECT,
    ObjectTypeExtensionNode: TypeKind.OBJECT,
    InterfaceTypeDefinitionNode: TypeKind.INTERFACE,
    InterfaceTypeExtensionNode: TypeKind.INTERFACE,
    UnionTypeDefinitionNode: TypeKind.UNION,
    UnionTypeExtensionNode: TypeKind.UNION,
    EnumTypeDefinitionNode: TypeKind.ENUM,
    EnumTypeExtensionNode: TypeKind.ENUM,
    InputObjectTypeDefinitionNode: TypeKind.INPUT_OBJECT,
    InputObjectTypeExtensionNode: TypeKind.INPUT_OBJECT,
    ScalarTypeDefinitionNode: TypeKind.SCALAR,
    ScalarTypeExtensionNode: TypeKind.SCALAR,
}


@dataclass(frozen=True, slots=True)
class JoinReader:
    """Reads join directives under the names and by the version that the supergraph links."""

    namespace: str
    version: tuple[int, int]
    endpoints: Mapping[str, SubgraphEndpoint]
    """By enum value."""

    context_directive: str = "context"
    """What `@context` is called."""

    def read_type(self, name: TypeName, nodes: Sequence[TypeNode]) -> TypeDefinition:
        joins = self._joins_of_type(name, nodes)
        kind = _KINDS[type(nodes[0])]
        return TypeDefinition(
            name=name,
            kind=kind,
            joins=joins,
            fields=self._fields_of(nodes, joins) if kind in (TypeKind.OBJECT, TypeKind.INTERFACE) else {},
            interfaces=self._listed(nodes, "implements", "interface"),
            members=self._members_of(nodes, joins) if kind is TypeKind.UNION else {},
            enum_values=self._enum_values_of(nodes, joins) if kind is TypeKind.ENUM else {},
            contexts=frozenset(self._contexts_of(nodes)),
        )

    def fill_in_interfaces(
        self, types: Mapping[TypeName, TypeDefinition], nodes: Mapping[TypeName, Sequence[TypeNode]]
    ) -> dict[TypeName, TypeDefinition]:
        """Where no `@join__implements` says otherwise, a graph that declares both types joins them."""
        return {
            name: definition if definition.interfaces else _with_declared_interfaces(definition, nodes[name], types)
            for name, definition in types.items()
        }

    def _applied(self, node: Node, name: str) -> Iterator[ConstDirectiveNode]:
        full_name = f"{self.namespace}__{name}"
        for directive in getattr(node, "directives", None) or ():
            if directive.name.value == full_name:
                yield directive

    def _graph(self, directive: ConstDirectiveNode) -> SubgraphName | None:
        enum_value = enum_argument(directive, "graph")
        if enum_value is None:
            return None
        endpoint = self.endpoints.get(enum_value)
        if endpoint is None:
            raise SupergraphError(
                f"`{print_ast(directive)}` names a subgraph that the enum `{self.namespace}__Graph` does not list."
            )
        return endpoint.name

    def _joins_of_type(self, name: TypeName, nodes: Sequence[TypeNode]) -> dict[SubgraphName, JoinType]:
        owner = self._owner_of(nodes)
        joins: dict[SubgraphName, JoinType] = {}
        for directive in (found for node in nodes for found in self._applied(node, "type")):
            join = self._read_join_type(name, directive, owner)
            known = joins.get(join.subgraph)
            joins[join.subgraph] = _merge_join_types(known, join) if known else join
        return joins or {subgraph: JoinType(subgraph) for subgraph in self._graphs_without_join_type(nodes)}

    def _graphs_without_join_type(self, nodes: Sequence[TypeNode]) -> list[SubgraphName]:
        """A value type of join v0.1 is everywhere; a root type is where its fields are."""
        fields = [field for node in nodes for field in getattr(node, "fields", None) or ()]
        named = {self._graph(directive) for field in fields for directive in self._applied(field, "field")}
        everywhere = not named - {None} or any(not list(self._applied(field, "field")) for field in fields)
        return [endpoint.name for endpoint in self.endpoints.values() if everywhere or endpoint.name in named]

    def _owner_of(self, nodes: Sequence[TypeNode]) -> SubgraphName | None:
        for directive in (found for node in nodes for found in self._applied(node, "owner")):
            return self._graph(directive)
        return None

    def _read_join_type(self, name: TypeName, directive: ConstDirectiveNode, owner: SubgraphName | None) -> JoinType:
        subgraph = self._graph(directive)
        if subgraph is None:
            raise SupergraphError(f"`{print_ast(directive)}` on `{name}` names no subgraph.")
        key = string_argument(directive, "key")
        keys = (EntityKey(_read_field_set(key, name), boolean_argument(directive, "resolvable", True)),) if key else ()
        return JoinType(
            subgraph=subgraph,
            keys=keys,
            is_interface_object=boolean_argument(directive, "isInterfaceObject", False),
            is_extension=boolean_argument(directive, "extension", owner is not None and subgraph != owner),
        )

    def _fields_of(
        self, nodes: Sequence[TypeNode], joins: Mapping[SubgraphName, JoinType]
    ) -> dict[FieldName, FieldDefinition]:
        owner = self._owner_of(nodes)
        default_graphs = [owner] if owner else list(joins)
        nodes_by_name = {
            FieldName(field.name.value): field for node in nodes for field in getattr(node, "fields", None) or ()
        }
        fields = {name: self._read_field(nodes[0], field, default_graphs) for name, field in nodes_by_name.items()}
        silent = {name for name, field in nodes_by_name.items() if not any(self._applied(field, "field"))}
        return {
            name: _external_where_required(field, fields, joins) if name in silent else field
            for name, field in fields.items()
        }

    def _read_field(
        self, parent: TypeNode, node: FieldDefinitionNode, default_graphs: Sequence[SubgraphName]
    ) -> FieldDefinition:
        field_type = print_type(node.type)
        applied = list(self._applied(node, "field"))
        joins = dict(self._joins_of_field(f"{parent.name.value}.{node.name.value}", applied, field_type))
        # Since v0.2 an empty @join__field says that no subgraph has it on this type; before, that its owner has.
        if not joins and (not applied or self.version < (0, 2)):
            joins = {subgraph: JoinField(subgraph, field_type) for subgraph in default_graphs}
        return FieldDefinition(FieldName(node.name.value), field_type, joins)

    def _joins_of_field(
        self, coordinate: str, applied: Iterable[ConstDirectiveNode], field_type: str
    ) -> Iterator[tuple[SubgraphName, JoinField]]:
        for directive in applied:
            subgraph = self._graph(directive)
            if subgraph is None:
                continue
            requires, provides = string_argument(directive, "requires"), string_argument(directive, "provides")
            override = string_argument(directive, "override")
            yield (
                subgraph,
                JoinField(
                    subgraph=subgraph,
                    type=string_argument(directive, "type") or field_type,
                    external=boolean_argument(directive, "external", False),
                    requires=_read_field_set(requires, coordinate) if requires else None,
                    provides=_read_field_set(provides, coordinate) if provides else None,
                    override=SubgraphName(override) if override else None,
                    # Some composers repeat the label where the field is taken from; only the taker has the condition.
                    override_label=string_argument(directive, "overrideLabel") if override else None,
                    used_overridden=boolean_argument(directive, "usedOverridden", False),
                    context_arguments=tuple(_read_context_arguments(directive, coordinate)),
                ),
            )

    def _contexts_of(self, nodes: Iterable[Node]) -> Iterator[str]:
        for directive in (found for node in nodes for found in getattr(node, "directives", None) or ()):
            if directive.name.value == self.context_directive:
                name = string_argument(directive, "name")
                if name is not None:
                    yield name

    def _listed(
        self, nodes: Iterable[Node], directive_name: str, argument: str
    ) -> dict[SubgraphName, frozenset[TypeName]]:
        """Names by subgraph, from directives like `@join__implements(graph:, interface:)`."""
        listed: dict[SubgraphName, set[TypeName]] = {}
        for directive in (found for node in nodes for found in self._applied(node, directive_name)):
            subgraph, name = self._graph(directive), string_argument(directive, argument)
            if subgraph and name:
                listed.setdefault(subgraph, set()).add(TypeName(name))
        return {subgraph: frozenset(names) for subgraph, names in listed.items()}

    def _members_of(
        self, nodes: Sequence[TypeNode], joins: Mapping[SubgraphName, JoinType]
    ) -> dict[SubgraphName, frozenset[TypeName]]:
        members = self._listed(nodes, "unionMember", "member")
        declared = frozenset(TypeName(m.name.value) for node in nodes for m in getattr(node, "types", None) or ())
        return members or dict.fromkeys(joins, declared)

    def _enum_values_of(
        self, nodes: Sequence[TypeNode], joins: Mapping[SubgraphName, JoinType]
    ) -> dict[SubgraphName, frozenset[str]]:
        by_graph: dict[SubgraphName, set[str]] = {subgraph: set() for subgraph in joins}
        for value in (value for node in nodes for value in getattr(node, "values", None) or ()):
            graphs = [self._graph(directive) for directive in self._applied(value, "enumValue")] or list(joins)
            for subgraph in graphs:
                if subgraph is not None:
                    by_graph.setdefault(subgraph, set()).add(value.name.value)
        return {subgraph: frozenset(values) for subgraph, values in by_graph.items()}


def _read_field_set(text: str, coordinate: str, parse: Callable[[str], SelectionSet] = parse_field_set) -> SelectionSet:
    try:
        return parse(text)
    except GraphQLSyntaxError as error:
        raise SupergraphError(f'"{text}" on `{coordinate}` is not a field set: {error.message}') from error


def _read_context_arguments(directive: ConstDirectiveNode, coordinate: str) -> Iterator[ContextArgument]:
    value = argument_value(directive, "contextArguments")
    for item in value.values if isinstance(value, ListValueNode) else ():
        given = value_from_ast_untyped(item)
        try:
            name, type_text, context, selection = (
                str(given[part]) for part in ("name", "type", "context", "selection")
            )
        except (KeyError, TypeError) as error:
            raise SupergraphError(
                f"`{print_ast(item)}` on `{coordinate}` is no context argument: give it `context`, `name`, `type` and "
                "`selection`."
            ) from error
        yield ContextArgument(name, type_text, context, _read_field_set(selection, coordinate, parse_context_selection))


def _external_where_required(
    field: FieldDefinition, fields: Mapping[FieldName, FieldDefinition], joins: Mapping[SubgraphName, JoinType]
) -> FieldDefinition:
    """Some composers do not say of an interface's field where it is external. Who requires it does not resolve it."""
    requiring = {
        join.subgraph
        for other in fields.values()
        for join in other.joins.values()
        if join.requires is not None
        and _names(join.requires, field.name, leaves_only=True)
        and not _is_in_a_key(field.name, joins.get(join.subgraph))
    }
    if requiring.isdisjoint(field.joins):
        return field
    marked = {name: replace(join, external=True) if name in requiring else join for name, join in field.joins.items()}
    return replace(field, joins=marked)


def _is_in_a_key(name: FieldName, join: JoinType | None) -> bool:
    return join is not None and any(_names(key.selection_set, name) for key in join.keys)


def _names(selection_set: SelectionSet, name: FieldName, leaves_only: bool = False) -> bool:
    """An object that is required may be the subgraph's own, where something below it is not."""
    return any(
        isinstance(selection, Field) and selection.name == name and not (leaves_only and selection.selection_set)
        for selection in selection_set
    )


def _merge_join_types(first: JoinType, second: JoinType) -> JoinType:
    return replace(
        first,
        keys=first.keys + second.keys,
        is_interface_object=first.is_interface_object or second.is_interface_object,
        is_extension=first.is_extension or second.is_extension,
    )


def _with_declared_interfaces(
    definition: TypeDefinition, nodes: Sequence[TypeNode], types: Mapping[TypeName, TypeDefinition]
) -> TypeDefinition:
    declared = {TypeName(name.name.value) for node in nodes for name in getattr(node, "interfaces", None) or ()}
    if not declared:
        return definition
    by_graph = {
        subgraph: frozenset(name for name in declared if name in types and subgraph in types[name].joins)
        for subgraph in definition.joins
    }
    return replace(definition, interfaces={subgraph: names for subgraph, names in by_graph.items() if names})

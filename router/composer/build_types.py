"""AST -> SubgraphType."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphql import (
    DirectiveNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
)

from router.composer.federation_names import FederationNames
from router.composer.fold_extensions import FoldedTypes
from router.composer.subgraph_schema import Directive, Element, Field, InputValue, SubgraphType
from router.language.names import TypeName
from router.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class TypeBuilder:
    """Builds under the spec's names for directives, and the usual names for root types."""

    names: FederationNames
    renamed: Mapping[str, str]
    """A root type's own name to its usual one."""

    def build_types(self, folded: FoldedTypes) -> dict[str, SubgraphType]:
        built = (self._build(node, name in folded.extended_only) for name, node in folded.definitions.items())
        return {definition.name: definition for definition in built}

    def directives(self, nodes: Sequence[DirectiveNode] | None) -> tuple[Directive, ...]:
        return tuple(self._directive(node) for node in nodes or ())

    def _directive(self, node: DirectiveNode) -> Directive:
        name = self.names.directives.get(node.name.value)
        return Directive(name or node.name.value, node, is_federation=name is not None)

    def _build(self, node: TypeDefinitionNode, extended_only: bool) -> SubgraphType:
        directives = self.directives(node.directives)
        is_extended = any(found.is_federation and found.name == "extends" for found in directives)
        kind, details = self._details(node)
        return SubgraphType(
            name=self._name(node.name.value),
            node=node,
            description=_text(node.description),
            directives=directives,
            kind=kind,
            is_extension=extended_only or is_extended,
            fields=details.fields,
            input_fields=details.input_fields,
            values=details.values,
            members=details.members,
            interfaces=details.interfaces,
        )

    def _details(self, node: TypeDefinitionNode) -> tuple[TypeKind, "_Details"]:
        match node:
            case ObjectTypeDefinitionNode():
                return TypeKind.OBJECT, _Details(
                    fields=self._fields(node.fields), interfaces=self._type_names(node.interfaces)
                )
            case InterfaceTypeDefinitionNode():
                return TypeKind.INTERFACE, _Details(
                    fields=self._fields(node.fields), interfaces=self._type_names(node.interfaces)
                )
            case UnionTypeDefinitionNode():
                return TypeKind.UNION, _Details(members=self._type_names(node.types))
            case EnumTypeDefinitionNode():
                return TypeKind.ENUM, _Details(values=self._values(node))
            case InputObjectTypeDefinitionNode():
                return TypeKind.INPUT_OBJECT, _Details(input_fields=self._inputs(node.fields))
            case ScalarTypeDefinitionNode():
                return TypeKind.SCALAR, _Details()
            case _:
                raise TypeError(f"{node.kind} defines no type")

    def _fields(self, nodes: Sequence[FieldDefinitionNode] | None) -> dict[str, Field]:
        return {
            node.name.value: Field(
                name=node.name.value,
                node=node,
                description=_text(node.description),
                directives=self.directives(node.directives),
                type=self._type(node.type),
                arguments=self._inputs(node.arguments),
            )
            for node in nodes or ()
        }

    def _inputs(self, nodes: Sequence[InputValueDefinitionNode] | None) -> dict[str, InputValue]:
        return {
            node.name.value: InputValue(
                name=node.name.value,
                node=node,
                description=_text(node.description),
                directives=self.directives(node.directives),
                type=node.type,
                default=node.default_value,
            )
            for node in nodes or ()
        }

    def _values(self, node: EnumTypeDefinitionNode) -> dict[str, Element]:
        return {
            value.name.value: Element(
                name=value.name.value,
                node=value,
                description=_text(value.description),
                directives=self.directives(value.directives),
            )
            for value in node.values or ()
        }

    def _type_names(self, nodes: Sequence[NamedTypeNode] | None) -> tuple[TypeName, ...]:
        return tuple(TypeName(self._name(node.name.value)) for node in nodes or ())

    def _name(self, name: str) -> str:
        return self.renamed.get(name, name)

    def _type(self, node: TypeNode) -> TypeNode:
        match node:
            case NonNullTypeNode(type=inner):
                return NonNullTypeNode(type=self._type(inner), loc=node.loc)
            case ListTypeNode(type=inner):
                return ListTypeNode(type=self._type(inner), loc=node.loc)
            case NamedTypeNode(name=name) if name.value in self.renamed:
                return NamedTypeNode(name=NameNode(value=self.renamed[name.value]), loc=node.loc)
            case _:
                return node


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    fields: Mapping[str, Field] = field(default_factory=dict)
    input_fields: Mapping[str, InputValue] = field(default_factory=dict)
    values: Mapping[str, Element] = field(default_factory=dict)
    members: tuple[TypeName, ...] = ()
    interfaces: tuple[TypeName, ...] = ()


def _text(description: StringValueNode | None) -> str | None:
    return description.value if description else None

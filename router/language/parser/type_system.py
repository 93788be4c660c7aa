"""Definitions and extensions of the type system."""

from collections.abc import Callable, Mapping

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveLocation,
    DirectiveNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    NamedTypeNode,
    NameNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    OperationTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
)

from router.language.parser.nodes import (
    enum_value_definition_node,
    field_definition_node,
    input_value_definition_node,
)
from router.language.parser.values import NotReadError, ValueReader

Members = Mapping[str, tuple[Node, ...]]
_NO_ENUM_VALUES = frozenset({"true", "false", "null"})
_EXTENSION_OF: Mapping[type[TypeDefinitionNode], type[TypeExtensionNode]] = {
    ScalarTypeDefinitionNode: ScalarTypeExtensionNode,
    ObjectTypeDefinitionNode: ObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode: InterfaceTypeExtensionNode,
    UnionTypeDefinitionNode: UnionTypeExtensionNode,
    EnumTypeDefinitionNode: EnumTypeExtensionNode,
    InputObjectTypeDefinitionNode: InputObjectTypeExtensionNode,
}


class TypeSystemReader(ValueReader):
    __slots__ = ()

    def _type_definition(self) -> DefinitionNode:
        first = self._index
        description = self._description()
        definition_type, read_members = self._kind_of_type()
        name = self._name()
        members = read_members()
        return definition_type(description=description, name=name, **members, loc=self._span(first))

    def _type_extension(self) -> TypeExtensionNode:
        first = self._index
        self._expect("extend")
        definition_type, read_members = self._kind_of_type()
        name = self._name()
        members = read_members()
        if not any(members.values()):
            raise NotReadError
        return _EXTENSION_OF[definition_type](name=name, **members, loc=self._span(first))

    def _kind_of_type(self) -> tuple[type[TypeDefinitionNode], Callable[[], Members]]:
        keyword = self._texts[self._index]
        self._index += 1
        match keyword:
            case "type":
                return ObjectTypeDefinitionNode, self._members_of_object
            case "interface":
                return InterfaceTypeDefinitionNode, self._members_of_object
            case "union":
                return UnionTypeDefinitionNode, self._members_of_union
            case "enum":
                return EnumTypeDefinitionNode, self._members_of_enum
            case "input":
                return InputObjectTypeDefinitionNode, self._members_of_input
            case "scalar":
                return ScalarTypeDefinitionNode, self._members_of_scalar
            case _:
                raise NotReadError

    def _members_of_object(self) -> Members:
        return {
            "interfaces": self._delimited("&", self._named_type) if self._skip("implements") else (),
            "directives": self._const_directives(),
            "fields": self._optional_many("{", self._field_definition, "}"),
        }

    def _members_of_union(self) -> Members:
        return {"directives": self._const_directives(), "types": self._union_members()}

    def _members_of_enum(self) -> Members:
        return {
            "directives": self._const_directives(),
            "values": self._optional_many("{", self._enum_value_definition, "}"),
        }

    def _members_of_input(self) -> Members:
        return {
            "directives": self._const_directives(),
            "fields": self._optional_many("{", self._input_value_definition, "}"),
        }

    def _members_of_scalar(self) -> Members:
        return {"directives": self._const_directives()}

    def _union_members(self) -> tuple[NamedTypeNode, ...]:
        return self._delimited("|", self._named_type) if self._skip("=") else ()

    def _const_directives(self) -> tuple[DirectiveNode, ...]:
        return self._directives(self._const_value)

    def _field_definition(self) -> FieldDefinitionNode:
        first = self._index
        description = self._description()
        name = self._name()
        arguments = self._optional_many("(", self._input_value_definition, ")")
        self._expect(":")
        type_ = self._type()
        directives = self._const_directives()
        return field_definition_node(description, name, arguments, type_, directives, self._span(first))

    def _input_value_definition(self) -> InputValueDefinitionNode:
        first = self._index
        description = self._description()
        name = self._name()
        self._expect(":")
        type_ = self._type()
        default = self._const_value() if self._skip("=") else None
        directives = self._const_directives()
        return input_value_definition_node(description, name, type_, default, directives, self._span(first))

    def _enum_value_definition(self) -> EnumValueDefinitionNode:
        first = self._index
        description = self._description()
        if self._texts[self._index] in _NO_ENUM_VALUES:
            raise NotReadError
        name = self._name()
        directives = self._const_directives()
        return enum_value_definition_node(description, name, directives, self._span(first))

    def _schema_definition(self) -> SchemaDefinitionNode:
        first = self._index
        description = self._description()
        self._expect("schema")
        return SchemaDefinitionNode(
            description=description,
            directives=self._const_directives(),
            operation_types=self._many("{", self._operation_type_definition, "}"),
            loc=self._span(first),
        )

    def _schema_extension(self) -> SchemaExtensionNode:
        first = self._index
        self._expect("extend")
        self._expect("schema")
        directives = self._const_directives()
        operation_types = self._optional_many("{", self._operation_type_definition, "}")
        if not directives and not operation_types:
            raise NotReadError
        return SchemaExtensionNode(directives=directives, operation_types=operation_types, loc=self._span(first))

    def _operation_type_definition(self) -> OperationTypeDefinitionNode:
        first = self._index
        operation = self._operation_type()
        self._expect(":")
        return OperationTypeDefinitionNode(operation=operation, type=self._named_type(), loc=self._span(first))

    def _directive_definition(self) -> DirectiveDefinitionNode:
        first = self._index
        description = self._description()
        self._expect("directive")
        self._expect("@")
        name = self._name()
        arguments = self._optional_many("(", self._input_value_definition, ")")
        repeatable = self._skip("repeatable")
        self._expect("on")
        return DirectiveDefinitionNode(
            description=description,
            name=name,
            arguments=arguments,
            directives=(),
            repeatable=repeatable,
            locations=self._delimited("|", self._directive_location),
            loc=self._span(first),
        )

    def _directive_location(self) -> NameNode:
        if self._texts[self._index] not in DirectiveLocation.__members__:
            raise NotReadError
        return self._name()

"""The most frequent AST nodes, made quickly.

A node's own constructor takes its attributes by keyword and sets each through a `__setattr__` written in Python, which
takes as long as all the rest of parsing. These set the slots of a new node directly, as complete as the constructor.
"""

from collections.abc import Callable
from typing import cast

from graphql import (
    ArgumentNode,
    DirectiveNode,
    EnumValueDefinitionNode,
    EnumValueNode,
    FieldDefinitionNode,
    FieldNode,
    InputValueDefinitionNode,
    ListTypeNode,
    Location,
    NamedTypeNode,
    NameNode,
    Node,
    NonNullTypeNode,
    SelectionSetNode,
    StringValueNode,
    TypeNode,
    ValueNode,
    VariableNode,
)

Place = Location | None
Put = Callable[[Node, object], None]

_new = object.__new__


def _slot(node_type: type[Node], name: str) -> Put:
    return cast(Put, getattr(node_type, name).__set__)


_put_loc = _slot(NameNode, "loc")
_put_name_value = _slot(NameNode, "value")
_put_named_type_name = _slot(NamedTypeNode, "name")
_put_list_type = _slot(ListTypeNode, "type")
_put_non_null_type = _slot(NonNullTypeNode, "type")
_put_string_value = _slot(StringValueNode, "value")
_put_string_block = _slot(StringValueNode, "block")
_put_enum_value = _slot(EnumValueNode, "value")
_put_variable_name = _slot(VariableNode, "name")
_put_argument_name = _slot(ArgumentNode, "name")
_put_argument_value = _slot(ArgumentNode, "value")
_put_directive_name = _slot(DirectiveNode, "name")
_put_directive_arguments = _slot(DirectiveNode, "arguments")
_put_field_alias = _slot(FieldNode, "alias")
_put_field_name = _slot(FieldNode, "name")
_put_field_arguments = _slot(FieldNode, "arguments")
_put_field_directives = _slot(FieldNode, "directives")
_put_field_selection_set = _slot(FieldNode, "selection_set")
_put_selections = _slot(SelectionSetNode, "selections")
_put_value_description = _slot(EnumValueDefinitionNode, "description")
_put_value_name = _slot(EnumValueDefinitionNode, "name")
_put_value_directives = _slot(EnumValueDefinitionNode, "directives")
_put_definition_description = _slot(FieldDefinitionNode, "description")
_put_definition_name = _slot(FieldDefinitionNode, "name")
_put_definition_directives = _slot(FieldDefinitionNode, "directives")
_put_definition_arguments = _slot(FieldDefinitionNode, "arguments")
_put_definition_type = _slot(FieldDefinitionNode, "type")
_put_input_description = _slot(InputValueDefinitionNode, "description")
_put_input_name = _slot(InputValueDefinitionNode, "name")
_put_input_directives = _slot(InputValueDefinitionNode, "directives")
_put_input_type = _slot(InputValueDefinitionNode, "type")
_put_input_default = _slot(InputValueDefinitionNode, "default_value")


def name_node(value: str, loc: Place) -> NameNode:
    node = _new(NameNode)
    _put_loc(node, loc)
    _put_name_value(node, value)
    return node


def named_type_node(name: str, loc: Place) -> NamedTypeNode:
    """A reference to a type and its name stand in the same place."""
    node = _new(NamedTypeNode)
    _put_loc(node, loc)
    _put_named_type_name(node, name_node(name, loc))
    return node


def list_type_node(inner: TypeNode, loc: Place) -> ListTypeNode:
    node = _new(ListTypeNode)
    _put_loc(node, loc)
    _put_list_type(node, inner)
    return node


def non_null_type_node(inner: TypeNode, loc: Place) -> NonNullTypeNode:
    node = _new(NonNullTypeNode)
    _put_loc(node, loc)
    _put_non_null_type(node, inner)
    return node


def string_node(value: str, block: bool, loc: Place) -> StringValueNode:
    node = _new(StringValueNode)
    _put_loc(node, loc)
    _put_string_value(node, value)
    _put_string_block(node, block)
    return node


def enum_value_node(value: str, loc: Place) -> EnumValueNode:
    node = _new(EnumValueNode)
    _put_loc(node, loc)
    _put_enum_value(node, value)
    return node


def variable_node(name: NameNode, loc: Place) -> VariableNode:
    node = _new(VariableNode)
    _put_loc(node, loc)
    _put_variable_name(node, name)
    return node


def argument_node(name: NameNode, value: ValueNode, loc: Place) -> ArgumentNode:
    node = _new(ArgumentNode)
    _put_loc(node, loc)
    _put_argument_name(node, name)
    _put_argument_value(node, value)
    return node


def directive_node(name: NameNode, arguments: tuple[ArgumentNode, ...], loc: Place) -> DirectiveNode:
    node = _new(DirectiveNode)
    _put_loc(node, loc)
    _put_directive_name(node, name)
    _put_directive_arguments(node, arguments)
    return node


def field_node(
    alias: NameNode | None,
    name: NameNode,
    arguments: tuple[ArgumentNode, ...],
    directives: tuple[DirectiveNode, ...],
    selection_set: SelectionSetNode | None,
    loc: Place,
) -> FieldNode:
    node = _new(FieldNode)
    _put_loc(node, loc)
    _put_field_alias(node, alias)
    _put_field_name(node, name)
    _put_field_arguments(node, arguments)
    _put_field_directives(node, directives)
    _put_field_selection_set(node, selection_set)
    return node


def selection_set_node(selections: tuple[Node, ...], loc: Place) -> SelectionSetNode:
    node = _new(SelectionSetNode)
    _put_loc(node, loc)
    _put_selections(node, selections)
    return node


def enum_value_definition_node(
    description: StringValueNode | None, name: NameNode, directives: tuple[DirectiveNode, ...], loc: Place
) -> EnumValueDefinitionNode:
    node = _new(EnumValueDefinitionNode)
    _put_loc(node, loc)
    _put_value_description(node, description)
    _put_value_name(node, name)
    _put_value_directives(node, directives)
    return node


def field_definition_node(
    description: StringValueNode | None,
    name: NameNode,
    arguments: tuple[InputValueDefinitionNode, ...],
    type_: TypeNode,
    directives: tuple[DirectiveNode, ...],
    loc: Place,
) -> FieldDefinitionNode:
    node = _new(FieldDefinitionNode)
    _put_loc(node, loc)
    _put_definition_description(node, description)
    _put_definition_name(node, name)
    _put_definition_arguments(node, arguments)
    _put_definition_type(node, type_)
    _put_definition_directives(node, directives)
    return node


def input_value_definition_node(
    description: StringValueNode | None,
    name: NameNode,
    type_: TypeNode,
    default: ValueNode | None,
    directives: tuple[DirectiveNode, ...],
    loc: Place,
) -> InputValueDefinitionNode:
    node = _new(InputValueDefinitionNode)
    _put_loc(node, loc)
    _put_input_description(node, description)
    _put_input_name(node, name)
    _put_input_type(node, type_)
    _put_input_default(node, default)
    _put_input_directives(node, directives)
    return node

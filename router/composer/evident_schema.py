"""Whether valid SDL evidently makes a valid schema, so that none need be built of it to find out.

As with `evident_sdl`: where this says no, graphql-core builds the schema and says what is wrong with it, if anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graphql import (
    BooleanValueNode,
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    EnumTypeDefinitionNode,
    EnumValueNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    IntValueNode,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NonNullTypeNode,
    NullValueNode,
    ObjectTypeDefinitionNode,
    ObjectValueNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    ValueNode,
    parse_type,
    specified_directives,
    specified_scalar_types,
)

from router.composer.type_reference import named_type
from router.supergraph.print_type import print_type

ArgumentTypes = Mapping[tuple[str, str], TypeNode]
"""By names of directive and argument."""

Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode

_SAFE_DIGITS = 9
"""Integers up to this length fit into 32 bits."""

_STANDARD_ARGUMENTS: ArgumentTypes = {
    (directive.name, name): parse_type(str(argument.type), no_location=True)
    for directive in specified_directives
    for name, argument in directive.args.items()
}
_STANDARD_DIRECTIVES = frozenset(directive.name for directive in specified_directives)
_LITERALS: Mapping[str, tuple[type[ValueNode], ...]] = {
    "String": (StringValueNode,),
    "ID": (StringValueNode, IntValueNode),
    "Boolean": (BooleanValueNode,),
    "Int": (IntValueNode,),
    "Float": (IntValueNode,),
}


def makes_evident_schema(definitions: Sequence[DefinitionNode]) -> bool:
    """Of definitions that break no rule for SDL: True only where their schema is valid but for a missing query type,
    and every argument of an applied directive fits its type."""
    return _Evidence(definitions).is_complete()


@dataclass(frozen=True)
class _Evidence:
    definitions: Sequence[DefinitionNode]

    def is_complete(self) -> bool:
        return all(map(self._is_right, self.definitions)) and self._ends(self._needed_inputs)

    @cached_property
    def _types(self) -> Mapping[str, TypeDefinitionNode]:
        return {node.name.value: node for node in self.definitions if isinstance(node, TypeDefinitionNode)}

    @cached_property
    def _inputs(self) -> frozenset[str]:
        kinds = (InputObjectTypeDefinitionNode, EnumTypeDefinitionNode, ScalarTypeDefinitionNode)
        return frozenset(name for name, node in self._types.items() if isinstance(node, kinds)).union(
            specified_scalar_types
        )

    @cached_property
    def _outputs(self) -> frozenset[str]:
        return frozenset(
            name for name, node in self._types.items() if not isinstance(node, InputObjectTypeDefinitionNode)
        ).union(specified_scalar_types)

    @cached_property
    def _argument_types(self) -> ArgumentTypes:
        return {
            **_STANDARD_ARGUMENTS,
            **{
                (node.name.value, argument.name.value): argument.type
                for node in self.definitions
                if isinstance(node, DirectiveDefinitionNode)
                for argument in node.arguments
            },
        }

    @cached_property
    def _needed_inputs(self) -> Mapping[str, frozenset[str]]:
        """Of each input object, the input objects that it cannot be without."""
        return {
            name: frozenset(_needed(field.type) for field in node.fields) & self._types.keys()
            for name, node in self._types.items()
            if isinstance(node, InputObjectTypeDefinitionNode)
        }

    def _ends(self, needed: Mapping[str, frozenset[str]]) -> bool:
        """Whether no input object needs itself."""
        open_names = {name: found for name, found in needed.items() if found}
        while open_names:
            left = {name: found for name, found in open_names.items() if not found.isdisjoint(open_names)}
            if len(left) == len(open_names):
                return False
            open_names = left
        return True

    def _is_right(self, node: DefinitionNode) -> bool:
        match node:
            case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
                return self._is_right_object(node)
            case InputObjectTypeDefinitionNode(fields=fields):
                is_one_of = any(directive.name.value == "oneOf" for directive in node.directives)
                # To read an object as a default value, its type's own defaults are read: that may never end.
                are_simple = all(_has_no_object(field.default_value) for field in fields)
                is_simple = bool(fields) and are_simple and not is_one_of
                return is_simple and self._are_right_inputs(fields) and self._is_named(node)
            case EnumTypeDefinitionNode(values=values):
                are_right = all(_is_name(value.name.value) and self._fits(value.directives) for value in values)
                return bool(values) and are_right and self._is_named(node)
            case UnionTypeDefinitionNode(types=members):
                names = [member.name.value for member in members]
                are_objects = all(isinstance(self._types.get(name), ObjectTypeDefinitionNode) for name in names)
                return bool(names) and are_objects and len(set(names)) == len(names) and self._is_named(node)
            case ScalarTypeDefinitionNode():
                return self._is_named(node)
            case DirectiveDefinitionNode(arguments=arguments):
                name = node.name.value
                return _is_name(name) and name not in _STANDARD_DIRECTIVES and self._are_right_inputs(arguments)
            case SchemaDefinitionNode(operation_types=roots):
                names = [root.type.name.value for root in roots]
                are_objects = all(isinstance(self._types.get(name), ObjectTypeDefinitionNode) for name in names)
                return are_objects and self._fits(node.directives)
            case _:
                return False

    def _is_named(self, node: TypeDefinitionNode) -> bool:
        return _is_name(node.name.value) and self._fits(node.directives)

    def _is_right_object(self, node: Composite) -> bool:
        return (
            bool(node.fields)
            and self._is_named(node)
            and all(map(self._is_right_field, node.fields))
            and (not node.interfaces or self._implements_all(node))
        )

    def _is_right_field(self, node: FieldDefinitionNode) -> bool:
        return (
            named_type(node.type) in self._outputs
            and _is_name(node.name.value)
            and self._fits(node.directives)
            and self._are_right_inputs(node.arguments)
        )

    def _are_right_inputs(self, nodes: Iterable[InputValueDefinitionNode]) -> bool:
        return all(map(self._is_right_input, nodes))

    def _is_right_input(self, node: InputValueDefinitionNode) -> bool:
        return (
            named_type(node.type) in self._inputs
            and _is_name(node.name.value)
            and self._fits(node.directives)
            and not (_has_no_null(node) and any(found.name.value == "deprecated" for found in node.directives))
        )

    def _implements_all(self, node: Composite) -> bool:
        names = [interface.name.value for interface in node.interfaces]
        return (
            len(set(names)) == len(names)
            and node.name.value not in names
            and all(self._implements(node, names, self._types.get(name)) for name in names)
        )

    def _implements(self, node: Composite, names: Sequence[str], interface: TypeDefinitionNode | None) -> bool:
        if not isinstance(interface, InterfaceTypeDefinitionNode):
            return False
        fields = {field.name.value: field for field in node.fields}
        return all(inherited.name.value in names for inherited in interface.interfaces) and all(
            demanded.name.value in fields and _is_the_same(fields[demanded.name.value], demanded)
            for demanded in interface.fields
        )

    def _fits(self, directives: Sequence[DirectiveNode]) -> bool:
        return not directives or all(
            self._is_value_of(argument.value, self._argument_types[node.name.value, argument.name.value])
            for node in directives
            for argument in node.arguments
        )

    def _is_value_of(self, value: ValueNode, reference: TypeNode) -> bool:
        match reference:
            case NonNullTypeNode(type=inner):
                return not isinstance(value, NullValueNode) and self._is_value_of(value, inner)
            case _ if isinstance(value, NullValueNode):
                return True
            case ListTypeNode(type=inner):
                items = value.values if isinstance(value, ListValueNode) else (value,)
                return all(self._is_value_of(item, inner) for item in items)
            case NamedTypeNode(name=name):
                return self._is_literal_of(value, name.value)
            case _:
                return False

    def _is_literal_of(self, value: ValueNode, type_name: str) -> bool:
        if type_name in _LITERALS:
            is_small = not isinstance(value, IntValueNode) or len(value.value) <= _SAFE_DIGITS
            return isinstance(value, _LITERALS[type_name]) and is_small
        match self._types.get(type_name):
            case ScalarTypeDefinitionNode():
                return True
            case EnumTypeDefinitionNode(values=values) if isinstance(value, EnumValueNode):
                return value.value in {found.name.value for found in values}
            case _:
                return False


def _is_name(name: str) -> bool:
    return not name.startswith("__")


def _has_no_object(value: ValueNode | None) -> bool:
    if isinstance(value, ListValueNode):
        return all(map(_has_no_object, value.values))
    return not isinstance(value, ObjectValueNode)


def _has_no_null(node: InputValueDefinitionNode) -> bool:
    """A default value may make it optional, but only one that fits."""
    return isinstance(node.type, NonNullTypeNode)


def _needed(reference: TypeNode) -> str:
    """Empty where a value can do without; a list can be empty."""
    if isinstance(reference, NonNullTypeNode) and isinstance(reference.type, NamedTypeNode):
        return reference.type.name.value
    return ""


def _is_the_same(given: FieldDefinitionNode, demanded: FieldDefinitionNode) -> bool:
    """A narrower type would do as well, but is not evident."""
    return print_type(given.type) == print_type(demanded.type) and (
        not (given.arguments or demanded.arguments) or _takes_the_same(given.arguments, demanded.arguments)
    )


def _takes_the_same(given: Iterable[InputValueDefinitionNode], demanded: Iterable[InputValueDefinitionNode]) -> bool:
    wanted = {argument.name.value: print_type(argument.type) for argument in demanded}
    offered = {argument.name.value: print_type(argument.type) for argument in given}
    return wanted == offered

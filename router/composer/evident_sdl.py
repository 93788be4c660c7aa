"""Whether SDL is evidently valid, so that graphql-core's rules for SDL need not look at it.

Those rules visit every node of a document, one rule after another, which for many subgraphs takes longer than all the
rest of reading them. One pass answers the only question that matters nearly always: is there anything to find? Where
there may be, the rules themselves say what, in their own words and order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLDirective,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ObjectValueNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    ValueNode,
    introspection_types,
    is_required_argument,
    specified_directives,
    specified_scalar_types,
)

Named = FieldDefinitionNode | InputValueDefinitionNode | DirectiveDefinitionNode | TypeDefinitionNode


@dataclass(frozen=True, slots=True)
class _Directive:
    locations: frozenset[str]
    arguments: frozenset[str]
    required: frozenset[str]
    is_repeatable: bool


def is_evidently_valid(definitions: Sequence[DefinitionNode]) -> bool:
    """True only where `validate_sdl` finds nothing; False where it is to look. Extensions are never evident."""
    types = [node for node in definitions if isinstance(node, TypeDefinitionNode)]
    directives = [node for node in definitions if isinstance(node, DirectiveDefinitionNode)]
    schemas = [node for node in definitions if isinstance(node, SchemaDefinitionNode)]
    return (
        len(types) + len(directives) + len(schemas) == len(definitions)
        and len(schemas) <= 1
        and _differ_in_name(types)
        and _differ_in_name(directives)
        and _Evidence.of(types, directives).covers(definitions)
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    directives: Mapping[str, _Directive]
    types: Collection[str]
    seen: set[tuple[str, str, tuple[str, ...]]] = field(default_factory=set)
    """Applications of directives that were found right: what is applied, where, and with which arguments."""

    @classmethod
    def of(cls, types: Iterable[TypeDefinitionNode], directives: Iterable[DirectiveDefinitionNode]) -> "_Evidence":
        return cls(
            directives=_STANDARD_DIRECTIVES | {node.name.value: _defined(node) for node in directives},
            types={*specified_scalar_types, *introspection_types, *(node.name.value for node in types)},
        )

    def covers(self, definitions: Iterable[DefinitionNode]) -> bool:
        return all(map(self._is_right, definitions))

    def _is_right(self, node: DefinitionNode) -> bool:
        match node:
            case ObjectTypeDefinitionNode():
                return self._is_right_object(node, "OBJECT")
            case InterfaceTypeDefinitionNode():
                return self._is_right_object(node, "INTERFACE")
            case InputObjectTypeDefinitionNode(fields=fields, directives=applied):
                return self._are_right_inputs(fields, "INPUT_FIELD_DEFINITION") and self._apply(applied, "INPUT_OBJECT")
            case EnumTypeDefinitionNode(directives=applied):
                return self._are_right_values(node) and self._apply(applied, "ENUM")
            case UnionTypeDefinitionNode(types=types, directives=applied):
                return all(map(self._is_known, types)) and self._apply(applied, "UNION")
            case ScalarTypeDefinitionNode(directives=applied):
                return self._apply(applied, "SCALAR")
            case DirectiveDefinitionNode(arguments=arguments, directives=applied):
                return not applied and self._are_right_inputs(arguments, "ARGUMENT_DEFINITION")
            case SchemaDefinitionNode(operation_types=operations, directives=applied):
                is_unique = len({found.operation for found in operations}) == len(operations)
                are_known = all(self._is_known(found.type) for found in operations)
                return is_unique and are_known and self._apply(applied, "SCHEMA")
            case _:
                return False

    def _is_right_object(self, node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, location: str) -> bool:
        return (
            self._apply(node.directives, location)
            and all(map(self._is_known, node.interfaces))
            and _differ_in_name(node.fields)
            and all(map(self._is_right_field, node.fields))
        )

    def _is_right_field(self, node: FieldDefinitionNode) -> bool:
        return (
            self._is_known(node.type)
            and self._apply(node.directives, "FIELD_DEFINITION")
            and self._are_right_inputs(node.arguments, "ARGUMENT_DEFINITION")
        )

    def _are_right_inputs(self, nodes: Sequence[InputValueDefinitionNode], location: str) -> bool:
        return not nodes or (_differ_in_name(nodes) and all(self._is_right_input(node, location) for node in nodes))

    def _is_right_input(self, node: InputValueDefinitionNode, location: str) -> bool:
        return (
            self._is_known(node.type)
            and self._apply(node.directives, location)
            and (node.default_value is None or _has_no_field_twice(node.default_value))
        )

    def _are_right_values(self, node: EnumTypeDefinitionNode) -> bool:
        is_unique = len({value.name.value for value in node.values}) == len(node.values)
        return is_unique and all(self._apply(value.directives, "ENUM_VALUE") for value in node.values)

    def _is_known(self, reference: TypeNode) -> bool:
        while isinstance(reference, NonNullTypeNode | ListTypeNode):
            reference = reference.type
        return isinstance(reference, NamedTypeNode) and reference.name.value in self.types

    def _apply(self, nodes: Sequence[DirectiveNode], location: str) -> bool:
        return not nodes or (self._are_unique(nodes) and all(self._is_right_use(node, location) for node in nodes))

    def _are_unique(self, nodes: Sequence[DirectiveNode]) -> bool:
        names = [node.name.value for node in nodes]
        return all(
            names.count(name) == 1 or (name in self.directives and self.directives[name].is_repeatable)
            for name in names
        )

    def _is_right_use(self, node: DirectiveNode, location: str) -> bool:
        arguments = tuple([argument.name.value for argument in node.arguments])
        use = (node.name.value, location, arguments)
        if use not in self.seen:
            if not self._can_use(*use):
                return False
            self.seen.add(use)
        return all(_has_no_field_twice(argument.value) for argument in node.arguments)

    def _can_use(self, name: str, location: str, arguments: tuple[str, ...]) -> bool:
        given, known = frozenset(arguments), self.directives.get(name)
        return (
            known is not None
            and location in known.locations
            and len(given) == len(arguments)
            and known.required <= given <= known.arguments
        )


def _differ_in_name(nodes: Sequence[Named]) -> bool:
    return len({node.name.value for node in nodes}) == len(nodes)


def _has_no_field_twice(value: ValueNode) -> bool:
    match value:
        case ListValueNode(values=values):
            return all(map(_has_no_field_twice, values))
        case ObjectValueNode(fields=fields):
            is_unique = len({found.name.value for found in fields}) == len(fields)
            return is_unique and all(_has_no_field_twice(found.value) for found in fields)
        case _:
            return True


def _defined(node: DirectiveDefinitionNode) -> _Directive:
    return _Directive(
        locations=frozenset(location.value for location in node.locations),
        arguments=frozenset(argument.name.value for argument in node.arguments),
        required=frozenset(argument.name.value for argument in node.arguments if _is_required(argument)),
        is_repeatable=node.repeatable,
    )


def _is_required(node: InputValueDefinitionNode) -> bool:
    return isinstance(node.type, NonNullTypeNode) and node.default_value is None


def _standard(directive: GraphQLDirective) -> _Directive:
    return _Directive(
        locations=frozenset(location.name for location in directive.locations),
        arguments=frozenset(directive.args),
        required=frozenset(name for name, argument in directive.args.items() if is_required_argument(argument)),
        is_repeatable=directive.is_repeatable,
    )


_STANDARD_DIRECTIVES = {directive.name: _standard(directive) for directive in specified_directives}

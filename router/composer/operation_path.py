"""A path through the API schema, and the shortest client operation that takes it."""

from dataclasses import dataclass, replace

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

from router.language.names import FieldName, TypeName
from router.language.operation_kind import OperationKind

_PLACEHOLDERS = {"Int": "1", "Float": "1.0", "Boolean": "true", "ID": '"1"'}


@dataclass(frozen=True, slots=True)
class Step:
    """Take a field of an object type."""

    parent_type: TypeName
    field_name: FieldName


@dataclass(frozen=True, slots=True)
class OperationPath:
    kind: OperationKind
    steps: tuple[Step, ...] = ()

    def then(self, step: Step) -> "OperationPath":
        return replace(self, steps=(*self.steps, step))

    def print_operation(self, schema: GraphQLSchema) -> str:
        """With a value for every required argument, so that it is valid as it stands."""
        lines = [f"{self.kind.value} {{"]
        closing = ["}"]
        container: GraphQLNamedType | None = None
        for step in self.steps:
            parent = schema.get_type(step.parent_type)
            if is_abstract_type(container):
                lines.append(f"{'  ' * len(closing)}... on {step.parent_type} {{")
                closing.append("  " * len(closing) + "}")
            assert isinstance(parent, GraphQLObjectType)  # noqa: S101, the walk goes over object types
            field = parent.fields[step.field_name]
            text = f"{'  ' * len(closing)}{step.field_name}{_print_arguments(field.args)}"
            container = get_named_type(field.type)
            lines.append(text if step is self.steps[-1] else f"{text} {{")
            if step is not self.steps[-1]:
                closing.append("  " * len(closing) + "}")
        lines[-1] += _end_of(container)
        return "\n".join([*lines, *reversed(closing)])


def _end_of(container: GraphQLOutputType | GraphQLNamedType | None) -> str:
    return "" if is_leaf_type(container) else " { __typename }"


def _print_arguments(arguments: dict[str, GraphQLArgument]) -> str:
    given = [f"{name}: {_placeholder(argument.type)}" for name, argument in arguments.items() if _is_required(argument)]
    return f"({', '.join(given)})" if given else ""


def _is_required(value: GraphQLArgument | GraphQLInputField) -> bool:
    return isinstance(value.type, GraphQLNonNull) and value.default_value is Undefined


def _placeholder(value_type: GraphQLInputType) -> str:
    match value_type:
        case GraphQLNonNull(of_type=inner):
            return _placeholder(inner)
        case GraphQLList():
            return "[]"
        case GraphQLEnumType(values=values):
            return next(iter(values))
        case GraphQLInputObjectType(fields=fields):
            given = [f"{name}: {_placeholder(field.type)}" for name, field in fields.items() if _is_required(field)]
            return "{" + ", ".join(given) + "}"
        case _:
            return _PLACEHOLDERS.get(get_named_type(value_type).name, '"text"')

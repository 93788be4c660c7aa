"""Arguments and input fields of two schemas: what clients send."""

from collections.abc import Iterator, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    is_required_argument,
    is_required_input_field,
)

from router.composer.schema_change import SchemaChange, breaking, dangerous, safe


def compare_arguments(
    owner: str, old: Mapping[str, GraphQLArgument], new: Mapping[str, GraphQLArgument], prefix: str = ""
) -> Iterator[SchemaChange]:
    """Of a field, or with the prefix `DIRECTIVE_` of a directive."""
    for name in sorted({*old, *new}):
        coordinate = f"{owner}({name}:)"
        if name not in new:
            code = f"{prefix}ARG_REMOVED"
            yield breaking(code, coordinate, f"Argument {coordinate} was removed.")
        elif name not in old:
            yield _added_argument(owner, coordinate, new[name], prefix)
        else:
            yield from _compare_argument(owner, coordinate, old[name], new[name])


def _added_argument(owner: str, coordinate: str, argument: GraphQLArgument, prefix: str) -> SchemaChange:
    if is_required_argument(argument):
        code = f"REQUIRED_{prefix}ARG_ADDED"
        return breaking(code, coordinate, f"Argument {coordinate} was added and is required.", concerns=owner)
    if prefix:
        return safe(f"OPTIONAL_{prefix}ARG_ADDED", coordinate, f"Optional argument {coordinate} was added.")
    return dangerous("OPTIONAL_ARG_ADDED", coordinate, f"Optional argument {coordinate} was added.")


def _compare_argument(
    owner: str, coordinate: str, old: GraphQLArgument, new: GraphQLArgument
) -> Iterator[SchemaChange]:
    if not accepts_as_before(old.type, new.type):
        text = f"Argument {coordinate} changed its type from {old.type} to {new.type}."
        yield breaking("ARG_CHANGED_KIND", coordinate, text)
    elif str(old.type) != str(new.type):
        yield safe("ARG_TYPE_WIDENED", coordinate, f"Argument {coordinate} accepts {new.type}, before {old.type}.")
    yield from _compare_defaults("ARG", f"argument {coordinate}", (owner, coordinate), old, new)


def _compare_defaults(
    code: str,
    what: str,
    concerned: tuple[str, str],
    old: GraphQLArgument | GraphQLInputField,
    new: GraphQLArgument | GraphQLInputField,
) -> Iterator[SchemaChange]:
    """Who leaves the value out gets another one, so what concerns all users of the owner is told so."""
    owner, coordinate = concerned
    if old.default_value == new.default_value:
        return
    if old.default_value is Undefined:
        yield safe(f"{code}_DEFAULT_VALUE_ADDED", coordinate, f"The {what} got a default value.")
    elif new.default_value is Undefined and isinstance(new.type, GraphQLNonNull):
        text = f"The {what} lost its default value and is now required."
        yield breaking(f"{code}_BECAME_REQUIRED", coordinate, text, concerns=owner)
    else:
        text = f"The default value of {what} changed."
        yield dangerous(f"{code}_DEFAULT_VALUE_CHANGE", coordinate, text, concerns=owner)


def compare_input_objects(old: GraphQLInputObjectType, new: GraphQLInputObjectType) -> Iterator[SchemaChange]:
    for name in sorted({*old.fields, *new.fields}):
        coordinate = f"{old.name}.{name}"
        if name not in new.fields:
            yield breaking("FIELD_REMOVED", coordinate, f"Input field {coordinate} was removed.")
        elif name not in old.fields:
            yield _added_input_field(old.name, coordinate, new.fields[name])
        else:
            yield from _compare_input_field(old.name, coordinate, old.fields[name], new.fields[name])


def _added_input_field(owner: str, coordinate: str, field: GraphQLInputField) -> SchemaChange:
    if is_required_input_field(field):
        text = f"Input field {coordinate} was added and is required."
        return breaking("REQUIRED_INPUT_FIELD_ADDED", coordinate, text, concerns=owner)
    return dangerous("OPTIONAL_INPUT_FIELD_ADDED", coordinate, f"Optional input field {coordinate} was added.")


def _compare_input_field(
    owner: str, coordinate: str, old: GraphQLInputField, new: GraphQLInputField
) -> Iterator[SchemaChange]:
    if not accepts_as_before(old.type, new.type):
        text = f"Input field {coordinate} changed its type from {old.type} to {new.type}."
        yield breaking("FIELD_CHANGED_KIND", coordinate, text)
    elif str(old.type) != str(new.type):
        yield safe("FIELD_TYPE_WIDENED", coordinate, f"Input field {coordinate} accepts {new.type}, before {old.type}.")
    yield from _compare_defaults("INPUT_FIELD", f"input field {coordinate}", (owner, coordinate), old, new)


def accepts_as_before(old: GraphQLInputType, new: GraphQLInputType) -> bool:
    """Whether every value of the old type is one of the new."""
    if isinstance(old, GraphQLNonNull):
        inner = old.of_type
        return accepts_as_before(inner, new.of_type if isinstance(new, GraphQLNonNull) else new)
    if isinstance(new, GraphQLNonNull):
        return False
    if isinstance(old, GraphQLList):
        return isinstance(new, GraphQLList) and accepts_as_before(old.of_type, new.of_type)
    return str(old) == str(new)

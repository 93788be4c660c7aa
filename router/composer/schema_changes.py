"""What became of an API schema: every breaking, dangerous and safe change, each with its coordinate.

The classes are graphql-core's, which says what breaks but neither where nor what is safe. Descriptions do not count.
"""

from collections.abc import Iterator

from graphql import (
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)

from router.composer.compare_inputs import compare_arguments, compare_input_objects
from router.composer.schema_change import SchemaChange, Severity, breaking, dangerous, safe

_ORDER = list(Severity)


def compare_schemas(old: GraphQLSchema, new: GraphQLSchema) -> tuple[SchemaChange, ...]:
    """The worst first, then by coordinate."""
    changes = [*_compare_types(old, new), *_compare_directives(old, new)]
    return tuple(sorted(changes, key=lambda change: (_ORDER.index(change.severity), change.coordinate, change.code)))


def _compare_types(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[SchemaChange]:
    before, after = _own_types(old), _own_types(new)
    for name in sorted({*before, *after}):
        if name not in after:
            yield breaking("TYPE_REMOVED", name, f"Type {name} was removed.")
        elif name not in before:
            yield safe("TYPE_ADDED", name, f"Type {name} was added.")
        elif type(before[name]) is not type(after[name]):
            kinds = f"{_kind_of(before[name])} to {_kind_of(after[name])}"
            yield breaking("TYPE_CHANGED_KIND", name, f"Type {name} changed from {kinds}.")
        else:
            yield from _compare_type(before[name], after[name])


def _own_types(schema: GraphQLSchema) -> dict[str, GraphQLNamedType]:
    return {
        name: found
        for name, found in schema.type_map.items()
        if not is_introspection_type(found) and not is_specified_scalar_type(found)
    }


def _kind_of(found: GraphQLNamedType) -> str:
    names = {
        GraphQLObjectType: "an object type",
        GraphQLInterfaceType: "an interface",
        GraphQLUnionType: "a union",
        GraphQLEnumType: "an enum",
        GraphQLInputObjectType: "an input object",
    }
    return names.get(type(found), "a scalar")


def _compare_type(old: GraphQLNamedType, new: GraphQLNamedType) -> Iterator[SchemaChange]:
    match old, new:
        case (GraphQLObjectType() | GraphQLInterfaceType(), GraphQLObjectType() | GraphQLInterfaceType()):
            yield from _compare_interfaces(old, new)
            yield from _compare_fields(old, new)
        case GraphQLUnionType(), GraphQLUnionType():
            yield from _compare_members(old, new)
        case GraphQLEnumType(), GraphQLEnumType():
            yield from _compare_values(old, new)
        case GraphQLInputObjectType(), GraphQLInputObjectType():
            yield from compare_input_objects(old, new)


def _compare_interfaces(
    old: GraphQLObjectType | GraphQLInterfaceType, new: GraphQLObjectType | GraphQLInterfaceType
) -> Iterator[SchemaChange]:
    before, after = ({interface.name for interface in found.interfaces} for found in (old, new))
    for name in sorted(before - after):
        text = f"{old.name} no longer implements {name}."
        yield breaking("IMPLEMENTED_INTERFACE_REMOVED", old.name, text, concerns=name)
    for name in sorted(after - before):
        yield dangerous("IMPLEMENTED_INTERFACE_ADDED", old.name, f"{old.name} now implements {name}.", concerns=name)


def _compare_fields(
    old: GraphQLObjectType | GraphQLInterfaceType, new: GraphQLObjectType | GraphQLInterfaceType
) -> Iterator[SchemaChange]:
    for name in sorted({*old.fields, *new.fields}):
        coordinate = f"{old.name}.{name}"
        if name not in new.fields:
            yield breaking("FIELD_REMOVED", coordinate, f"Field {coordinate} was removed.")
        elif name not in old.fields:
            yield safe("FIELD_ADDED", coordinate, f"Field {coordinate} was added.")
        else:
            yield from _compare_field(coordinate, old.fields[name], new.fields[name])


def _compare_field(coordinate: str, old: GraphQLField, new: GraphQLField) -> Iterator[SchemaChange]:
    yield from compare_arguments(coordinate, old.args, new.args)
    if not _answers_as_before(old.type, new.type):
        text = f"Field {coordinate} changed its type from {old.type} to {new.type}."
        yield breaking("FIELD_CHANGED_KIND", coordinate, text)
    elif str(old.type) != str(new.type):
        text = f"Field {coordinate} answers {new.type}, before {old.type}."
        yield safe("FIELD_TYPE_NARROWED", coordinate, text)
    yield from _compare_deprecation(coordinate, old.deprecation_reason, new.deprecation_reason)


def _compare_deprecation(coordinate: str, old: str | None, new: str | None) -> Iterator[SchemaChange]:
    if old is None and new is not None:
        yield safe("DEPRECATED", coordinate, f"{coordinate} was deprecated: {new}")
    if old is not None and new is None:
        yield safe("DEPRECATION_REMOVED", coordinate, f"{coordinate} is no longer deprecated.")


def _answers_as_before(old: GraphQLOutputType, new: GraphQLOutputType) -> bool:
    """Whether who could read the old type can read the new. Another named type is another type, as for graphql-core."""
    if isinstance(old, GraphQLNonNull):
        return isinstance(new, GraphQLNonNull) and _answers_as_before(old.of_type, new.of_type)
    if isinstance(new, GraphQLNonNull):
        return _answers_as_before(old, new.of_type)
    if isinstance(old, GraphQLList):
        return isinstance(new, GraphQLList) and _answers_as_before(old.of_type, new.of_type)
    return str(old) == str(new)


def _compare_members(old: GraphQLUnionType, new: GraphQLUnionType) -> Iterator[SchemaChange]:
    before, after = ({member.name for member in found.types} for found in (old, new))
    for name in sorted(before - after):
        # Only a fragment on the member notices; the union itself is read as before.
        text = f"{name} was removed from union {old.name}."
        yield breaking("TYPE_REMOVED_FROM_UNION", f"{old.name}.{name}", text)
    for name in sorted(after - before):
        text = f"{name} was added to union {old.name}."
        yield dangerous("TYPE_ADDED_TO_UNION", f"{old.name}.{name}", text, concerns=old.name)


def _compare_values(old: GraphQLEnumType, new: GraphQLEnumType) -> Iterator[SchemaChange]:
    for name in sorted({*old.values, *new.values}):
        coordinate = f"{old.name}.{name}"
        if name not in new.values:
            yield breaking("VALUE_REMOVED_FROM_ENUM", coordinate, f"Enum value {coordinate} was removed.")
        elif name not in old.values:
            text = f"Enum value {coordinate} was added."
            yield dangerous("VALUE_ADDED_TO_ENUM", coordinate, text, concerns=old.name)
        else:
            reasons = old.values[name].deprecation_reason, new.values[name].deprecation_reason
            yield from _compare_deprecation(coordinate, *reasons)


def _compare_directives(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[SchemaChange]:
    before, after = (
        {directive.name: directive for directive in schema.directives if not is_specified_directive(directive)}
        for schema in (old, new)
    )
    for name in sorted({*before, *after}):
        if name not in after:
            yield breaking("DIRECTIVE_REMOVED", f"@{name}", f"Directive @{name} was removed.")
        elif name not in before:
            yield safe("DIRECTIVE_ADDED", f"@{name}", f"Directive @{name} was added.")
        else:
            yield from _compare_directive(f"@{name}", before[name], after[name])


def _compare_directive(name: str, old: GraphQLDirective, new: GraphQLDirective) -> Iterator[SchemaChange]:
    yield from compare_arguments(name, old.args, new.args, prefix="DIRECTIVE_")
    if old.is_repeatable and not new.is_repeatable:
        yield breaking("DIRECTIVE_REPEATABLE_REMOVED", name, f"Directive {name} may stand only once.")
    for location in sorted({*old.locations} - {*new.locations}, key=lambda found: found.name):
        yield breaking("DIRECTIVE_LOCATION_REMOVED", name, f"Directive {name} may no longer be on {location.name}.")

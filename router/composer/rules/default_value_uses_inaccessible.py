"""A default value names an enum value or input field that is inaccessible."""

from collections.abc import Iterator

from graphql import EnumValueNode, ListValueNode, ObjectValueNode, ValueNode, parse_const_value

from router.composer.composition import Composition
from router.composer.findings import find, places_of
from router.composer.merged_schema import MergedInputValue, MergedSchema, MergedType
from router.errors import CompositionError

CODE = "DEFAULT_VALUE_USES_INACCESSIBLE"


def check(composition: Composition, schema: MergedSchema) -> Iterator[CompositionError]:
    for merged in schema.types.values():
        if merged.is_inaccessible:
            continue
        for path, value in _input_values(merged):
            if value.default is None or value.is_inaccessible:
                continue
            named = next(_hidden_names(parse_const_value(value.default), value.type.strip("[]!"), schema), None)
            if named is not None:
                message = (
                    f'The default value of "{".".join(path)}" uses "{named}", which is @inaccessible. '
                    "Choose another default, or make it accessible."
                )
                yield find(CODE, message, places_of(composition, *path))


def _input_values(merged: MergedType) -> Iterator[tuple[tuple[str, ...], MergedInputValue]]:
    for value in merged.input_fields.values():
        yield (merged.name, value.name), value
    for field in merged.fields.values():
        if not field.is_inaccessible:
            yield from (((merged.name, field.name, value.name), value) for value in field.arguments.values())


def _hidden_names(value: ValueNode, type_name: str, schema: MergedSchema) -> Iterator[str]:
    merged = schema.types.get(type_name)
    match value:
        case ListValueNode(values=items):
            for item in items:
                yield from _hidden_names(item, type_name, schema)
        case EnumValueNode(value=name) if merged and name in merged.values and merged.values[name].is_inaccessible:
            yield f"{type_name}.{name}"
        case ObjectValueNode(fields=given) if merged:
            for field in given:
                expected = merged.input_fields.get(field.name.value)
                if expected is not None and expected.is_inaccessible:
                    yield f"{type_name}.{expected.name}"
                elif expected is not None:
                    yield from _hidden_names(field.value, expected.type.strip("[]!"), schema)

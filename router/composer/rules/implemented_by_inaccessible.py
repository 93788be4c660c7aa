"""An accessible interface field is inaccessible on an implementation."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, places_of
from router.composer.merged_schema import MergedSchema, MergedType
from router.errors import CompositionError

CODE = "IMPLEMENTED_BY_INACCESSIBLE"


def check(composition: Composition, schema: MergedSchema) -> Iterator[CompositionError]:
    for merged in schema.types.values():
        if merged.is_inaccessible:
            continue
        for interface in (schema.types[name] for name in merged.interfaces if name in schema.types):
            if not interface.is_inaccessible:
                yield from _check_implementation(merged, interface, composition)


def _check_implementation(
    merged: MergedType, interface: MergedType, composition: Composition
) -> Iterator[CompositionError]:
    for name, field in interface.fields.items():
        implementation = merged.fields.get(name)
        if implementation is None or field.is_inaccessible:
            continue
        if implementation.is_inaccessible:
            message = (
                f'Field "{merged.name}.{name}" is @inaccessible, but implements "{interface.name}.{name}", which is '
                "in the API schema. Treat both alike."
            )
            yield find(CODE, message, places_of(composition, merged.name, name))
        for argument in implementation.arguments.values():
            expected = field.arguments.get(argument.name)
            if argument.is_inaccessible and expected is not None and not expected.is_inaccessible:
                message = (
                    f'Argument "{merged.name}.{name}({argument.name}:)" is @inaccessible, but implements one of '
                    f'"{interface.name}.{name}", which is in the API schema. Treat both alike.'
                )
                yield find(CODE, message, places_of(composition, merged.name, name, argument.name))

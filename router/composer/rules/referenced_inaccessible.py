"""An accessible field or argument has an inaccessible type."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, places_of
from router.composer.merged_schema import MergedSchema, MergedType
from router.errors import CompositionError

CODE = "REFERENCED_INACCESSIBLE"


def check(composition: Composition, schema: MergedSchema) -> Iterator[CompositionError]:
    hidden = {merged.name for merged in schema.types.values() if merged.is_inaccessible}
    for merged in schema.types.values():
        if merged.name not in hidden:
            yield from _check_type(merged, hidden, composition)


def _check_type(merged: MergedType, hidden: set[str], composition: Composition) -> Iterator[CompositionError]:
    for field in merged.fields.values():
        if not field.is_inaccessible:
            yield from _check_reference(field.type, (merged.name, field.name), hidden, composition)
            for argument in field.arguments.values():
                if not argument.is_inaccessible:
                    path = (merged.name, field.name, argument.name)
                    yield from _check_reference(argument.type, path, hidden, composition)
    for value in merged.input_fields.values():
        if not value.is_inaccessible:
            yield from _check_reference(value.type, (merged.name, value.name), hidden, composition)


def _check_reference(
    reference: str, path: tuple[str, ...], hidden: set[str], composition: Composition
) -> Iterator[CompositionError]:
    target = reference.strip("[]!")
    if target in hidden:
        what = "Argument" if len(path) > 2 else "Field"
        message = (
            f'{what} "{".".join(path)}" is in the API schema, but its type "{target}" is @inaccessible. '
            "Mark it @inaccessible too, or make the type accessible."
        )
        yield find(CODE, message, places_of(composition, *path))

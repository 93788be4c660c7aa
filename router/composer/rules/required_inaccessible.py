"""An inaccessible argument or input field is required, so clients could not satisfy it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, places_of
from router.composer.merged_schema import MergedInputValue, MergedSchema, MergedType
from router.errors import CompositionError

CODE = "REQUIRED_INACCESSIBLE"


def check(composition: Composition, schema: MergedSchema) -> Iterator[CompositionError]:
    for merged in schema.types.values():
        if merged.is_inaccessible:
            continue
        for path, value in _input_values(merged):
            if value.is_inaccessible and value.is_required:
                what = "Argument" if len(path) > 2 else "Input field"
                message = (
                    f'{what} "{".".join(path)}" is @inaccessible, but required, so no client could give it. '
                    "Make it optional or accessible."
                )
                yield find(CODE, message, places_of(composition, *path))


def _input_values(merged: MergedType) -> Iterator[tuple[tuple[str, ...], MergedInputValue]]:
    for value in merged.input_fields.values():
        yield (merged.name, value.name), value
    for field in merged.fields.values():
        if not field.is_inaccessible:
            yield from (((merged.name, field.name, value.name), value) for value in field.arguments.values())

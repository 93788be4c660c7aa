"""A type is accessible, and everything in it is not."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, places_of
from router.composer.merged_schema import MergedElement, MergedSchema, MergedType
from router.errors import CompositionError

CODE = "ONLY_INACCESSIBLE_CHILDREN"


def check(composition: Composition, schema: MergedSchema) -> Iterator[CompositionError]:
    for merged in schema.types.values():
        children = _children(merged, schema)
        if children and not merged.is_inaccessible and all(child.is_inaccessible for child in children):
            message = (
                f'Type "{merged.name}" is in the API schema, but all of its members are @inaccessible. '
                "Mark the type @inaccessible too, or make a member accessible."
            )
            yield find(CODE, message, places_of(composition, merged.name))


def _children(merged: MergedType, schema: MergedSchema) -> list[MergedElement]:
    members = [schema.types[name] for name in merged.members if name in schema.types]
    return [*merged.fields.values(), *merged.input_fields.values(), *merged.values.values(), *members]

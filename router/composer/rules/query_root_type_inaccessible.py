"""The query type is inaccessible, so clients would have no schema."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, places_of
from router.composer.merged_schema import MergedSchema
from router.errors import CompositionError

CODE = "QUERY_ROOT_TYPE_INACCESSIBLE"


def check(composition: Composition, schema: MergedSchema) -> Iterator[CompositionError]:
    query_type = schema.types.get("Query")
    if query_type is not None and query_type.is_inaccessible:
        message = 'Type "Query" is @inaccessible, but the API schema needs it. Mark its fields instead.'
        yield find(CODE, message, [place for place in places_of(composition, "Query") if place[1].has("inaccessible")])

"""No subgraph has a query field, so clients could ask nothing."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find
from router.errors import CompositionError

CODE = "NO_QUERIES"


def check(composition: Composition) -> Iterator[CompositionError]:
    query_types = composition.declarations.get("Query", ())
    if not any(found.definition.fields for found in query_types):
        message = "No subgraph has a query field. Add a field to the type Query of one of them."
        yield find(CODE, message, [(found.subgraph, found.definition) for found in query_types])

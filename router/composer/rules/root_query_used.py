"""A subgraph renames its query root type, and has another type of the usual name."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "ROOT_QUERY_USED"
USUAL_NAME = "Query"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    definition = subgraph.types.get(USUAL_NAME)
    if definition is None or USUAL_NAME in subgraph.root_types:
        return
    yield subgraph.error(
        CODE,
        f'Type "{USUAL_NAME}" is not the query root type here, but that is its name in the supergraph. '
        "Rename the type, or list it in the schema definition.",
        definition.node,
    )

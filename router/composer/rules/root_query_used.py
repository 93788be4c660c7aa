"""A subgraph renames its query root type, and has another type of the usual name."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "ROOT_QUERY_USED"
USUAL_NAME = "Query"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    node = subgraph.namesakes.get(USUAL_NAME)
    if node is not None:
        yield subgraph.error(
            CODE,
            f'The query root type is "{subgraph.root_types[USUAL_NAME]}" here, but there is another type '
            f'"{USUAL_NAME}", which is what the supergraph calls its root type. Rename that type.',
            node,
        )

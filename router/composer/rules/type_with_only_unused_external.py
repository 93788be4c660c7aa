"""All fields of a version 1 type are external and unused, so that nothing of it is left."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "TYPE_WITH_ONLY_UNUSED_EXTERNAL"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        if definition.kind is TypeKind.OBJECT and not definition.fields:
            yield subgraph.error(
                CODE,
                f'Type "{definition.name}" has only @external fields, and no @key, @requires or @provides names them. '
                "Remove the type from this subgraph, or use its fields.",
                definition.node,
            )

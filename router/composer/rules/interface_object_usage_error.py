"""An interface object is an entity, so that the router can address it."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "INTERFACE_OBJECT_USAGE_ERROR"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        directive = definition.first("interfaceObject")
        if directive is not None and not definition.has("key"):
            yield subgraph.error(
                CODE,
                f'Type "{definition.name}" is an @interfaceObject without a @key. Give it a key of the interface '
                "that it stands for.",
                directive.node,
            )

"""A key on an interface needs federation v2.3."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "KEY_UNSUPPORTED_ON_INTERFACE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    if subgraph.version >= (2, 3):
        return
    for definition in subgraph.types.values():
        directive = definition.first("key")
        if definition.kind is TypeKind.INTERFACE and directive is not None:
            yield subgraph.error(
                CODE,
                f'Cannot use @key on interface "{definition.name}": this needs federation v2.3. '
                "Raise the version in this subgraph's @link, or remove the key.",
                directive.node,
            )

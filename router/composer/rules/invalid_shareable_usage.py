"""`@shareable` stands on a field of an interface."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "INVALID_SHAREABLE_USAGE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        if definition.kind is not TypeKind.INTERFACE:
            continue
        for field in definition.fields.values():
            for directive in field.applied("shareable"):
                yield subgraph.error(
                    CODE,
                    f'Cannot use @shareable on field "{definition.name}.{field.name}": only fields of object types '
                    "are resolved. Put it on the implementations.",
                    directive.node,
                )

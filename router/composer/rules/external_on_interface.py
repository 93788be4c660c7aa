"""An interface field cannot be external, because an interface resolves nothing."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "EXTERNAL_ON_INTERFACE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        if definition.kind is not TypeKind.INTERFACE:
            continue
        for field in definition.fields.values():
            for directive in field.applied("external"):
                yield subgraph.error(
                    CODE,
                    f'Interface field "{definition.name}.{field.name}" is marked @external. '
                    "Mark the field of the implementations instead.",
                    directive.node,
                )

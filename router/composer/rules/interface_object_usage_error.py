"""An interface object is an entity, so that the router can address it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
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


def check_composition(composition: Composition) -> Iterator[CompositionError]:
    for name, declarations in composition.declarations.items():
        if all(found.definition.is_interface_object for found in declarations):
            message = (
                f'Type "{name}" is an @interfaceObject in {in_subgraphs(found.subgraph for found in declarations)}, '
                "and no subgraph defines the interface. Define it, with its implementations, in one of the others."
            )
            yield find(CODE, message, [(found.subgraph, found.definition) for found in declarations])

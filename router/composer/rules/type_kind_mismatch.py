"""Subgraphs declare a type with different kinds."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import by_subgraph, differ, find
from router.composer.subgraph_schema import SubgraphType
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "TYPE_KIND_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for name, declarations in composition.declarations.items():
        kinds = [(found.subgraph, _kind_of(found.definition)) for found in declarations]
        if differ(kind for _, kind in kinds):
            message = (
                f'Type "{name}" is {by_subgraph(kinds)}. Declare it alike everywhere, or rename one of them; to add '
                "fields to an interface of another subgraph, mark the type @interfaceObject."
            )
            yield find(CODE, message, [(found.subgraph, found.definition) for found in declarations])


def _kind_of(definition: SubgraphType) -> str:
    kind = TypeKind.INTERFACE if definition.is_interface_object else definition.kind
    return f"{kind.value.lower().replace('_', ' ')} type"

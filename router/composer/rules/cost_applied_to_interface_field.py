"""`@cost` stands on a field of an interface or its argument, where the types that resolve the field know better."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Element
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "COST_APPLIED_TO_INTERFACE_FIELD"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        if definition.kind is not TypeKind.INTERFACE:
            continue
        for field in definition.fields.values():
            coordinate = f"{definition.name}.{field.name}"
            yield from _check_element(subgraph, coordinate, field)
            for argument in field.arguments.values():
                yield from _check_element(subgraph, f"{coordinate}({argument.name}:)", argument)


def _check_element(subgraph: Subgraph, coordinate: str, element: Element) -> Iterator[CompositionError]:
    for directive in element.applied("cost"):
        message = f'Cannot use @cost on "{coordinate}" of an interface. Put it on the implementations.'
        yield subgraph.error(CODE, message, directive.node)

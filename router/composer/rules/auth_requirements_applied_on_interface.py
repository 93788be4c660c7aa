"""`@authenticated`, `@requiresScopes` or `@policy` stands on an interface, its field, or an interface object.

Objects are never of an interface's type when they are read, so it would guard nothing. In the supergraph an
interface requires what its implementations do.
"""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Element
from router.errors import CompositionError
from router.specs.composed import ACCESS_DIRECTIVES
from router.supergraph.model import TypeKind

CODE = "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        if definition.is_interface_object:
            yield from _check_element(subgraph, f'interface object "{definition.name}"', definition)
        if definition.kind is TypeKind.INTERFACE:
            yield from _check_element(subgraph, f'interface "{definition.name}"', definition)
            for field in definition.fields.values():
                yield from _check_element(subgraph, f'interface field "{definition.name}.{field.name}"', field)


def _check_element(subgraph: Subgraph, where: str, element: Element) -> Iterator[CompositionError]:
    for directive in element.directives:
        if directive.is_federation and directive.name in ACCESS_DIRECTIVES:
            message = (
                f"Cannot use @{directive.name} on {where}, where it guards nothing. Put it on the object types that "
                "implement it, or on their fields."
            )
            yield subgraph.error(CODE, message, directive.node)

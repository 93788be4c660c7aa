"""A subgraph with a key on an interface does not know all its implementations."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE"


def check(composition: Composition) -> Iterator[CompositionError]:
    for interface in composition.types_of_kind(TypeKind.INTERFACE):
        known = [name for name in composition.members.get(interface, ()) if composition.declarations.get(name)]
        objects = sorted(name for name in known if composition.kind_of(name) is TypeKind.OBJECT)
        for found in composition.declarations[interface]:
            key = found.definition.first("key")
            if key is None or found.definition.is_interface_object:
                continue
            implemented = found.subgraph.types
            lacking = [n for n in objects if n not in implemented or interface not in implemented[n].interfaces]
            if lacking:
                names = ", ".join(f'"{name}"' for name in lacking)
                message = (
                    f'Interface "{interface}" has a @key in {in_subgraphs([found.subgraph])}, which must then declare '
                    f"all its implementations, but lacks {names}. Add them there, with the same key."
                )
                yield find(CODE, message, [(found.subgraph, found.definition)])

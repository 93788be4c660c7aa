"""A type of one subgraph lacks a field that another subgraph gives to its interface."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs, places_of
from router.composer.merged_schema import MergedSchema
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "INTERFACE_FIELD_NO_IMPLEM"


def check(composition: Composition, schema: MergedSchema) -> Iterator[CompositionError]:
    for merged in schema.types.values():
        for interface in (schema.types[name] for name in merged.interfaces if name in schema.types):
            for name in (name for name in interface.fields if name not in merged.fields):
                places = places_of(composition, interface.name, name)
                message = (
                    f'Interface field "{interface.name}.{name}", declared in {in_subgraphs(s for s, _ in places)}, has '
                    f'no implementation in type "{merged.name}", which implements the interface in '
                    f"{in_subgraphs(_implementing(composition, merged.name, interface.name))}. Add the field to the "
                    "type in a subgraph, or remove it from the interface."
                )
                yield find(CODE, message, [*places, *places_of(composition, merged.name)])


def _implementing(composition: Composition, type_name: str, interface: str) -> Iterator[Subgraph]:
    for found in composition.declarations[type_name]:
        if interface in found.definition.interfaces:
            yield found.subgraph

"""External fields, each with the subgraphs that resolve it."""

from collections.abc import Iterator, Sequence

from router.composer.composition import Composition, FieldSource
from router.supergraph.model import TypeKind


def external_fields(composition: Composition) -> Iterator[tuple[FieldSource, Sequence[FieldSource]]]:
    """Only those that some subgraph resolves, if by an interface object; a rule of its own has the others."""
    for type_name in composition.types_of_kind(TypeKind.OBJECT, TypeKind.INTERFACE):
        for field_name in composition.field_names(type_name):
            sources = composition.field_sources(type_name, field_name)
            given = composition.interface_object_sources(type_name, field_name)
            owners = [source for source in (*sources, *given) if not source.is_external]
            if owners:
                yield from ((source, owners) for source in sources if source.is_external)

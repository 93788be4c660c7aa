"""Fields of types without a key that only some of the subgraphs have which declare the type."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from router.composer.composition import Composition, FieldSource
from router.composer.subgraph import Subgraph
from router.supergraph.model import TypeKind

_ROOT_TYPES = ("Query", "Mutation", "Subscription")


@dataclass(frozen=True, slots=True)
class PartialField:
    coordinate: str
    sources: Sequence[FieldSource]
    lacking: Sequence[Subgraph]


def partial_fields(composition: Composition, kind: TypeKind) -> Iterator[PartialField]:
    for type_name in composition.types_of_kind(kind):
        declarations = composition.declarations[type_name]
        if type_name in _ROOT_TYPES or any(found.definition.has("key") for found in declarations):
            continue
        for field_name in composition.field_names(type_name):
            lacking = [found.subgraph for found in declarations if field_name not in found.definition.fields]
            if lacking:
                sources = composition.field_sources(type_name, field_name)
                yield PartialField(f"{type_name}.{field_name}", sources, lacking)

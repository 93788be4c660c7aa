"""Arguments of output fields over all subgraphs that resolve the field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from router.composer.composition import Composition, FieldSource
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import InputValue
from router.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class MergedArgument:
    coordinate: str
    """`Type.field(argument:)`."""

    places: Sequence[tuple[Subgraph, InputValue]]
    lacking: Sequence[Subgraph]
    """Those that resolve the field and do not have the argument."""


def arguments_of(composition: Composition) -> Iterator[MergedArgument]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT, TypeKind.INTERFACE):
        for field_name in composition.field_names(type_name):
            sources = [found for found in composition.field_sources(type_name, field_name) if not found.is_external]
            yield from _arguments_of(f"{type_name}.{field_name}", sources)


def _arguments_of(coordinate: str, sources: Sequence[FieldSource]) -> Iterator[MergedArgument]:
    for name in dict.fromkeys(name for source in sources for name in source.field.arguments):
        having = [source for source in sources if name in source.field.arguments]
        yield MergedArgument(
            coordinate=f"{coordinate}({name}:)",
            places=[(source.subgraph, source.field.arguments[name]) for source in having],
            lacking=[source.subgraph for source in sources if name not in source.field.arguments],
        )

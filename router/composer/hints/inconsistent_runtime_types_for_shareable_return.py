"""The subgraphs that share a field can answer it with different object types."""

from collections.abc import Iterator, Sequence

from router.composer.composition import Composition, FieldSource
from router.composer.findings import HintLevel, by_subgraph, hint
from router.composer.runtime_types import runtime_types
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT):
        for field_name in composition.field_names(type_name):
            sources = [s for s in composition.field_sources(type_name, field_name) if s.is_resolved]
            if len(sources) > 1:
                yield from _check_sources(f"{type_name}.{field_name}", sources)


def _check_sources(coordinate: str, sources: Sequence[FieldSource]) -> Iterator[CompositionHint]:
    possible = [(source.subgraph, runtime_types(source)) for source in sources]
    known = [(subgraph, types) for subgraph, types in possible if types is not None]
    if not known or all(types == known[0][1] for _, types in known):
        return
    common = frozenset.intersection(*(types for _, types in known))
    listed = by_subgraph((subgraph, ", ".join(sorted(types))) for subgraph, types in known)
    message = (
        f'Shared field "{coordinate}" can be {listed}. Whoever answers must answer alike: only ever return '
        f"{', '.join(sorted(common))} from it, or let one subgraph own the field."
    )
    yield hint(CODE, LEVEL, message, [(source.subgraph, source.field) for source in sources])

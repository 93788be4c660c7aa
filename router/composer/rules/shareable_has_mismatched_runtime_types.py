"""A shared field returns an abstract type whose object types differ so much that nothing is in common."""

from collections.abc import Iterator, Sequence

from router.composer.composition import Composition, FieldSource
from router.composer.findings import find, in_subgraphs
from router.composer.runtime_types import runtime_types
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"


def check(composition: Composition) -> Iterator[CompositionError]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT):
        for field_name in composition.field_names(type_name):
            sources = [s for s in composition.field_sources(type_name, field_name) if s.is_resolved]
            if len(sources) > 1:
                yield from _check_sources(f"{type_name}.{field_name}", sources)


def _check_sources(coordinate: str, sources: Sequence[FieldSource]) -> Iterator[CompositionError]:
    possible = [runtime_types(source) for source in sources]
    known = [types for types in possible if types is not None]
    if len(known) < 2 or frozenset.intersection(*known):
        return
    message = (
        f'Shared field "{coordinate}" returns types that have no object type in common over '
        f"{in_subgraphs(source.subgraph for source in sources)}, so they cannot resolve it alike. "
        "Return a common type, or let one subgraph own the field."
    )
    yield find(CODE, message, [(source.subgraph, source.field) for source in sources])

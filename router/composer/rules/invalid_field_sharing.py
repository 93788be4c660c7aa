"""Several subgraphs resolve a field, and one of them does not say that it may be shared."""

from collections.abc import Iterator, Sequence

from router.composer.composition import Composition, FieldSource
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "INVALID_FIELD_SHARING"


def check(composition: Composition) -> Iterator[CompositionError]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT):
        for field_name in composition.field_names(type_name):
            sources = composition.field_sources(type_name, field_name)
            given = composition.interface_object_sources(type_name, field_name)
            resolving = [s for s in (*sources, *given) if s.is_resolved and s.override is None]
            unmarked = [source for source in resolving if not source.subgraph.is_shareable(*source.coordinate)]
            if unmarked and len(resolving) > 1:
                yield _error(f"{type_name}.{field_name}", resolving, unmarked)


def _error(coordinate: str, resolving: Sequence[FieldSource], unmarked: Sequence[FieldSource]) -> CompositionError:
    message = (
        f'Field "{coordinate}" is resolved by {in_subgraphs(source.subgraph for source in resolving)}, but '
        f"not marked @shareable in {in_subgraphs(source.subgraph for source in unmarked)}. Mark it there if all of "
        "them give the same value; if one only needs the field for a field set, mark it @external; if the field "
        "has moved, use @override."
    )
    return find(CODE, message, [(source.subgraph, source.field) for source in resolving])

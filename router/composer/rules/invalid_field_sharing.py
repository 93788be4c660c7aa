"""Several subgraphs resolve a field, and one of them does not say that it may be shared."""

from collections.abc import Iterator, Sequence

from router.composer.composition import Composition, FieldSource
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "INVALID_FIELD_SHARING"


def check(composition: Composition) -> Iterator[CompositionError]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT, TypeKind.INTERFACE):
        for field_name in composition.field_names(type_name):
            sources = _resolving_sources(composition, type_name, field_name)
            unmarked = [source for source in sources if not source.subgraph.is_shareable(*source.coordinate)]
            if type_name == "Subscription" and any(source.field.has("shareable") for source in sources):
                yield _subscription_error(field_name, sources)
            elif unmarked and len(sources) > 1:
                yield _error(f"{type_name}.{field_name}", sources, unmarked)


def _resolving_sources(composition: Composition, type_name: str, field_name: str) -> list[FieldSource]:
    """An interface itself resolves nothing, but interface objects do."""
    sources = composition.field_sources(type_name, field_name)
    if composition.kind_of(type_name) is TypeKind.INTERFACE:
        sources = tuple(source for source in sources if source.definition.is_interface_object)
    given = composition.interface_object_sources(type_name, field_name)
    return [source for source in (*sources, *given) if source.is_resolved and source.override is None]


def _subscription_error(field_name: str, sources: Sequence[FieldSource]) -> CompositionError:
    message = (
        f'Field "Subscription.{field_name}" is marked @shareable, but a subscription is served by one subgraph. '
        "Declare the field in one subgraph only."
    )
    return find(CODE, message, [(source.subgraph, source.field) for source in sources])


def _error(coordinate: str, resolving: Sequence[FieldSource], unmarked: Sequence[FieldSource]) -> CompositionError:
    message = (
        f'Field "{coordinate}" is resolved by {in_subgraphs(source.subgraph for source in resolving)}, but '
        f"not marked @shareable in {in_subgraphs(source.subgraph for source in unmarked)}. Mark it there if all of "
        "them give the same value; if one only needs the field for a field set, mark it @external; if the field "
        "has moved, use @override."
    )
    return find(CODE, message, [(source.subgraph, source.field) for source in resolving])

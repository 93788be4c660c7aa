"""Subgraphs give a field types that no common type covers."""

from collections.abc import Iterator, Sequence

from graphql import TypeNode, print_ast

from router.composer.composition import Composition
from router.composer.findings import by_subgraph, find
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Element
from router.composer.type_reference import narrowest, widest
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "FIELD_TYPE_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT, TypeKind.INTERFACE):
        for field_name in composition.field_names(type_name):
            sources = composition.field_sources(type_name, field_name)
            # How an external declaration compares with where the field is resolved is for rules of its own.
            compared = [source for source in sources if not source.is_external] or sources
            kept = [(source.subgraph, source.field) for source in compared]
            if kept and widest((field.type for _, field in kept), composition.is_member) is None:
                yield _error(f"{type_name}.{field_name}", [(subgraph, field, field.type) for subgraph, field in kept])
    for type_name in composition.types_of_kind(TypeKind.INPUT_OBJECT):
        yield from _check_input(type_name, composition)


def _check_input(type_name: str, composition: Composition) -> Iterator[CompositionError]:
    declarations = composition.declarations[type_name]
    for name in dict.fromkeys(name for found in declarations for name in found.definition.input_fields):
        places = [
            (found.subgraph, found.definition.input_fields[name])
            for found in declarations
            if name in found.definition.input_fields
        ]
        if narrowest(value.type for _, value in places) is None:
            yield _error(f"{type_name}.{name}", [(subgraph, value, value.type) for subgraph, value in places])


def _error(coordinate: str, places: Sequence[tuple[Subgraph, Element, TypeNode]]) -> CompositionError:
    types = by_subgraph((subgraph, f'"{print_ast(reference)}"') for subgraph, _, reference in places)
    message = (
        f'Field "{coordinate}" has type {types}. Give it the same type everywhere; only nullability may differ, and '
        "an output may return an implementation or member of what another subgraph returns."
    )
    return find(CODE, message, [(subgraph, element) for subgraph, element, _ in places])

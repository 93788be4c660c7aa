"""Subgraphs give a field different types; the supergraph uses the one that covers all."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, by_subgraph, differ, hint
from router.composer.type_reference import widest
from router.errors import CompositionHint
from router.supergraph.model import TypeKind
from router.supergraph.print_type import print_type

CODE = "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT, TypeKind.INTERFACE):
        for field_name in composition.field_names(type_name):
            sources = composition.field_sources(type_name, field_name)
            types = [(source.subgraph, f'"{print_type(source.field.type)}"') for source in sources]
            merged = widest((source.field.type for source in sources), composition.is_member)
            if merged is not None and differ(text for _, text in types):
                message = (
                    f'Field "{type_name}.{field_name}" has type {by_subgraph(types)}; the supergraph uses '
                    f'"{print_type(merged)}".'
                )
                yield hint(CODE, LEVEL, message, [(source.subgraph, source.field) for source in sources])

"""A field is external wherever it is declared, so nobody resolves it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "EXTERNAL_MISSING_ON_BASE"


def check(composition: Composition) -> Iterator[CompositionError]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT):
        for field_name in composition.field_names(type_name):
            sources = composition.field_sources(type_name, field_name)
            if not all(source.is_external for source in sources):
                continue
            if any(source.is_resolved for source in composition.interface_object_sources(type_name, field_name)):
                continue
            message = (
                f'Field "{type_name}.{field_name}" is marked @external in '
                f"{in_subgraphs(source.subgraph for source in sources)}, and no subgraph resolves it. "
                "Remove @external where it is resolved, or declare it in the subgraph that owns it."
            )
            yield find(CODE, message, [(source.subgraph, source.field) for source in sources])

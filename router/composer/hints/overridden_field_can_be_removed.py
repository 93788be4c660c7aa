"""A field is overridden and no longer needed where it was."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "OVERRIDDEN_FIELD_CAN_BE_REMOVED"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT):
        for field_name in composition.field_names(type_name):
            for source in composition.field_sources(type_name, field_name):
                if source.is_dropped and source.override is not None:
                    message = (
                        f'Field "{type_name}.{field_name}" of {in_subgraphs([source.subgraph])} is overridden by '
                        f"{in_subgraphs([source.override.taker])} and can be removed."
                    )
                    yield hint(CODE, LEVEL, message, [(source.subgraph, source.field)])

"""The overridden field is gone or external where it was, so the directive has done its work."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.composer.subgraph import override_source
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT):
        for field_name in composition.field_names(type_name):
            for source in composition.field_sources(type_name, field_name):
                directive = source.field.first("override")
                origin = composition.subgraph_named(override_source(directive) or "") if directive else None
                if origin is None or (source.coordinate, origin.name) in composition.overrides:
                    continue
                message = (
                    f'{in_subgraphs([origin])} does not resolve "{type_name}.{field_name}" any more: @override can be '
                    f"removed from the field in {in_subgraphs([source.subgraph])}."
                )
                yield hint(CODE, LEVEL, message, [(source.subgraph, source.field)])

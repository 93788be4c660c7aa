"""An override names a subgraph that is not there, so it changes nothing."""

from collections.abc import Iterator
from difflib import get_close_matches

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.composer.subgraph import override_source
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "FROM_SUBGRAPH_DOES_NOT_EXIST"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    names = {subgraph.name for subgraph in composition.subgraphs}
    for type_name in composition.types_of_kind(TypeKind.OBJECT):
        for field_name in composition.field_names(type_name):
            for source in composition.field_sources(type_name, field_name):
                directive = source.field.first("override")
                origin = override_source(directive) if directive else None
                if origin is None or origin in names:
                    continue
                near = get_close_matches(origin, sorted(names), n=1)
                mend = f'Did you mean "{near[0]}"?' if near else "Remove the directive."
                message = (
                    f'Field "{type_name}.{field_name}" in {in_subgraphs([source.subgraph])} overrides one of subgraph '
                    f'"{origin}", which does not exist. {mend}'
                )
                yield hint(CODE, LEVEL, message, [(source.subgraph, source.field)])

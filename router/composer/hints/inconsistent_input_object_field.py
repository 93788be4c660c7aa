"""A field of an input object is not in every subgraph, so it is left out."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "INCONSISTENT_INPUT_OBJECT_FIELD"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for type_name in composition.types_of_kind(TypeKind.INPUT_OBJECT):
        declarations = composition.declarations[type_name]
        for name in dict.fromkeys(name for found in declarations for name in found.definition.input_fields):
            having = [found for found in declarations if name in found.definition.input_fields]
            lacking = [found.subgraph for found in declarations if name not in found.definition.input_fields]
            if lacking:
                message = (
                    f'Input field "{type_name}.{name}" is left out of the supergraph: it is in '
                    f"{in_subgraphs(found.subgraph for found in having)} and not in {in_subgraphs(lacking)}. "
                    "Add it there to offer it to clients."
                )
                yield hint(CODE, LEVEL, message, [(f.subgraph, f.definition.input_fields[name]) for f in having])

"""A type has a key in some of the subgraphs that declare it only."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "INCONSISTENT_ENTITY"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for type_name in composition.types_of_kind(TypeKind.OBJECT):
        declarations = composition.declarations[type_name]
        having = [found.subgraph for found in declarations if found.definition.has("key")]
        lacking = [found.subgraph for found in declarations if not found.definition.has("key")]
        if having and lacking:
            message = (
                f'Type "{type_name}" is an entity in {in_subgraphs(having)}, but has no @key in '
                f"{in_subgraphs(lacking)}. Give it a key there, so that its fields can be reached from everywhere."
            )
            yield hint(CODE, LEVEL, message, [(found.subgraph, found.definition) for found in declarations])

"""Nothing uses an enum."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "UNUSED_ENUM_TYPE"
LEVEL: HintLevel = "DEBUG"


def check(composition: Composition) -> Iterator[CompositionHint]:
    usages = composition.enum_usages
    for type_name in composition.types_of_kind(TypeKind.ENUM):
        if type_name not in usages:
            declarations = composition.declarations[type_name]
            message = f'Enum "{type_name}" of {in_subgraphs(f.subgraph for f in declarations)} is used by nothing.'
            yield hint(CODE, LEVEL, message, [(found.subgraph, found.definition) for found in declarations])

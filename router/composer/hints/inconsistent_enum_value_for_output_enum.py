"""A value of an enum that clients only receive is not in every subgraph."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.enum_usage import EnumUsage
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM"
LEVEL: HintLevel = "DEBUG"


def check(composition: Composition) -> Iterator[CompositionHint]:
    usages = composition.enum_usages
    for type_name in composition.types_of_kind(TypeKind.ENUM):
        if usages.get(type_name, EnumUsage.OUTPUT) is not EnumUsage.OUTPUT:
            continue
        declarations = composition.declarations[type_name]
        for name in dict.fromkeys(name for found in declarations for name in found.definition.values):
            having = [found for found in declarations if name in found.definition.values]
            lacking = [found.subgraph for found in declarations if name not in found.definition.values]
            if lacking:
                message = (
                    f'Value "{type_name}.{name}" is in {in_subgraphs(found.subgraph for found in having)} and not in '
                    f"{in_subgraphs(lacking)}. It is in the supergraph, because clients only receive this enum; used "
                    "in an input too, the enum would have to be the same everywhere."
                )
                yield hint(CODE, LEVEL, message, [(f.subgraph, f.definition.values[name]) for f in having])

"""A member of a union is not in every subgraph that declares the union."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.errors import CompositionHint
from router.supergraph.model import TypeKind

CODE = "INCONSISTENT_UNION_MEMBER"
LEVEL: HintLevel = "DEBUG"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for type_name in composition.types_of_kind(TypeKind.UNION):
        declarations = composition.declarations[type_name]
        for member in dict.fromkeys(member for found in declarations for member in found.definition.members):
            having = [found for found in declarations if member in found.definition.members]
            lacking = [found.subgraph for found in declarations if member not in found.definition.members]
            if lacking:
                message = (
                    f'Member "{member}" of union "{type_name}" is in '
                    f"{in_subgraphs(found.subgraph for found in having)} and not in {in_subgraphs(lacking)}, "
                    "which never answers with it."
                )
                yield hint(CODE, LEVEL, message, [(found.subgraph, found.definition) for found in having])

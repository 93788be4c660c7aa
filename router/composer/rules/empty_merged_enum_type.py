"""An enum that clients only send has no value that every subgraph accepts."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.enum_usage import EnumUsage
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "EMPTY_MERGED_ENUM_TYPE"


def check(composition: Composition) -> Iterator[CompositionError]:
    usages = composition.enum_usages
    for type_name in composition.types_of_kind(TypeKind.ENUM):
        declarations = composition.declarations[type_name]
        common = frozenset.intersection(*(frozenset(found.definition.values) for found in declarations))
        if usages.get(type_name) is EnumUsage.INPUT and not common:
            message = (
                f'Enum "{type_name}" has no value that all of {in_subgraphs(f.subgraph for f in declarations)} accept, '
                "so nothing could be sent. Agree on a value, or rename one of the enums."
            )
            yield find(CODE, message, [(found.subgraph, found.definition) for found in declarations])

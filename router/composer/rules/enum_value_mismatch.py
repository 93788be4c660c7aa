"""An enum that clients both send and receive has different values in different subgraphs."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.enum_usage import EnumUsage
from router.composer.findings import find, in_subgraphs
from router.composer.rollout import is_unreceived
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "ENUM_VALUE_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    usages = composition.enum_usages
    for type_name in composition.types_of_kind(TypeKind.ENUM):
        if usages.get(type_name) is EnumUsage.BOTH:
            yield from _check_values(type_name, composition)


def _check_values(type_name: str, composition: Composition) -> Iterator[CompositionError]:
    declarations = composition.declarations[type_name]
    for name in dict.fromkeys(name for found in declarations for name in found.definition.values):
        having = [found for found in declarations if name in found.definition.values]
        lacking = [found.subgraph for found in declarations if name not in found.definition.values]
        is_hidden = any(found.definition.values[name].has("inaccessible") for found in having)
        if composition.is_rollout and is_unreceived(type_name, lacking):
            continue
        if lacking and not is_hidden:
            message = (
                f'Enum "{type_name}" is used for both input and output, but its value "{name}" is in '
                f"{in_subgraphs(found.subgraph for found in having)} and not in {in_subgraphs(lacking)}. "
                "Add it there, or mark it @inaccessible until every subgraph has it."
            )
            yield find(CODE, message, [(found.subgraph, found.definition.values[name]) for found in having])

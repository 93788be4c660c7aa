"""Enum values: the union where clients only receive them, the intersection where they only send them."""

from collections.abc import Sequence

from router.composer.composition import Declaration
from router.composer.enum_usage import EnumUsage
from router.composer.merge.context import MergeContext
from router.composer.merge.merge_texts import most_common
from router.composer.merged_schema import MergedElement


def merge_enum_values(
    declarations: Sequence[Declaration], usage: EnumUsage | None, context: MergeContext
) -> dict[str, MergedElement]:
    """An enum that is both sent and received must agree everywhere, so that either way of merging gives the same."""
    names = dict.fromkeys(name for found in declarations for name in found.definition.values)
    if usage is EnumUsage.INPUT:
        names = {name: None for name in names if all(name in found.definition.values for found in declarations)}
    return {name: _merge_value(name, declarations, context) for name in names}


def _merge_value(name: str, declarations: Sequence[Declaration], context: MergeContext) -> MergedElement:
    sources = [
        (found.subgraph, found.definition.values[name]) for found in declarations if name in found.definition.values
    ]
    return MergedElement(
        name=name,
        description=most_common(element.description for _, element in sources),
        joins=tuple(context.join("enumValue", subgraph) for subgraph, _ in sources),
        directives=context.directives.merge(sources),
    )

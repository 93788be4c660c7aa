"""A field is declared `@external`, and nothing in the subgraph names it."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "EXTERNAL_UNUSED"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    if subgraph.is_version_1:
        return
    for definition in subgraph.types.values():
        if definition.kind is TypeKind.INTERFACE:
            continue
        for field in definition.fields.values():
            coordinate = (definition.name, field.name)
            directive = field.first("external") or definition.first("external")
            if directive is None or coordinate not in subgraph.usage.external or coordinate in subgraph.usage.used:
                continue
            yield subgraph.error(
                CODE,
                f'Field "{definition.name}.{field.name}" is marked @external, but no @key, @requires, @provides or '
                "interface of this subgraph names it. Remove the field, or remove @external if it is resolved here.",
                directive.node,
            )

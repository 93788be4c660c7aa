"""A field is `@external`, and what `@requires` or `@provides` says of it is for who resolves it."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            if not subgraph.is_external(definition.name, field.name):
                continue
            for directive in (found for name in ("requires", "provides") for found in field.applied(name)):
                message = (
                    f'Field "{definition.name}.{field.name}" is @external, so this subgraph does not resolve it and '
                    f"@{directive.name} has no effect. Remove one of the two."
                )
                yield subgraph.error(CODE, message, directive.node)

"""A field is overridden from the subgraph that it is in."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph, override_source
from router.errors import CompositionError

CODE = "OVERRIDE_FROM_SELF_ERROR"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for directive in field.applied("override"):
                if override_source(directive) == subgraph.name:
                    yield subgraph.error(
                        CODE,
                        f'Field "{definition.name}.{field.name}" overrides itself: "from" names this subgraph. '
                        "Name the subgraph that the field comes from.",
                        directive.node,
                    )

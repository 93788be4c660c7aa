"""A type is extended, and no subgraph defines it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError

CODE = "EXTENSION_WITH_NO_BASE"


_ROOT_TYPES = frozenset({"Query", "Mutation", "Subscription"})


def check(composition: Composition) -> Iterator[CompositionError]:
    for name, declarations in composition.declarations.items():
        if name in _ROOT_TYPES or not all(found.definition.is_extension for found in declarations):
            continue
        message = (
            f'Type "{name}" is only extended, in {in_subgraphs(found.subgraph for found in declarations)}, and no '
            "subgraph defines it. Write it without `extend` or @extends in the subgraph that it belongs to."
        )
        yield find(CODE, message, [(found.subgraph, found.definition) for found in declarations])

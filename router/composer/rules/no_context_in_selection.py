"""A `@fromContext` does not begin with `$`, the name of a context, and a selection."""

from collections.abc import Iterator

from router.composer.contexts import contextual_arguments
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "NO_CONTEXT_IN_SELECTION"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for argument in contextual_arguments(subgraph.types):
        if argument.value is None:
            message = (
                f'@{argument.directive.node.name.value} on argument "{argument.coordinate}" names no context, or '
                'selects nothing from it. Write "$", the name of the context, and the selection: "$user { id }".'
            )
            yield subgraph.error(CODE, message, argument.directive.node)

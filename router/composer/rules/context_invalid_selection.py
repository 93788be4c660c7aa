"""A `@fromContext` does not select one value of the argument's type from every type that sets the context."""

from collections.abc import Iterator

from router.composer.context_selection import problems_with_selection
from router.composer.contexts import context_setters, contextual_arguments
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "CONTEXT_INVALID_SELECTION"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    setters = context_setters(subgraph.types)
    for argument in contextual_arguments(subgraph.types):
        value = argument.value
        if value is None or value.context not in setters:
            continue
        for problem in problems_with_selection(subgraph, argument, value, setters[value.context]):
            message = f'The selection "{value.selection}" for argument "{argument.coordinate}": {problem}'
            yield subgraph.error(CODE, message, argument.directive.node)

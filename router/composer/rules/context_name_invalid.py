"""A context has a name that is not made of letters and digits alone."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.specs.context import is_context_name
from router.specs.directive_arguments import string_argument

CODE = "CONTEXT_NAME_INVALID"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        for directive in definition.applied("context"):
            name = string_argument(directive.node, "name") or ""
            if not is_context_name(name):
                message = (
                    f'The name "{name}" of a context on type "{definition.name}" is not one: begin with a letter, and '
                    "use letters and digits only, no underscore."
                )
                yield subgraph.error(CODE, message, directive.node)

"""A type takes a value from a context, and the router cannot enter the subgraph with an object of the type."""

from collections.abc import Iterator

from router.composer.contexts import contextual_arguments
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import SubgraphType
from router.errors import CompositionError
from router.specs.directive_arguments import boolean_argument
from router.supergraph.model import TypeKind

CODE = "CONTEXT_NO_RESOLVABLE_KEY"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for argument in contextual_arguments(subgraph.types):
        if argument.definition.kind is TypeKind.OBJECT and not _has_resolvable_key(argument.definition):
            message = (
                f'Argument "{argument.coordinate}" is taken from a context, but type "{argument.definition.name}" has '
                "no resolvable @key in this subgraph, so the router cannot come back with the value. Add a @key."
            )
            yield subgraph.error(CODE, message, argument.directive.node)


def _has_resolvable_key(definition: SubgraphType) -> bool:
    return any(boolean_argument(key.node, "resolvable", True) for key in definition.applied("key"))

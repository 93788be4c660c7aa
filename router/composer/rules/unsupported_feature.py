"""A subgraph uses what this composer does not compose yet; leaving it out silently would change what it means."""

from collections.abc import Iterator

from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Element, SubgraphType
from router.errors import CompositionError

CODE = "UNSUPPORTED_FEATURE"
UNSUPPORTED = ("context", "fromContext")


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        for element in _elements_of(definition):
            for directive in (found for name in UNSUPPORTED for found in element.applied(name)):
                yield subgraph.error(
                    CODE,
                    f'@{directive.name} on "{element.name}" in type "{definition.name}" cannot be composed. '
                    "Pass the value as an ordinary argument, or require it with @requires.",
                    directive.node,
                )


def _elements_of(definition: SubgraphType) -> Iterator[Element]:
    yield definition
    for field in definition.fields.values():
        yield from field.arguments.values()

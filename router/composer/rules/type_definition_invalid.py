"""A type has a name that supergraphs keep for themselves, or refers to one."""

from collections.abc import Iterator

from graphql import TypeNode, specified_scalar_types

from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Element, SubgraphType
from router.composer.type_reference import named_type
from router.errors import CompositionError

CODE = "TYPE_DEFINITION_INVALID"
RESERVED_PREFIXES = ("join__", "link__", "core__")


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        if definition.name.startswith(RESERVED_PREFIXES):
            yield subgraph.error(
                CODE,
                f'Type "{definition.name}" begins with a prefix that supergraphs keep for themselves. Rename it.',
                definition.node,
            )
        for element, reference in _references_of(definition):
            target = named_type(reference)
            if target not in subgraph.types and target not in specified_scalar_types:
                yield subgraph.error(
                    CODE,
                    f'"{element.name}" in type "{definition.name}" has type "{target}", which belongs to federation '
                    "and is no part of the supergraph. Define a type of your own.",
                    element.node,
                )


def _references_of(definition: SubgraphType) -> Iterator[tuple[Element, TypeNode]]:
    for field in definition.fields.values():
        yield field, field.type
        yield from ((argument, argument.type) for argument in field.arguments.values())
    yield from ((value, value.type) for value in definition.input_fields.values())

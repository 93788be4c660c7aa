"""Subgraphs give an argument types that no value can satisfy together."""

from collections.abc import Iterator

from graphql import print_ast

from router.composer.composition import Composition
from router.composer.findings import by_subgraph, find
from router.composer.merged_arguments import arguments_of
from router.composer.type_reference import narrowest
from router.errors import CompositionError

CODE = "FIELD_ARGUMENT_TYPE_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for argument in arguments_of(composition):
        if narrowest(value.type for _, value in argument.places) is None:
            types = by_subgraph((subgraph, f'"{print_ast(value.type)}"') for subgraph, value in argument.places)
            message = (
                f'Argument "{argument.coordinate}" has type {types}. Give it the same type everywhere; '
                "only nullability may differ."
            )
            yield find(CODE, message, argument.places)

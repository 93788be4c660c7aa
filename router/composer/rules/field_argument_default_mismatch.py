"""Subgraphs give an argument different default values."""

from collections.abc import Iterator

from graphql import print_ast

from router.composer.composition import Composition
from router.composer.findings import by_subgraph, differ, find
from router.composer.merged_arguments import arguments_of
from router.errors import CompositionError

CODE = "FIELD_ARGUMENT_DEFAULT_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for argument in arguments_of(composition):
        defaults = [(subgraph, print_ast(value.default)) for subgraph, value in argument.places if value.default]
        if differ(default for _, default in defaults):
            message = (
                f'Argument "{argument.coordinate}" has default value {by_subgraph(defaults)}. '
                "Give it the same default everywhere."
            )
            yield find(CODE, message, argument.places)

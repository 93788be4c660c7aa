"""Subgraphs give an argument different types; the supergraph uses the one that all accept."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, by_subgraph, differ, hint
from router.composer.merged_arguments import arguments_of
from router.composer.type_reference import narrowest
from router.errors import CompositionHint
from router.supergraph.print_type import print_type

CODE = "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for argument in arguments_of(composition):
        types = [(subgraph, f'"{print_type(value.type)}"') for subgraph, value in argument.places]
        merged = narrowest(value.type for _, value in argument.places)
        if merged is not None and differ(text for _, text in types):
            message = (
                f'Argument "{argument.coordinate}" has type {by_subgraph(types)}; the supergraph uses '
                f'"{print_type(merged)}".'
            )
            yield hint(CODE, LEVEL, message, argument.places)

"""What should say how many items are asked for is no argument of the field, or no `Int`."""

from collections.abc import Iterator

from graphql import print_ast

from router.composer.composition import Composition
from router.composer.findings import find_at
from router.composer.list_size import ListSizeUse, list_size_uses
from router.composer.merge.merge_inputs import common_names
from router.composer.merged_arguments import contextual_names, without
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "LIST_SIZE_INVALID_SLICING_ARGUMENT"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in list_size_uses(subgraph):
        for name in use.slicing_arguments:
            problem = _problem(use, name)
            if problem is not None:
                yield use.error(CODE, problem)


def _problem(use: ListSizeUse, name: str) -> str | None:
    argument = use.field.arguments.get(name)
    if argument is None:
        return f'the field has no argument "{name}". Correct the name in slicingArguments, or remove it.'
    if print_ast(argument.type) not in ("Int", "Int!"):
        return f'argument "{name}" is of type "{print_ast(argument.type)}"; a slicing argument is an Int.'
    return None


def check_composition(composition: Composition) -> Iterator[CompositionError]:
    """An argument that not every subgraph has is not in the supergraph: there, it can say nothing."""
    by_field: dict[tuple[str, str], list[ListSizeUse]] = {}
    for use in (use for subgraph in composition.subgraphs for use in list_size_uses(subgraph)):
        if use.slicing_arguments and not use.subgraph.is_external(use.definition.name, use.field.name):
            by_field.setdefault((use.definition.name, use.field.name), []).append(use)
    for (type_name, field_name), uses in by_field.items():
        kept = _kept_arguments(composition, type_name, field_name)
        if not any(name in kept for use in uses for name in use.slicing_arguments):
            message = (
                f'On field "{type_name}.{field_name}", for @listSize: none of the slicing arguments is in the '
                "supergraph, because not every subgraph with the field has them. Add one there."
            )
            yield find_at(CODE, message, [(use.subgraph, use.directive.node) for use in uses])


def _kept_arguments(composition: Composition, type_name: str, field_name: str) -> tuple[str, ...]:
    resolving = [source for source in composition.field_sources(type_name, field_name) if not source.is_external]
    contextual = contextual_names(resolving)
    return common_names([without(contextual, source.field.arguments) for source in resolving])

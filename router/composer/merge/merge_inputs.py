"""Arguments and input objects: what all subgraphs accept."""

from collections.abc import Mapping, Sequence

from graphql import StringValueNode, print_ast

from router.composer.composition import Declaration
from router.composer.merge.context import MergeContext
from router.composer.merge.merge_texts import most_common, print_default
from router.composer.merged_schema import MergedInputValue
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import InputValue
from router.composer.type_reference import narrowest
from router.language.selection_set import AppliedDirective
from router.supergraph.print_type import print_type

InputSource = tuple[Subgraph, InputValue]


def common_names(accepted: Sequence[Mapping[str, InputValue]]) -> tuple[str, ...]:
    """Those that are in all of them, in the order of the first."""
    return tuple(name for name in accepted[0] if all(name in other for other in accepted[1:])) if accepted else ()


def merge_arguments(
    sources: Sequence[tuple[Subgraph, Mapping[str, InputValue]]], context: MergeContext
) -> dict[str, MergedInputValue]:
    names = common_names([arguments for _, arguments in sources])
    return {
        name: _merge_input_value([(subgraph, arguments[name]) for subgraph, arguments in sources], (), context)
        for name in names
    }


def merge_input_fields(declarations: Sequence[Declaration], context: MergeContext) -> dict[str, MergedInputValue]:
    merged = {}
    for name in common_names([found.definition.input_fields for found in declarations]):
        sources = [(found.subgraph, found.definition.input_fields[name]) for found in declarations]
        merged[name] = _merge_input_value(sources, _field_joins(sources, context), context)
    return merged


def _merge_input_value(
    sources: Sequence[InputSource], joins: tuple[AppliedDirective, ...], context: MergeContext
) -> MergedInputValue:
    values = [value for _, value in sources]
    merged_type = narrowest(value.type for value in values) or values[0].type
    return MergedInputValue(
        name=values[0].name,
        description=most_common(value.description for value in values),
        joins=joins,
        directives=context.directives.merge(sources),
        type=print_type(merged_type),
        default=_common_default(values),
    )


def _common_default(values: Sequence[InputValue]) -> str | None:
    """Only one that every subgraph has: otherwise a subgraph without it could miss a value that it needs."""
    defaults = [print_default(value.default) for value in values]
    return defaults[0] if all(default == defaults[0] for default in defaults) else None


def _field_joins(sources: Sequence[InputSource], context: MergeContext) -> tuple[AppliedDirective, ...]:
    types = {print_type(value.type) for _, value in sources}
    if len(types) == 1:
        return ()
    return tuple(
        context.join("field", subgraph, type=print_ast(StringValueNode(value=print_type(value.type))))
        for subgraph, value in sources
    )

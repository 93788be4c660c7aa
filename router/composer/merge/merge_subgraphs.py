"""The entry: an indexed composition in, the merged schema out."""

from collections.abc import Mapping

from router.composer.composition import Composition
from router.composer.kept_directives import composed_directive_names
from router.composer.merge.add_interface_object_fields import add_interface_object_fields
from router.composer.merge.context import MergeContext
from router.composer.merge.merge_directive_definitions import (
    merge_composed_links,
    merge_executable_directives,
    names_of_specs,
)
from router.composer.merge.merge_directives import DirectiveMerger
from router.composer.merge.merge_types import merge_type
from router.composer.merged_schema import MergedSchema, MergedType, SpecDirective, elements_of, graph_enum_values
from router.language.selection_set import AppliedDirective
from router.specs.composed import COMPOSED_DIRECTIVES, ComposedDirective


def merge_subgraphs(composition: Composition) -> MergedSchema:
    spec_names = names_of_specs(composition)
    context = MergeContext(
        composition=composition,
        directives=DirectiveMerger(composed_directive_names(composition), spec_names),
        graphs=graph_enum_values(composition.subgraphs),
    )
    usages = composition.enum_usages
    types = {name: merge_type(name, usages, context) for name in composition.declarations}
    types = add_interface_object_fields(types, context)
    schema_directives = _merge_schema_directives(context)
    return MergedSchema(
        subgraphs=composition.subgraphs,
        types=types,
        schema_directives=schema_directives,
        directive_definitions=merge_executable_directives(composition),
        composed_links=merge_composed_links(composition),
        used_specs=_used_specs(types, schema_directives),
        spec_names=spec_names,
    )


def _merge_schema_directives(context: MergeContext) -> tuple[AppliedDirective, ...]:
    return context.directives.merge([(subgraph, subgraph.schema_element) for subgraph in context.composition.subgraphs])


def _used_specs(
    types: Mapping[str, MergedType], schema_directives: tuple[AppliedDirective, ...]
) -> tuple[ComposedDirective, ...]:
    used = {found.spec_name for found in schema_directives if isinstance(found, SpecDirective)}
    for merged in types.values():
        for element in elements_of(merged):
            used.update(found.spec_name for found in element.directives if isinstance(found, SpecDirective))
    return tuple(spec for spec in COMPOSED_DIRECTIVES if spec.name in used)

"""One field of an object or interface type, over all subgraphs that declare it."""

from collections.abc import Iterator, Sequence

from graphql import StringValueNode, print_ast

from router.composer.composition import FieldSource
from router.composer.contexts import context_value, is_contextual
from router.composer.merge.context import MergeContext
from router.composer.merge.merge_directives import without_lost_slicing_arguments
from router.composer.merge.merge_inputs import merge_arguments
from router.composer.merge.merge_texts import most_common
from router.composer.merged_arguments import contextual_names, without
from router.composer.merged_schema import MergedField
from router.composer.type_reference import widest
from router.language.selection_set import AppliedDirective
from router.specs.context import context_in_supergraph
from router.specs.directive_arguments import string_argument
from router.supergraph.print_type import print_type


def merge_field(
    sources: Sequence[FieldSource],
    given: Sequence[FieldSource],
    implementing: Sequence[FieldSource],
    declaring_subgraphs: int,
    context: MergeContext,
) -> MergedField:
    """The field as clients see it, and who resolves it.

    `given` are interface objects that give the field to this type, `implementing` the same field of object types that
    implement it. `declaring_subgraphs` counts those that declare
    the parent type: where all of them have the field alike, it needs no join directive.
    """
    # What an overridden declaration says still counts: an access directive or a type must not vanish in a migration.
    resolving = [source for source in (*sources, *given) if not source.is_external] or sources
    merged_type = widest((source.field.type for source in (*sources, *given)), context.composition.is_member)
    elements = [(source.subgraph, source.field) for source in resolving]
    contextual = contextual_names(resolving)
    merged_arguments = merge_arguments(
        [(subgraph, without(contextual, element.arguments)) for subgraph, element in elements], context
    )
    directives = context.directives.merge(elements, [(source.subgraph, source.field) for source in implementing])
    return MergedField(
        name=resolving[0].field.name,
        description=most_common(source.field.description for source in resolving),
        joins=tuple(_joins(sources, declaring_subgraphs, context)),
        directives=without_lost_slicing_arguments(directives, merged_arguments),
        type=print_type(merged_type or resolving[0].field.type),
        arguments=merged_arguments,
    )


def _joins(
    sources: Sequence[FieldSource], declaring_subgraphs: int, context: MergeContext
) -> Iterator[AppliedDirective]:
    types_differ = len({print_type(source.field.type) for source in sources}) > 1
    special = any(_is_special(source) for source in sources)
    if not types_differ and not special and len(sources) == declaring_subgraphs:
        return
    for source in (source for source in sources if not source.is_dropped):
        override = None if source.overridden_for_good else source.field.first("override")
        yield context.join(
            "field",
            source.subgraph,
            type=_quoted(print_type(source.field.type)) if types_differ else None,
            requires=_text_of(source, "requires", "fields"),
            provides=_text_of(source, "provides", "fields"),
            override=_text_of(source, "override", "from") if override else None,
            external="true" if source.is_external else None,
            usedOverridden="true" if source.overridden_for_good else None,
            overrideLabel=_override_label(source, context),
            contextArguments=_context_arguments(source),
        )


def _is_special(source: FieldSource) -> bool:
    directives = ("requires", "provides", "override")
    return (
        source.is_external
        or source.overridden_for_good
        or any(source.field.has(name) for name in directives)
        or any(is_contextual(argument) for argument in source.field.arguments.values())
    )


def _override_label(source: FieldSource, context: MergeContext) -> str | None:
    """Written on both sides: where the field goes, and where it comes from."""
    own = _text_of(source, "override", "label")
    lost = context.composition.overrides.get((source.coordinate, source.subgraph.name))
    return own or (_quoted(lost.label) if lost and lost.label else None)


def _context_arguments(source: FieldSource) -> str | None:
    """`[{context: "a__ctx", name: "code", type: "String", selection: "{ code }"}]`."""
    printed = [
        f"{{context: {_quoted(context_in_supergraph(source.subgraph.name, value.context))}, "
        f"name: {_quoted(argument.name)}, type: {_quoted(print_type(argument.type))}, "
        f"selection: {_quoted(value.selection)}}}"
        for argument in source.field.arguments.values()
        if (value := context_value(argument)) is not None
    ]
    return f"[{', '.join(printed)}]" if printed else None


def _text_of(source: FieldSource, directive_name: str, argument: str) -> str | None:
    directive = source.field.first(directive_name)
    text = string_argument(directive.node, argument) if directive else None
    return _quoted(text) if text is not None else None


def _quoted(text: str) -> str:
    return print_ast(StringValueNode(value=text))

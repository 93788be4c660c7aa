"""Which variables decide what an operation selects: those in `@skip(if:)` and `@include(if:)`."""

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
)


def condition_variables(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """Sorted, each once. The document must be validated."""
    return tuple(sorted(set(_in_selection_set(selection_set, fragments, set()))))


def _in_selection_set(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[str]:
    for selection in selection_set.selections:
        yield from _in_directives(selection.directives)
        match selection:
            case FieldNode(selection_set=inner) | InlineFragmentNode(selection_set=inner):
                if inner is not None:
                    yield from _in_selection_set(inner, fragments, seen)
            case FragmentSpreadNode(name=name) if name.value not in seen:
                # Each fragment is visited once however often it is spread; its variables are the same each time.
                seen.add(name.value)
                yield from _in_selection_set(fragments[name.value].selection_set, fragments, seen)


def _in_directives(directives: Iterable[DirectiveNode]) -> Iterator[str]:
    for directive in directives:
        if directive.name.value in ("skip", "include", "defer"):
            for argument in directive.arguments:
                if isinstance(argument.value, VariableNode):
                    yield argument.value.name.value

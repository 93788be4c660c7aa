"""How a deferred fragment stands in a selection set: an inline fragment without a type condition, under `@defer`.

The client's `@defer` has a label at most. Once the parts of an operation are told apart, the directive names the part
that the fragment belongs to; no subgraph ever sees it.
"""

from dataclasses import replace

from router.language.selection_set import AppliedDirective, Argument, InlineFragment, Selection

DEFER = "defer"
_PART = "part"


def deferral_of(selection: Selection) -> AppliedDirective | None:
    if not isinstance(selection, InlineFragment):
        return None
    return next((directive for directive in selection.directives if directive.name == DEFER), None)


def of_part(fragment: InlineFragment, number: int) -> InlineFragment:
    """The fragment as one of the part with this number."""
    return replace(fragment, directives=(AppliedDirective(DEFER, (Argument(_PART, str(number)),)),))


def part_of(fragment: InlineFragment) -> int | None:
    """The number of the part that a deferred fragment belongs to; None for any other."""
    directive = deferral_of(fragment)
    if directive is None:
        return None
    return next((int(argument.value) for argument in directive.arguments if argument.name == _PART), None)

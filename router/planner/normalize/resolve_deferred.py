"""Decide which `@defer` is in force, and put each that is on a fragment of its own, beneath its type condition.

Like `@skip`, it is decided by the request's variables before planning; the plan cache keeps the variants apart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from router.language.selection_set import AppliedDirective, Field, InlineFragment, Selection, SelectionSet
from router.planner.deferral import DEFER, deferral_of


def resolve_deferred(selection_set: SelectionSet, variables: Mapping[str, Any], is_enabled: bool) -> SelectionSet:
    """Without `is_enabled` nothing is deferred."""
    return SelectionSet(tuple(_resolved(selection_set, variables, is_enabled)))


def _resolved(selection_set: SelectionSet, variables: Mapping[str, Any], is_enabled: bool) -> Iterator[Selection]:
    for selection in selection_set:
        match selection:
            case Field(selection_set=None):
                yield selection
            case Field(name=name, selection_set=SelectionSet() as inner):
                # What introspection finds is all there at once.
                may_defer = is_enabled and not name.startswith("__")
                yield selection.selecting(resolve_deferred(inner, variables, may_defer))
            case InlineFragment(selection_set=fragment):
                yield _fragment(selection, resolve_deferred(fragment, variables, is_enabled), variables, is_enabled)


def _fragment(
    fragment: InlineFragment, inner: SelectionSet, variables: Mapping[str, Any], is_enabled: bool
) -> InlineFragment:
    directive = deferral_of(fragment)
    if directive is None:
        return fragment.selecting(inner)
    others = tuple(other for other in fragment.directives if other.name != DEFER)
    if is_enabled and _is_in_force(directive, variables):
        label = tuple(argument for argument in directive.arguments if argument.name == "label")
        inner = SelectionSet((InlineFragment(None, inner, (AppliedDirective(DEFER, label),)),))
    return replace(fragment, directives=others, selection_set=inner)


def _is_in_force(directive: AppliedDirective, variables: Mapping[str, Any]) -> bool:
    text = next((argument.value for argument in directive.arguments if argument.name == "if"), "true")
    return bool(variables.get(text[1:], True)) if text.startswith("$") else text == "true"

"""Decide which `@defer` is in force, and put each that is on a fragment of its own, beneath its type condition.

Like `@skip`, it is decided by the request's variables before planning; the plan cache keeps the variants apart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from router.language.selection_set import AppliedDirective, Field, InlineFragment, Selection, SelectionSet
from router.planner.deferral import DEFER, deferral_of


def resolve_deferred(selection_set: SelectionSet, variables: Mapping[str, Any], most: int) -> SelectionSet:
    """No more than `most` fragments are deferred, the first in document order; the others are as without it."""
    return _Resolving(variables, most).resolve(selection_set, may_defer=True)


@dataclass(slots=True)
class _Resolving:
    variables: Mapping[str, Any]
    left: int

    def resolve(self, selection_set: SelectionSet, may_defer: bool) -> SelectionSet:
        return SelectionSet(tuple(self._selections(selection_set, may_defer)))

    def _selections(self, selection_set: SelectionSet, may_defer: bool) -> Iterator[Selection]:
        for selection in selection_set:
            match selection:
                case Field(selection_set=None):
                    yield selection
                case Field(name=name, selection_set=SelectionSet() as inner):
                    # What introspection finds is all there at once.
                    inside = self.resolve(inner, may_defer and not name.startswith("__"))
                    yield replace(selection, selection_set=inside)
                case InlineFragment():
                    yield self._fragment(selection, may_defer)

    def _fragment(self, fragment: InlineFragment, may_defer: bool) -> InlineFragment:
        directive = deferral_of(fragment)
        if directive is None:
            return replace(fragment, selection_set=self.resolve(fragment.selection_set, may_defer))
        others = tuple(other for other in fragment.directives if other.name != DEFER)
        is_deferred = may_defer and self.left > 0 and _is_in_force(directive, self.variables)
        self.left -= is_deferred
        inner = self.resolve(fragment.selection_set, may_defer)
        if is_deferred:
            label = tuple(argument for argument in directive.arguments if argument.name == "label")
            inner = SelectionSet((InlineFragment(None, inner, (AppliedDirective(DEFER, label),)),))
        return replace(fragment, directives=others, selection_set=inner)


def _is_in_force(directive: AppliedDirective, variables: Mapping[str, Any]) -> bool:
    text = next((argument.value for argument in directive.arguments if argument.name == "if"), "true")
    return bool(variables.get(text[1:], True)) if text.startswith("$") else text == "true"

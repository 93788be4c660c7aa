"""Apply `@skip` and `@include`: an excluded selection calls no subgraph and triggers no requirement.

A plan is made for the values that the conditions have in one request; the plan cache keeps the variants apart.
"""

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from router.language.selection_set import AppliedDirective, Field, InlineFragment, Selection, SelectionSet


def drop_skipped_fields(selection_set: SelectionSet, variables: Mapping[str, Any]) -> SelectionSet:
    return SelectionSet(tuple(_kept(selection_set, variables)))


def _kept(selection_set: SelectionSet, variables: Mapping[str, Any]) -> Iterator[Selection]:
    for selection in selection_set:
        if not all(_includes(directive, variables) for directive in selection.directives):
            continue
        directives = tuple(d for d in selection.directives if d.name not in ("skip", "include"))
        match selection:
            case Field(name=name, alias=alias, arguments=arguments, selection_set=inner):
                kept = drop_skipped_fields(inner, variables) if inner is not None else None
                yield Field(name, alias, arguments, kept, directives)
            case InlineFragment(type_condition=condition, selection_set=fragment):
                remaining = drop_skipped_fields(fragment, variables)
                if remaining:
                    yield InlineFragment(condition, remaining, directives)
            case _:
                assert_never(selection)


def _includes(directive: AppliedDirective, variables: Mapping[str, Any]) -> bool:
    if directive.name not in ("skip", "include"):
        return True
    text = next(argument.value for argument in directive.arguments if argument.name == "if")
    value = variables.get(text[1:]) if text.startswith("$") else text == "true"
    return bool(value) is (directive.name == "include")

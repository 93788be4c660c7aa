"""Mark what the caller may not read. Marked fields stay in the answer, as nulls with an error, and are never fetched.

A field of an interface that only some of its objects withhold becomes one fragment for each object type.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from router.language.names import TYPENAME, FieldName, TypeName
from router.language.selection_set import EMPTY, Field, InlineFragment, Selection, SelectionSet
from router.language.withheld import code_if_withheld, withheld
from router.supergraph.access import AUTHENTICATED, AccessConditions, AccessRules

_PLACEHOLDER = SelectionSet((Field(FieldName(TYPENAME)),))


@dataclass(frozen=True, slots=True)
class Withholding:
    """What one caller may not read, and the schema around it."""

    rules: AccessRules
    unmet: AccessConditions
    """The conditions that the caller does not meet."""

    type_of_field: Callable[[TypeName, FieldName], TypeName]
    object_types: Callable[[TypeName], Sequence[TypeName]]
    """What an abstract type can be; nothing for an object type."""

    @property
    def code(self) -> str:
        return "UNAUTHENTICATED" if AUTHENTICATED in self.unmet else "FORBIDDEN"

    def withholds(self, type_name: TypeName, field_name: FieldName) -> bool:
        if field_name.startswith("__"):
            return False
        returned = self.type_of_field(type_name, field_name)
        return not self.unmet.isdisjoint(self.rules.of_field(type_name, field_name, returned))


def withhold_fields(selection_set: SelectionSet, parent_type: TypeName, withholding: Withholding) -> SelectionSet:
    return SelectionSet(tuple(_marked(selection_set, parent_type, withholding)))


def _marked(selection_set: SelectionSet, parent_type: TypeName, withholding: Withholding) -> Iterator[Selection]:
    for selection in selection_set:
        match selection:
            case Field():
                yield from _marked_field(selection, parent_type, withholding)
            case InlineFragment(type_condition=condition, selection_set=inner):
                marked = withhold_fields(inner, condition or parent_type, withholding)
                yield selection.selecting(marked)
            case _:
                assert_never(selection)


def _marked_field(field: Field, parent_type: TypeName, withholding: Withholding) -> Iterator[Selection]:
    if withholding.withholds(parent_type, field.name):
        yield withheld(field, withholding.code)
        return
    seen = _with_marks_below(field, parent_type, withholding)
    object_types = withholding.object_types(parent_type)
    if not any(withholding.withholds(object_type, field.name) for object_type in object_types):
        yield seen
        return
    for object_type in object_types:
        is_withheld = withholding.withholds(object_type, field.name)
        here = withheld(field, withholding.code) if is_withheld else seen
        yield InlineFragment(object_type, SelectionSet((here,)))


def _with_marks_below(field: Field, parent_type: TypeName, withholding: Withholding) -> Field:
    if field.selection_set is None:
        return field
    child_type = withholding.type_of_field(parent_type, field.name)
    return field.selecting(withhold_fields(field.selection_set, child_type, withholding))


def drop_withheld_fields(selection_set: SelectionSet) -> SelectionSet:
    """What is left to fetch. An object of which nothing is left is still fetched, since whether it is there shows."""
    return SelectionSet(tuple(_left(selection_set)))


def _left(selection_set: SelectionSet) -> Iterator[Selection]:
    for selection in selection_set:
        if isinstance(selection, Field):
            if code_if_withheld(selection) is None:
                inner = selection.selection_set
                below = (drop_withheld_fields(inner) or _PLACEHOLDER) if inner is not None else None
                yield selection.selecting(below)
        else:
            left = drop_withheld_fields(selection.selection_set)
            if left != EMPTY:
                yield selection.selecting(left)

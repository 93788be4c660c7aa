"""Dissolve every fragment that always applies: no type condition, or one that the type around it satisfies.

Deferred fragments stay."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from router.language.names import FieldName, TypeName
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet
from router.planner.deferral import deferral_of

TypeOfField = Callable[[TypeName, FieldName], TypeName]
IsSubtype = Callable[[TypeName, TypeName], bool]


def inline_fragments(
    selection_set: SelectionSet, parent_type: TypeName, type_of_field: TypeOfField, is_subtype: IsSubtype
) -> SelectionSet:
    return SelectionSet(tuple(_inlined(selection_set, parent_type, type_of_field, is_subtype)))


def _inlined(
    selection_set: SelectionSet, parent_type: TypeName, type_of_field: TypeOfField, is_subtype: IsSubtype
) -> Iterator[Selection]:
    for selection in selection_set:
        match selection:
            case Field(selection_set=None):
                yield selection
            case Field(name=name, selection_set=SelectionSet() as inner):
                child_type = type_of_field(parent_type, name)
                yield selection.selecting(inline_fragments(inner, child_type, type_of_field, is_subtype))
            case InlineFragment(type_condition=condition, selection_set=inner):
                if deferral_of(selection) is not None:
                    inlined = inline_fragments(inner, parent_type, type_of_field, is_subtype)
                    yield selection.selecting(inlined)
                elif condition is None or is_subtype(parent_type, condition):
                    yield from _inlined(inner, parent_type, type_of_field, is_subtype)
                else:
                    yield replace(
                        selection, selection_set=inline_fragments(inner, condition, type_of_field, is_subtype)
                    )

"""The answer has an object's type under any name that the client wants; subgraphs are asked for it by its own."""

from router.language.names import TYPENAME
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet


def drop_typename_aliases(selection_set: SelectionSet) -> SelectionSet:
    return SelectionSet(tuple(_without_alias(selection) for selection in selection_set))


def _without_alias(selection: Selection) -> Selection:
    match selection:
        case Field(name=name) if name == TYPENAME:
            return Field(TYPENAME)
        case Field(selection_set=inner):
            return selection.selecting(drop_typename_aliases(inner) if inner is not None else None)
        case InlineFragment(selection_set=fragment):
            return selection.selecting(drop_typename_aliases(fragment))

"""A client may call any field `__typename`; the tree needs that key for the type, so the field gets another one."""

from dataclasses import replace

from router.language.names import TYPENAME, ResponseKey
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet

HIDDEN_KEY = ResponseKey("_kumiki_alias_typename")


def keep_typename_free(selection_set: SelectionSet) -> SelectionSet:
    return SelectionSet(tuple(_freed(selection) for selection in selection_set))


def _freed(selection: Selection) -> Selection:
    match selection:
        case Field(name=name, response_key=response_key, selection_set=inner):
            freed = keep_typename_free(inner) if inner is not None else None
            hidden = response_key == ResponseKey(TYPENAME) and name != TYPENAME
            return replace(selection, alias=HIDDEN_KEY if hidden else selection.alias, selection_set=freed)
        case InlineFragment(selection_set=fragment):
            return selection.selecting(keep_typename_free(fragment))

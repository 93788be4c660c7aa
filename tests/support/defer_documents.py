"""What an operation with `@defer` asks for as a whole, and what of it is answered first."""

from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    Visitor,
    visit,
)
from graphql.language.visitor import REMOVE, VisitorAction

from tests.support.records import Json


def without_directives(document: DocumentNode) -> DocumentNode:
    """Nothing is deferred."""
    changed: DocumentNode = visit(document, _DropDirectives())
    return changed


def answered_first(document: DocumentNode, variables: dict[str, Json]) -> DocumentNode:
    """Without the fragments that are deferred for these values. Selections may be empty: it is not to be validated."""
    changed: DocumentNode = visit(document, _DropDeferred(variables))
    return without_directives(changed)


class _DropDirectives(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: object) -> VisitorAction:
        return REMOVE if node.name.value == "defer" else None


class _DropDeferred(Visitor):
    def __init__(self, variables: dict[str, Json]) -> None:
        super().__init__()
        self.variables = variables

    def enter_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode:
        return SelectionSetNode(selections=tuple(each for each in node.selections if not self._is_deferred(each)))

    def _is_deferred(self, selection: Any) -> bool:
        if not isinstance(selection, FragmentSpreadNode | InlineFragmentNode):
            return False
        directives = (each for each in selection.directives if each.name.value == "defer")
        return any(self._is_in_force(directive) for directive in directives)

    def _is_in_force(self, directive: DirectiveNode) -> bool:
        value = next((each.value for each in directive.arguments if each.name.value == "if"), None)
        if value is None:
            return True
        name = getattr(value, "name", None)
        return bool(self.variables.get(name.value, True) if name is not None else getattr(value, "value", False))

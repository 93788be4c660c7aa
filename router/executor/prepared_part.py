"""A deferred part of an answer, compiled: what does not change from request to request."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from router.executor.execution import Execution
from router.executor.project_response import ProjectObject
from router.language.names import FieldName
from router.language.response_path import KeyElement, ResponsePath, TypeElement
from router.language.selection_set import Field, SelectionSet
from router.query_plan import DeferredNode, QueryPlan

RunNode = Callable[[Execution], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class PreparedPart:
    """One deferred fragment."""

    node: DeferredNode
    own: SelectionSet
    """What it selects, as seen from the top of the answer."""

    visible: QueryPlan
    """The plan with only what this part and those within it select, for telling where errors belong."""

    run: RunNode | None
    project: ProjectObject
    awaited: tuple[int, ...]
    """The `id`s of its own fetches."""

    within: "tuple[PreparedPart, ...]"

    @property
    def depth(self) -> int:
        """How many keys and indexes lead to its objects."""
        return sum(not isinstance(element, TypeElement) for element in self.node.path)


def seen_from_the_top(part: DeferredNode) -> SelectionSet:
    """What a part selects, within the fields that lead to its objects."""
    return _around(part.path, part.selection_set)


def all_seen_from_the_top(part: DeferredNode) -> SelectionSet:
    """The same with all the parts within it."""
    within = (selection for inner in part.deferred for selection in all_seen_from_the_top(inner))
    return SelectionSet((*seen_from_the_top(part), *within))


def _around(path: ResponsePath, selection_set: SelectionSet) -> SelectionSet:
    for element in reversed(path):
        if isinstance(element, KeyElement):
            selection_set = SelectionSet((Field(FieldName(element.response_key), None, (), selection_set),))
    return selection_set

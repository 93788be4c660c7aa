"""Execute a plan with deferred parts: what is answered first, and then the parts as they get ready.

All parts fill one response tree. The fetches of a part start as soon as those are done that it waits for, also while
what is answered first is still under way; what it gives is projected when the client takes it. So there is never more
to hold than the tree, however slowly the client reads. A part belongs to an object that the client has been told of;
where there is none, because it is null, there is no part.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from router.errors import InternalError
from router.executor.awaited_fetches import AwaitedFetches
from router.executor.error_report import ClientPath
from router.executor.execution import Execution
from router.executor.execution_context import ExecutionContext, ExecutionResult
from router.executor.find_objects import ResponseObject, find_objects, find_places, type_name_of
from router.executor.incremental_answer import AnswerUpdate, CompletedPart, InitialAnswer, PendingPart
from router.executor.introspect import introspect, introspect_below
from router.executor.lost_fields import visible_path
from router.executor.prepare import PreparedPlan
from router.executor.prepared_part import PreparedPart
from router.executor.project_response import unknown_type
from router.executor.taken_objects import tell_taken
from router.language.names import TYPENAME
from router.language.response_path import ResponsePath, TypeElement
from router.language.selection_set import SelectionSet
from router.query_plan import OperationKind

Errors = list[dict[str, Any]]


def execute_incrementally(plan: PreparedPlan, context: ExecutionContext) -> "IncrementalExecution":
    """Nothing is sent before `first` is awaited."""
    if not plan.deferred:
        raise InternalError("A plan without deferred parts was given to be executed in parts.")
    return IncrementalExecution(plan, context)


@dataclass(frozen=True, slots=True)
class _Announced:
    pending: PendingPart
    found: ResponseObject
    path: ClientPath
    """In the tree."""


class IncrementalExecution(AsyncIterator[AnswerUpdate]):
    """Await `first`, then iterate. Use it from one task at a time; only `aclose` may come from another."""

    def __init__(self, plan: PreparedPlan, context: ExecutionContext) -> None:
        self._plan = plan
        self._execution = Execution(plan.visible, context)
        self._execution.awaited = AwaitedFetches(plan.requests)
        self._may_begin = asyncio.Event()
        """A mutation's parts wait until all of its effects are done."""
        self._executions: dict[int, Execution] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._announced: dict[int, tuple[PreparedPart, list[_Announced]]] = {}
        """Parts that the client waits for, by their `id()`."""
        self._withheld: dict[int, Errors] = {}
        """Errors that were met around a part and belong to it."""
        self._numbers = count()

    async def first(self) -> InitialAnswer:
        """What is not deferred. Cancelling it cancels everything."""
        self._begin(self._plan.deferred, self._execution)
        if self._plan.plan.operation_kind is not OperationKind.MUTATION:
            self._may_begin.set()
        try:
            introspect(self._plan, self._execution)
            if self._plan.run is not None:
                await self._plan.run(self._execution)
        except BaseException:
            await self.aclose()
            raise
        self._awaited.tell_all(self._plan.awaited)
        self._may_begin.set()
        execution = self._execution
        introspect_below(self._plan, execution)
        tell_taken(execution)
        data = self._plan.project(execution.tree, execution.report)
        told: dict[ClientPath, ResponseObject] = {(): data} if data is not None else {}
        pending = tuple(self._announce(self._plan.deferred, told, 0))
        untyped = self._untyped(self._plan.deferred, told, 0, execution)
        errors = self._own_errors(execution, self._plan.plan.selection_set, self._plan.deferred, untyped)
        if not pending:
            await self.aclose()
        return InitialAnswer(ExecutionResult(data, errors), pending)

    async def __anext__(self) -> AnswerUpdate:
        """What got ready since; waits for something."""
        if not self._announced:
            raise StopAsyncIteration
        try:
            await asyncio.wait([self._tasks[key] for key in self._announced], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self.aclose()
            raise
        ready = [key for key in self._announced if self._tasks[key].done()]
        if any(self._tasks[key].cancelled() for key in ready):  # closed meanwhile
            raise StopAsyncIteration
        completed: list[CompletedPart] = []
        pending: list[PendingPart] = []
        for key in ready:
            self._tasks[key].result()
            part, announced = self._announced.pop(key)
            completed += self._complete(part, announced, pending)
        if not self._announced:
            await self.aclose()
        return AnswerUpdate(tuple(completed), tuple(pending), bool(self._announced))

    async def aclose(self) -> None:
        """Cancel whatever is under way, from any task."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    @property
    def _awaited(self) -> AwaitedFetches:
        awaited = self._execution.awaited
        if awaited is None:
            raise InternalError("The execution of a plan with deferred parts waits for none.")
        return awaited

    def _begin(self, parts: tuple[PreparedPart, ...], around: Execution) -> None:
        for part in parts:
            execution = self._executions[id(part)] = around.part(part.visible)
            self._tasks[id(part)] = asyncio.create_task(self._run(part, execution))
            self._begin(part.within, execution)

    async def _run(self, part: PreparedPart, execution: Execution) -> None:
        await self._may_begin.wait()
        await self._awaited.wait_for(part.node.depends)
        if part.run is not None:
            await part.run(execution)
        self._awaited.tell_all(part.awaited)

    def _announce(
        self, parts: tuple[PreparedPart, ...], told: Mapping[ClientPath, ResponseObject], depth: int
    ) -> Iterator[PendingPart]:
        """The parts within what was told just now: objects by their path in the tree, `depth` keys and indexes deep."""
        for part in parts:
            announced = [
                _Announced(
                    PendingPart(str(next(self._numbers)), self._execution.client_path(path), part.node.label),
                    found,
                    path,
                )
                for found, path in self._objects_at(part.node.path)
                if path[:depth] in told and self._is_told(told[path[:depth]], path[depth:])
            ]
            if announced:
                self._announced[id(part)] = (part, announced)
                yield from (each.pending for each in announced)

    def _untyped(
        self, parts: tuple[PreparedPart, ...], told: Mapping[ClientPath, ResponseObject], depth: int, around: Execution
    ) -> list[ClientPath]:
        """Objects whose type a failure took: parts that depend on it never come."""
        paths = (part.node.path[:end] for part in parts for end in _ends_before_types(part.node.path))
        return [
            place
            for path in (dict.fromkeys(paths) if around.report else ())
            for found, place in self._objects_at(path)
            if type_name_of(found) is None and around.report.took((*place, TYPENAME))
            if place[:depth] in told and self._is_told(told[place[:depth]], place[depth:])
        ]

    def _objects_at(self, path: ResponsePath) -> Iterator[tuple[ResponseObject, ClientPath]]:
        tree = self._execution.tree
        places = find_places(tree, path)
        for found in {id(found): found for found in find_objects([tree], path)}.values():
            for place in places[id(found)]:
                yield found, place

    def _is_told(self, data: ResponseObject, path: ClientPath) -> bool:
        value: Any = data
        for element in self._execution.client_path(path):
            if isinstance(element, int):
                value = value[element] if isinstance(value, list) and element < len(value) else None
            else:
                value = value.get(element) if isinstance(value, dict) else None
        return isinstance(value, dict)

    def _complete(
        self, part: PreparedPart, announced: list[_Announced], pending: list[PendingPart]
    ) -> Iterator[CompletedPart]:
        execution = self._executions[id(part)]
        introspect_below(self._plan, execution)
        tell_taken(execution)
        data = {each.path: part.project(each.found, each.path, execution.report) for each in announced}
        told = {path: found for path, found in data.items() if found is not None}
        pending += self._announce(part.within, told, part.depth)
        untyped = self._untyped(part.within, told, part.depth, execution)
        execution.report.errors[:0] = self._withheld.pop(id(part), ())
        errors = self._own_errors(execution, part.own, part.within, untyped)
        by_place = _by_place(errors, [each.pending.path for each in announced])
        for each in announced:
            yield CompletedPart(each.pending, data[each.path], by_place[each.pending.path])

    def _own_errors(
        self,
        execution: Execution,
        own: SelectionSet,
        within: tuple[PreparedPart, ...],
        untyped: Sequence[ClientPath],
    ) -> Errors:
        """Those to be told now. The others are about fields that only the parts within select, and wait for them; where
        none of these comes, because nobody knows what an object is, the object has the error."""
        mine: Errors = []
        for error in execution.report.errors:
            path = tuple(error.get("path", ()))
            owners = _owners_of(path, own, within)
            announced = next((part for part in owners if self._is_announced(part, path)), None)
            if announced is not None:
                self._withheld.setdefault(id(announced), []).append(error)
                continue
            told = _at(visible_path(own, path), error) if owners else error
            if told not in mine:
                mine.append(told)
        explained = {tuple(error.get("path", ())) for error in mine}
        mine += (unknown_type(place) for place in untyped if place not in explained)
        return execution.in_client_terms(mine)

    def _is_announced(self, part: PreparedPart, path: ClientPath) -> bool:
        _, announced = self._announced.get(id(part), (part, []))
        return any(each.path == path[: part.depth] for each in announced)


def _ends_before_types(path: ResponsePath) -> Iterator[int]:
    return (end for end, element in enumerate(path) if isinstance(element, TypeElement))


def _owners_of(path: ClientPath, own: SelectionSet, within: tuple[PreparedPart, ...]) -> list[PreparedPart]:
    """The parts within that an error may be about; none for one that is about what is around them."""
    if visible_path(own, path) == path:
        return []
    return [part for part in within if visible_path(part.visible.selection_set, path) == path]


def _at(path: ClientPath, error: dict[str, Any]) -> dict[str, Any]:
    return {member: list(path) if member == "path" else error[member] for member in error if path or member != "path"}


def _by_place(errors: Errors, places: list[ClientPath]) -> dict[ClientPath, Errors]:
    """Each error to the place that it is in; one that is in none goes to the first."""
    found: dict[ClientPath, Errors] = {place: [] for place in places}
    depth = len(places[0])
    for error in errors:
        place = tuple(error.get("path", ()))[:depth]
        found[place if place in found else places[0]].append(error)
    return found

"""The mutable state of one execution: the response tree and the errors, while a plan is walked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from router.executor.awaited_fetches import AwaitedFetches
from router.executor.error_report import ClientPath, ErrorReport
from router.executor.execution_context import ExecutionContext
from router.executor.find_objects import ResponseObject
from router.query_plan import FetchNode, QueryPlan


@dataclass(frozen=True, slots=True)
class TakenObject:
    """An object, or a list, that a fetch did not bring because of an error beneath it."""

    error: Mapping[str, Any]
    fetch: FetchNode
    place: ClientPath
    beneath: ClientPath
    """From an object at which the fetch begins, which is at `place`."""

    @property
    def path(self) -> ClientPath:
        return (*self.place, *self.beneath)


class Execution:
    """Lives for one request, or for one event of a subscription; each deferred part of an answer has its own."""

    __slots__ = ("around", "awaited", "context", "plan", "report", "taken", "tree")

    def __init__(self, plan: QueryPlan, context: ExecutionContext) -> None:
        self.plan = plan
        self.context = context
        self.tree: ResponseObject = {}
        self.report = ErrorReport(context.max_errors)
        self.taken: list[TakenObject] = []
        self.around: Execution | None = None
        """Of a deferred part: that of what is around it."""
        self.awaited: AwaitedFetches | None = None
        """Of a plan with deferred parts."""

    def part(self, plan: QueryPlan) -> "Execution":
        """Of a part that is answered later: it fills the same tree, and what goes wrong in it stays its own."""
        part = Execution(plan, self.context)
        part.tree = self.tree
        part.around = self
        part.awaited = self.awaited
        part.report = ErrorReport(self.context.max_errors, around=self.report)
        return part

    @property
    def has_taken(self) -> bool:
        return bool(self.taken) or (self.around is not None and self.around.has_taken)

    def all_taken(self) -> Iterator[TakenObject]:
        """Also by errors in what is around a deferred part."""
        yield from self.taken
        if self.around is not None:
            yield from self.around.all_taken()

    def errors(self) -> list[dict[str, Any]]:
        return self.in_client_terms(self.report.errors)

    def in_client_terms(self, errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """For the answer: in the few plans whose tree holds a key under another name, with the client's name."""
        show_errors = self.context.show_errors
        if show_errors is not None and errors:
            errors = show_errors(errors)
        if not self.plan.aliases:
            return errors
        return [
            {**error, "path": list(self.client_path(error["path"]))} if "path" in error else error for error in errors
        ]

    def client_path(self, path: Iterable[str | int]) -> ClientPath:
        """A path of the tree, with the client's names."""
        aliases: dict[Any, str] = dict(self.plan.aliases)
        return tuple(aliases.get(element, element) for element in path)

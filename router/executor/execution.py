"""The mutable state of one execution: the response tree and the errors, while a plan is walked."""

from typing import Any

from router.executor.error_report import ErrorReport
from router.executor.execution_context import ExecutionContext
from router.executor.find_objects import ResponseObject
from router.query_plan import QueryPlan


class Execution:
    """Lives for one request, or for one event of a subscription."""

    __slots__ = ("context", "plan", "report", "tree")

    def __init__(self, plan: QueryPlan, context: ExecutionContext) -> None:
        self.plan = plan
        self.context = context
        self.tree: ResponseObject = {}
        self.report = ErrorReport(context.max_errors)

    def errors(self) -> list[dict[str, Any]]:
        """For the answer: in the few plans whose tree holds a key under another name, with the client's name."""
        aliases: dict[Any, str] = dict(self.plan.aliases)
        if not aliases:
            return self.report.errors
        return [
            {**error, "path": [aliases.get(element, element) for element in error["path"]]}
            if "path" in error
            else error
            for error in self.report.errors
        ]

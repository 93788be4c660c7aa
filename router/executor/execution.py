"""The mutable state of one execution: the response tree and the errors, while a plan is walked."""

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

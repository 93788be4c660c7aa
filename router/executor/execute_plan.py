"""Execute a query plan: walk its nodes, fill the response tree, project the answer."""

from collections.abc import AsyncIterator

from router.executor.execution_context import ExecutionContext, ExecutionResult
from router.executor.prepare import PreparedPlan
from router.query_plan import QueryPlan


async def execute_plan(plan: QueryPlan | PreparedPlan, context: ExecutionContext) -> ExecutionResult:
    """Answer a query or mutation. Never raises for what a subgraph does; cancelling it cancels its requests.

    A bare `QueryPlan` is prepared on the spot; who executes a plan twice prepares it once.
    """
    raise NotImplementedError


class Subscription(AsyncIterator[ExecutionResult]):
    """The events of a subscription, each answered in full. Take the next one from one task at a time."""

    async def __anext__(self) -> ExecutionResult:
        raise NotImplementedError

    async def aclose(self) -> None:
        """End it and free the subgraph at once, from any task, also while `__anext__` waits in another."""


def subscribe_plan(plan: QueryPlan | PreparedPlan, context: ExecutionContext) -> Subscription:
    """Subscribe by the plan's primary fetch. Nothing is sent before the first `__anext__`.

    A subgraph that refuses or breaks off gives a last result with `data: None` and the errors.
    """
    raise NotImplementedError

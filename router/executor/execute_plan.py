"""Execute a query plan: walk its nodes, fill the response tree, project the answer."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from router.errors import InternalError, SubgraphError
from router.executor.call_subgraph import client_for, client_variables, subgraph_request
from router.executor.execution import Execution
from router.executor.execution_context import ExecutionContext, ExecutionResult
from router.executor.fetch import merge_root_response
from router.executor.introspect import introspect, introspect_below
from router.executor.prepare import PreparedPlan, prepare
from router.executor.prepared_fetch import PreparedFetch
from router.executor.report_failure import report_failure
from router.executor.subgraph_client import SubgraphResponse
from router.executor.subgraph_events import events_from
from router.executor.taken_objects import tell_taken
from router.query_plan import QueryPlan


async def execute_plan(plan: QueryPlan | PreparedPlan, context: ExecutionContext) -> ExecutionResult:
    """Answer a query or mutation. Never raises for what a subgraph does; cancelling it cancels its requests.

    A bare `QueryPlan` is prepared on the spot; who executes a plan twice prepares it once.
    """
    prepared = _prepared(plan, context)
    if prepared.primary is not None:
        raise InternalError("The plan of a subscription was given to be executed once.")
    if prepared.deferred:
        raise InternalError("A plan with deferred parts was given to be executed at once.")
    return await _complete(prepared, Execution(prepared.plan, context))


async def _complete(prepared: PreparedPlan, execution: Execution) -> ExecutionResult:
    introspect(prepared, execution)
    if prepared.run is not None:
        await prepared.run(execution)
    introspect_below(prepared, execution)
    if execution.taken:
        tell_taken(execution)
    data = prepared.project(execution.tree, execution.report)
    return ExecutionResult(data, execution.errors())


def _prepared(plan: QueryPlan | PreparedPlan, context: ExecutionContext) -> PreparedPlan:
    return plan if isinstance(plan, PreparedPlan) else prepare(plan, context.supergraph)


class Subscription(AsyncIterator[ExecutionResult]):
    """The events of a subscription, each answered in full. Take the next one from one task at a time."""

    def __init__(self, answering: "Answering") -> None:
        self._answering = answering
        self._events = _events_of(answering)
        self._waiting: asyncio.Task[ExecutionResult | None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._is_closed = False

    async def __anext__(self) -> ExecutionResult:
        if self._is_closed:
            raise StopAsyncIteration
        self._waiting = asyncio.create_task(self._take())
        # Waiting for the task, not for its result: so a cancelled task (we were closed) is told from being cancelled.
        try:
            await asyncio.wait((self._waiting,))
        except asyncio.CancelledError:
            await self.aclose()
            raise
        event = None if self._waiting.cancelled() else self._waiting.result()
        if event is None:
            self._is_closed = True
            raise StopAsyncIteration
        return event

    async def _take(self) -> ExecutionResult | None:
        return await anext(self._events, None)

    def answer_by(self, prepared: PreparedPlan, context: ExecutionContext) -> None:
        """Complete later events by another plan, whose primary fetch must be the same: the subgraph goes on."""
        self._answering.prepared = prepared
        self._answering.context = context

    async def aclose(self) -> None:
        """End it and free the subgraph at once, from any task, also while `__anext__` waits in another."""
        self._is_closed = True
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.wait((self._closing,))
        self._closing.result()

    async def _close(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.cancel()
            await asyncio.wait((self._waiting,))
        await self._events.aclose()


def subscribe_plan(plan: QueryPlan | PreparedPlan, context: ExecutionContext) -> Subscription:
    """Subscribe by the plan's primary fetch. Nothing is sent before the first `__anext__`.

    A subgraph that refuses or breaks off gives a last result with `data: None` and the errors. Cancelling the task
    that waits for an event closes the subscription too.
    """
    prepared = _prepared(plan, context)
    if prepared.primary is None:
        raise InternalError("The plan of a query or mutation was given to be subscribed to.")
    return Subscription(Answering(prepared, prepared.primary, context))


@dataclass(slots=True)
class Answering:
    """By what the events of a subscription are answered; it may change between two of them."""

    prepared: PreparedPlan
    primary: PreparedFetch
    context: ExecutionContext


async def _events_of(answering: Answering) -> AsyncGenerator[ExecutionResult, None]:
    primary, context = answering.primary, answering.context
    try:
        client = client_for(primary.node.subgraph, context)
        request = subgraph_request(primary, client_variables(primary.node, context), context)
        async with events_from(client, request) as events:
            async for response in events:
                yield await _answer_event(response, answering)
    except SubgraphError as error:
        execution = Execution(answering.prepared.plan, answering.context)
        report_failure(error, primary.node, (), [(execution.tree, ())], execution)
        yield ExecutionResult(None, execution.errors(), breaks_off=True)


async def _answer_event(response: SubgraphResponse, answering: Answering) -> ExecutionResult:
    prepared = answering.prepared
    execution = Execution(prepared.plan, answering.context.from_now())
    merge_root_response(prepared.primary or answering.primary, response, execution)
    if response.data is None:
        return ExecutionResult(None, execution.errors())
    return await _complete(prepared, execution)

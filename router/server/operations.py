"""What every transport does with an operation, whether its answer is one response or a stream of them.

A transport decides how bytes look and when its client has left; it then cancels the task that relays. However that
task ends, the subgraph's side of the operation is free by then, also where it was still being set up.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from router.executor.execution_context import ExecutionResult
from router.executor.fetch_trace import FetchTrace
from router.query_plan import OperationKind
from router.server.authentication import Caller
from router.server.forwarded_headers import LiveHeaders, forwarded_headers
from router.server.graphql_request import GraphQLRequest
from router.server.pipeline import Pipeline, PlannedOperation
from router.settings import HeaderSettings

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Client:
    """Whose operation it is."""

    headers: Mapping[str, str]
    """Of the request, or of the connection that carries many. Lower-case names."""

    caller: Caller | None


class Operations:
    """Plans and runs the operations of clients, whichever way they came."""

    def __init__(self, pipeline: Pipeline, headers: HeaderSettings) -> None:
        self._pipeline = pipeline
        self._propagate = tuple(name.lower() for name in headers.propagate)

    async def plan(self, request: GraphQLRequest, client: Client) -> PlannedOperation:
        """Raises `OperationError` where the request is refused."""
        return await self._pipeline.plan(request, client.caller)

    def execute(
        self, operation: PlannedOperation, client: Client, trace: FetchTrace | None = None
    ) -> Coroutine[Any, Any, ExecutionResult]:
        """Answer a query or mutation."""
        return self._pipeline.execute(operation, self._forwarded(client), trace)

    async def relay(
        self, operation: PlannedOperation, client: Client, write: Callable[[ExecutionResult], Awaitable[None]]
    ) -> None:
        """Write one result, or each event of a subscription; the next is asked for when one is written.

        Cancelling it ends a query or subscription at once. A mutation runs to its end first: half of one is worse than
        an unread answer.
        """
        match operation.kind:
            case OperationKind.QUERY:
                await write(await self.execute(operation, client))
            case OperationKind.MUTATION:
                await write(await to_its_end(self.execute(operation, client)))
            case OperationKind.SUBSCRIPTION:
                events = self._pipeline.subscribe(operation, LiveHeaders(partial(self._forwarded, client)))
                try:
                    async for event in events:
                        await write(event)
                finally:
                    await events.aclose()

    def _forwarded(self, client: Client) -> Mapping[str, str]:
        return forwarded_headers(client.headers, self._propagate, client.caller)


async def to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Await work that goes on although we are cancelled; the cancellation goes on when it is done."""
    running = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait((running,))
        raise

"""What every transport does with an operation, whether its answer is one response or a stream of them.

A transport decides how bytes look and when its client has left; it then cancels the task that relays. However that
task ends, the subgraph's side of the operation is free by then, also where it was still being set up.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

from router.executor.execution_context import ExecutionResult
from router.executor.fetch_trace import FetchTrace
from router.query_plan import OperationKind
from router.server.authentication import Unauthenticated, seconds_left
from router.server.client import Client
from router.server.equal_subscriptions import EqualSubscriptions
from router.server.find_document import Documents
from router.server.forwarded_headers import forwarded_headers
from router.server.graphql_request import GraphQLRequest
from router.server.header_rules import note_client_headers
from router.server.incremental_format import IncrementalFormat, Response, ResponsePart, incremental_writer
from router.server.open_subscription import Write, WriteNow
from router.server.pipeline import Pipeline, PlannedOperation
from router.server.read_operation import format_errors
from router.server.request_record import note_request
from router.settings import RouterSettings

Result = TypeVar("Result")

CREDENTIALS_EXPIRED = Unauthenticated("The credentials have expired. Subscribe again with new ones.")


class Operations:
    """Plans and runs the operations of clients, whichever way they came."""

    def __init__(self, pipeline: Pipeline, documents: Documents, settings: RouterSettings) -> None:
        self._subscriptions = EqualSubscriptions(self._forwarded, settings.headers, settings.subscriptions)
        self._set(pipeline, documents, settings)

    def _set(self, pipeline: Pipeline, documents: Documents, settings: RouterSettings) -> None:
        self._pipeline = pipeline
        self._documents = documents
        self._propagate = tuple(name.lower() for name in settings.headers.propagate)
        self._defer = settings.defer
        self._subscriptions.set(settings.headers, settings.subscriptions)

    async def go_over(self, pipeline: Pipeline, documents: Documents, settings: RouterSettings) -> None:
        """Run what comes from now on by another pipeline, and let open subscriptions go on by it where they can.
        Whatever else is under way ends by the pipeline that it began with."""
        self._set(pipeline, documents, settings)
        await self._subscriptions.go_over(pipeline)

    async def plan(self, request: GraphQLRequest, client: Client, in_parts: bool = False) -> PlannedOperation:
        """Raises `OperationError` where the request is refused. `in_parts` says that the client takes the answer so,
        where the operation has deferred parts."""
        defers = in_parts and self._defer.enabled and request.files is None
        operation = await self._plan(request, client, defers)
        if request.files is not None:
            request.files.check(operation.plan.plan.node)
        return operation

    async def _plan(self, request: GraphQLRequest, client: Client, defers: bool) -> PlannedOperation:
        if self._documents.passes(request):
            note_request(request, client.caller)
            return await self._pipeline.plan(request, client.caller, defers)
        found = await self._documents.find(request)
        note_request(found.request, client.caller)
        operation = await self._pipeline.plan(found.request, client.caller, defers)
        await self._documents.remember(found)
        return operation

    def execute(
        self, operation: PlannedOperation, client: Client, trace: FetchTrace | None = None
    ) -> Coroutine[Any, Any, ExecutionResult]:
        """Answer a query or mutation."""
        return operation.pipeline.execute(operation, self._forwarded(client), trace)

    async def relay(
        self,
        operation: PlannedOperation,
        client: Client,
        write: Callable[[Response], Awaitable[None]],
        written_in: IncrementalFormat | None = None,
        write_now: WriteNow | None = None,
    ) -> None:
        """Write one result, each part of one, or each event of a subscription; the next is asked for when one is
        written.

        Cancelling it ends a query or subscription at once. A mutation runs to its end first: half of one is worse than
        an unread answer. `written_in` is for parts, where the client said what it takes;
        `write_now` is for events, where they can be written without waiting.
        """
        if operation.plan.deferred:
            async with aclosing(self.parts(operation, client, written_in)) as parts:
                async for part in parts:
                    await write(part)
            return
        match operation.kind:
            case OperationKind.QUERY:
                await write(await self.execute(operation, client))
            case OperationKind.MUTATION:
                await write(await to_its_end(self.execute(operation, client)))
            case OperationKind.SUBSCRIPTION:
                try:
                    async with asyncio.timeout(seconds_left(client.caller)) as validity:
                        await self._relay_events(operation, client, write, write_now)
                except TimeoutError:
                    if not validity.expired():
                        raise
                    await write(ExecutionResult(None, format_errors(CREDENTIALS_EXPIRED)))

    async def _relay_events(
        self, operation: PlannedOperation, client: Client, write: Write, write_now: WriteNow | None
    ) -> None:
        subscription, listener = self._subscriptions.listen(operation, client, write_now)
        metrics = self._pipeline.metrics
        if metrics is not None:
            metrics.subscription_opened()
        try:
            await listener.relay(write)
        finally:
            await subscription.leave(listener)
            if metrics is not None:
                metrics.subscription_ended()

    def format_of_parts(self, asked_for: IncrementalFormat | None) -> IncrementalFormat:
        """What the client asked for, or the setting where it did not say."""
        return asked_for or IncrementalFormat(self._defer.format)

    async def parts(
        self, operation: PlannedOperation, client: Client, asked_for: IncrementalFormat | None
    ) -> AsyncGenerator[ResponsePart, None]:
        """The answer of a plan with deferred parts. Closing it ends all that is under way."""
        execution = operation.pipeline.execute_incrementally(operation, self._forwarded(client))
        writer = incremental_writer(self.format_of_parts(asked_for), operation.plan)
        operation.pipeline.begin()
        try:
            first = execution.first()
            answer = await (to_its_end(first) if operation.kind is OperationKind.MUTATION else first)
            yield ResponsePart(writer.first(answer))
            async for update in execution:
                yield ResponsePart(writer.update(update))
        finally:
            operation.pipeline.end()
            await execution.aclose()

    def _forwarded(self, client: Client) -> Mapping[str, str]:
        note_client_headers(client.headers)
        return forwarded_headers(client.headers, self._propagate, client.caller)


async def to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Await work that goes on although we are cancelled; the cancellation goes on when it is done."""
    running = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait((running,))
        raise

"""What every transport does with an operation, whether its answer is one response or a stream of them.

A transport decides how bytes look and when its client has left; it then cancels the task that relays. However that
task ends, the subgraph's side of the operation is free by then, also where it was still being set up.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from router.errors import OperationError
from router.executor.execution_context import ExecutionResult
from router.executor.fetch_trace import FetchTrace
from router.query_plan import OperationKind
from router.server.authentication import Caller, Unauthenticated, seconds_left
from router.server.find_document import Documents
from router.server.forwarded_headers import LiveHeaders, forwarded_headers
from router.server.graphql_request import GraphQLRequest
from router.server.header_rules import note_client_headers
from router.server.incremental_format import IncrementalFormat, Response, ResponsePart, incremental_writer
from router.server.pipeline import Pipeline, PlannedOperation
from router.server.read_operation import format_errors
from router.server.request_record import note_request
from router.settings import DeferSettings, HeaderSettings

Result = TypeVar("Result")

CREDENTIALS_EXPIRED = Unauthenticated("The credentials have expired. Subscribe again with new ones.")


@dataclass(frozen=True, slots=True)
class Client:
    """Whose operation it is."""

    headers: Mapping[str, str]
    """Of the request, or of the connection that carries many. Lower-case names."""

    caller: Caller | None


class OpenSubscription:
    """A subscription that a client listens to. It may outlive the supergraph that it was planned for."""

    def __init__(self, operation: PlannedOperation, client: Client, headers: Mapping[str, str]) -> None:
        self._operation = operation
        self._client = client
        self._headers = headers
        self._events = operation.pipeline.subscribe(operation, headers)
        self._next: PlannedOperation | OperationError | None = None

    async def relay(self, write: Callable[[Response], Awaitable[None]]) -> None:
        """Write each event until the subgraph ends it, or until it cannot go on in a new supergraph."""
        operation: PlannedOperation | None = self._operation
        while operation is not None:
            operation.pipeline.begin()
            try:
                async for event in self._events:
                    await write(event)
            finally:
                operation.pipeline.end()
                await self._events.aclose()
            operation = await self._gone_over(write)

    async def _gone_over(self, write: Callable[[Response], Awaitable[None]]) -> PlannedOperation | None:
        """The operation that takes the place of the one that ended, its events begun; None where it ended for good."""
        following, self._next = self._next, None
        match following:
            case PlannedOperation():
                self._operation = following
                self._events = following.pipeline.subscribe(following, self._headers)
                return following
            case OperationError():
                await write(ExecutionResult(None, format_errors(following)))
        return None

    async def go_over(self, pipeline: Pipeline) -> None:
        """Go on by another pipeline. The subgraph notices only where what it is asked changes, or the way to it."""
        try:
            planned = await pipeline.plan(self._operation.request, self._client.caller)
        except OperationError as error:
            self._next = error
            await self._events.aclose()
            return
        if pipeline.continues(planned, self._operation):
            self._events.answer_by(planned.plan, pipeline.context(planned, self._headers))
        else:
            self._next = planned
            await self._events.aclose()


class Operations:
    """Plans and runs the operations of clients, whichever way they came."""

    def __init__(
        self, pipeline: Pipeline, documents: Documents, headers: HeaderSettings, defer: DeferSettings | None = None
    ) -> None:
        self._open: set[OpenSubscription] = set()
        self._set(pipeline, documents, headers, defer or DeferSettings())

    def _set(self, pipeline: Pipeline, documents: Documents, headers: HeaderSettings, defer: DeferSettings) -> None:
        self._pipeline = pipeline
        self._documents = documents
        self._propagate = tuple(name.lower() for name in headers.propagate)
        self._defer = defer

    async def go_over(
        self, pipeline: Pipeline, documents: Documents, headers: HeaderSettings, defer: DeferSettings
    ) -> None:
        """Run what comes from now on by another pipeline, and let open subscriptions go on by it where they can.
        Whatever else is under way ends by the pipeline that it began with."""
        self._set(pipeline, documents, headers, defer)
        for subscription in tuple(self._open):
            await subscription.go_over(pipeline)

    @property
    def open_subscriptions(self) -> int:
        return len(self._open)

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
    ) -> None:
        """Write one result, each part of one, or each event of a subscription; the next is asked for when one is
        written.

        Cancelling it ends a query or subscription at once. A mutation runs to its end first: half of one is worse than
        an unread answer. `written_in` is for parts, where the client said what it takes.
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
                        await self._relay_events(operation, client, write)
                except TimeoutError:
                    if not validity.expired():
                        raise
                    await write(ExecutionResult(None, format_errors(CREDENTIALS_EXPIRED)))

    async def _relay_events(
        self, operation: PlannedOperation, client: Client, write: Callable[[Response], Awaitable[None]]
    ) -> None:
        subscription = OpenSubscription(operation, client, LiveHeaders(partial(self._forwarded, client)))
        self._open.add(subscription)
        metrics = self._pipeline.metrics
        if metrics is not None:
            metrics.subscription_opened()
        try:
            await subscription.relay(write)
        finally:
            self._open.discard(subscription)
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

"""A subscription to a subgraph, and the clients that listen to it: each event is answered once and written once.

Whoever reads too slowly is behind alone, and only so far.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from itertools import islice

from router.errors import OperationError
from router.executor.execution_context import ExecutionResult
from router.server.authentication import Caller
from router.server.event import Event
from router.server.header_rules import answer_nobody
from router.server.internal_failure import report_internal_failure
from router.server.pipeline import Pipeline, PlannedOperation
from router.server.read_operation import format_errors

Write = Callable[[Event], Awaitable[None]]
WriteNow = Callable[[Event], bool]
"""Writes an event at once; False where that is not possible, and then nothing of it is written."""

TOLD_AT_ONCE = 100
"""Listeners that hear of an event before others have a turn."""


class TooSlow(OperationError):
    code = "SUBSCRIPTION_QUEUE_FULL"


class Listener:
    """One client of a subscription."""

    __slots__ = ("_behind", "_caught_up", "_limit", "_waiting", "_write_now", "has_ended")

    def __init__(self, write_now: WriteNow | None, limit: int) -> None:
        """`limit` is how many events may wait for it."""
        self._write_now = write_now
        self._limit = limit
        self._behind: deque[Event] | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._caught_up: asyncio.Future[None] | None = None
        self.has_ended = False

    @property
    def is_behind(self) -> bool:
        return self._behind is not None

    def hear(self, event: Event) -> None:
        """Take an event, which is written at once where nothing is in the way."""
        if self.has_ended or (self._behind is None and self._write_now is not None and self._write_now(event)):
            return
        if self._behind is None:
            self._behind = deque()
        if len(self._behind) < self._limit:
            self._behind.append(event)
        else:
            text = f"The client is {self._limit} events behind. Subscribe again, or to less at once."
            self._behind.append(Event(ExecutionResult(None, format_errors(TooSlow(text)), breaks_off=True)))
            self.has_ended = True
        _wake(self._waiting)

    def end(self) -> None:
        """No more comes after what it has heard."""
        self.has_ended = True
        _wake(self._waiting)

    async def relay(self, write: Write) -> None:
        """Write what could not be written at once, until the end."""
        while True:
            while self._behind:
                await write(self._behind[0])
                self._behind.popleft()
            self._behind = None
            self.let_go()
            if self.has_ended:
                return
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting

    async def caught_up(self) -> None:
        """Return when it has nothing left to write, or is let go."""
        if self._behind is not None:
            self._caught_up = asyncio.get_running_loop().create_future()
            await self._caught_up

    def let_go(self) -> None:
        """Nobody waits for it any more."""
        _wake(self._caught_up)


def _wake(waiting: "asyncio.Future[None] | None") -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)


class OpenSubscription:
    """One subscription to a subgraph, and who listens. It may outlive the supergraph that it was planned for."""

    def __init__(self, operation: PlannedOperation, caller: Caller | None, headers: Mapping[str, str]) -> None:
        """`headers` are read for each request."""
        self.operation = operation
        self._caller = caller
        self._headers = headers
        self._listeners: dict[Listener, None] = {}
        self._events = operation.pipeline.subscribe(operation, headers)
        self._next: PlannedOperation | OperationError | None = None
        self._running: asyncio.Task[None] | None = None
        self._has_ended = False

    @property
    def takes_more(self) -> bool:
        """Whether somebody else may listen."""
        return bool(self._listeners) and not self._has_ended

    def begin(self, ended: Callable[[], None]) -> None:
        """Start; `ended` is called when it has ended."""
        self._running = asyncio.create_task(self._run())
        self._running.add_done_callback(lambda _: ended())

    def join(self, listener: Listener) -> None:
        # While there was one, the subgraph waited for it.
        for other in self._listeners:
            other.let_go()
        self._listeners[listener] = None

    async def leave(self, listener: Listener) -> None:
        """Return when it hears nothing more and, where it was the last one, the subgraph is free."""
        listener.end()
        del self._listeners[listener]
        if not self._listeners and self._running is not None:
            self._running.cancel()
            await asyncio.wait((self._running,))

    async def _run(self) -> None:
        answer_nobody()
        try:
            await self._relay()
        except Exception as error:
            # The request boundary of all who listen.
            await self._tell(Event(ExecutionResult(None, [report_internal_failure(error)], breaks_off=True)))
        finally:
            self._has_ended = True
            for listener in self._listeners:
                listener.end()

    async def _relay(self) -> None:
        operation: PlannedOperation | None = self.operation
        while operation is not None:
            operation.pipeline.begin()
            try:
                async for result in self._events:
                    await self._tell(Event(result))
            finally:
                operation.pipeline.end()
                await self._events.aclose()
            operation = await self._gone_over()

    async def _tell(self, event: Event) -> None:
        listeners = iter(tuple(self._listeners))
        while some := tuple(islice(listeners, TOLD_AT_ONCE)):
            for listener in some:
                listener.hear(event)
            # Others have their turn, and so have those who could not be written to at once.
            await asyncio.sleep(0)
        if len(self._listeners) == 1:
            # The subgraph waits with us, as for a client of its own.
            await next(iter(self._listeners)).caught_up()

    async def _gone_over(self) -> PlannedOperation | None:
        """The operation that takes the place of the one that ended, its events begun; None where it ended for good."""
        following, self._next = self._next, None
        match following:
            case PlannedOperation():
                self.operation = following
                self._events = following.pipeline.subscribe(following, self._headers)
                return following
            case OperationError():
                await self._tell(Event(ExecutionResult(None, format_errors(following))))
        return None

    async def go_over(self, pipeline: Pipeline) -> PlannedOperation | None:
        """Go on by another pipeline. The subgraph notices only where what it is asked changes, or the way to it.

        Gives the operation by which it goes on, or None where it ends.
        """
        try:
            planned = await pipeline.plan(self.operation.request, self._caller)
        except OperationError as error:
            self._next = error
            await self._events.aclose()
            return None
        if pipeline.continues(planned, self.operation):
            self.operation = planned
            self._events.answer_by(planned.plan, pipeline.context(planned, self._headers))
        else:
            self._next = planned
            await self._events.aclose()
        return planned

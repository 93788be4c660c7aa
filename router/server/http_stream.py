"""One operation whose results are streamed over HTTP, with heartbeats in the pauses."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol

from router.server.incremental_format import Response
from router.server.internal_failure import report_internal_failure

Relay = Callable[[Callable[[Response], Awaitable[None]]], Coroutine[Any, Any, None]]
"""Gives each result of an operation to the function that it is called with."""


class StreamWriter(Protocol):
    """A form of a streamed answer. Each call sends whole messages, so that heartbeats may come between."""

    async def open(self) -> None: ...

    async def event(self, result: Response) -> None: ...

    async def heartbeat(self) -> None: ...

    async def end(self) -> None: ...

    async def fail(self, errors: list[dict[str, Any]]) -> None:
        """End with errors that are not of an event."""
        ...


async def stream_results(writer: StreamWriter, relay: Relay, heartbeat_seconds: float) -> None:
    """Never raises but to be cancelled: the status is sent, so a failure of ours can only be told in the stream."""
    await writer.open()
    try:
        async with _heartbeats(writer, heartbeat_seconds):
            await relay(writer.event)
    except Exception as error:
        # The request boundary, as for an answer in one piece.
        await writer.fail([report_internal_failure(error)])
    else:
        await writer.end()


async def stream_refusal(writer: StreamWriter, errors: list[dict[str, Any]]) -> None:
    await writer.open()
    await writer.fail(errors)


@asynccontextmanager
async def _heartbeats(writer: StreamWriter, seconds: float) -> AsyncIterator[None]:
    beating = asyncio.create_task(_beat(writer, seconds))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait((beating,))


async def _beat(writer: StreamWriter, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await writer.heartbeat()

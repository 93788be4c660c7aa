"""One operation whose results are streamed over HTTP, with heartbeats in the pauses."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from router.server.incremental_format import Response
from router.server.internal_failure import report_internal_failure

Relay = Callable[[Callable[[Response], Awaitable[None]]], Coroutine[Any, Any, None]]
"""Gives each result of an operation to the function that it is called with."""


class StreamWriter(Protocol):
    """A form of a streamed answer. Each call sends whole messages, so that heartbeats may come between."""

    async def open(self) -> None: ...

    async def event(self, result: Response) -> None: ...

    def heartbeat(self) -> Coroutine[Any, Any, None]: ...

    async def end(self) -> None: ...

    async def fail(self, errors: list[dict[str, Any]]) -> None:
        """End with errors that are not of an event."""
        ...


async def stream_results(writer: StreamWriter, relay: Relay, heartbeat_seconds: float) -> None:
    """Never raises but to be cancelled: the status is sent, so a failure of ours can only be told in the stream."""
    await writer.open()
    heartbeats = Heartbeats(writer, heartbeat_seconds)
    try:
        try:
            await relay(writer.event)
        finally:
            await heartbeats.end()
    except Exception as error:
        # The request boundary, as for an answer in one piece.
        await writer.fail([report_internal_failure(error)])
    else:
        await writer.end()


async def stream_refusal(writer: StreamWriter, errors: list[dict[str, Any]]) -> None:
    await writer.open()
    await writer.fail(errors)


class Heartbeats:
    """Signs of life, from the start to the end of a stream. Between two of them there is a timer and nothing else."""

    __slots__ = ("_beating", "_seconds", "_timer", "_writer")

    def __init__(self, writer: StreamWriter, seconds: float) -> None:
        self._writer = writer
        self._seconds = seconds
        self._beating: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(seconds, self._beat)

    def _beat(self) -> None:
        if self._beating is None or self._beating.done():
            self._beating = asyncio.create_task(self._writer.heartbeat())
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._beat)

    async def end(self) -> None:
        """Return when nothing more is written."""
        self._timer.cancel()
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.wait((self._beating,))

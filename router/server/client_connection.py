"""The client's end of an HTTP request: whether it is still there."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

Result = TypeVar("Result")


class ClientGone(Exception):
    """The client closed the connection; nobody reads an answer."""


async def while_connected(receive: Receive, work: Coroutine[Any, Any, Result]) -> Result:
    """Await work whose request has been read. Where the client leaves first, the work is cancelled, and `ClientGone`
    raised when it has ended."""
    running = asyncio.ensure_future(work)
    watcher = asyncio.ensure_future(_cancel_when_gone(receive, running))
    try:
        return await running
    except asyncio.CancelledError:
        if watcher.done():
            raise ClientGone from None
        running.cancel()
        raise
    finally:
        watcher.cancel()


async def _cancel_when_gone(receive: Receive, running: "asyncio.Future[Any]") -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    running.cancel()

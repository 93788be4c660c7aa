"""Values that come in quick succession, told together."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from subgraphs.shared.stop_tasks import stop_tasks

ValueT = TypeVar("ValueT")
Pause = Callable[[], Coroutine[Any, Any, None]]


def pause_of(duration: timedelta) -> Pause:
    async def pause() -> None:
        await asyncio.sleep(duration.total_seconds())

    return pause


async def gathered(values: AsyncIterator[ValueT], pause: Pause) -> AsyncGenerator[list[ValueT], None]:
    """The first value at once, and then, after each pause, all that came meanwhile; nothing where none did.

    Values are taken as they come, so that who publishes them waits for nobody.
    """
    waiting: list[ValueT] = []
    coming = asyncio.create_task(_next(values))
    pausing: asyncio.Task[None] | None = None
    try:
        while True:
            await asyncio.wait([coming, *([pausing] if pausing else [])], return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                waiting.append(coming.result())
                coming = asyncio.create_task(_next(values))
            if pausing is not None and pausing.done():
                pausing = None
            if waiting and pausing is None:
                told, waiting = waiting, []
                yield told
                pausing = asyncio.create_task(pause())
    finally:
        await stop_tasks([coming, *([pausing] if pausing else [])])


async def _next(values: AsyncIterator[ValueT]) -> ValueT:
    return await anext(values)

"""End background tasks for certain."""

import asyncio
from collections.abc import Iterable
from typing import Any

_PATIENCE_SECONDS = 1.0
"""Whoever is cancelled again while giving a database connection back loses it: on a busy machine that takes a while."""


async def stop_tasks(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel, wait until all have ended, and drop their results.

    Cancelled once more where once was not enough: before Python 3.12, `asyncio.wait_for`, which the Redis client waits
    in, loses a cancellation that meets the very moment of its success.
    """
    waiting = {task for task in tasks if not task.done()}
    while waiting:
        for task in waiting:
            task.cancel()
        done, waiting = await asyncio.wait(waiting, timeout=_PATIENCE_SECONDS)
        for task in done:
            if not task.cancelled():
                task.exception()

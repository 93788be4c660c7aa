"""Where requests are prepared that nobody asked before: in threads, so that the event loop goes on answering others.

Threads share one interpreter, so more of them make nothing faster; they keep one hard document from holding up the
next. Equal work that is asked for while it runs is done once, and everybody who asked gets its outcome.
"""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ClassVar, TypeVar

from router.errors import OperationError
from router.settings import PlanningSettings

Outcome = TypeVar("Outcome")


class PlanningOverloaded(OperationError):
    """Too many new operations wait to be planned."""

    code: ClassVar[str] = "PLANNING_OVERLOADED"


class PlanningTimedOut(OperationError):
    """The operation was not ready to run in the time that is allowed."""

    code: ClassVar[str] = "PLANNING_TIMEOUT"


class PlanningThreads:
    """A few threads, a bounded number of waiters, and a time limit for each of them."""

    def __init__(self, settings: PlanningSettings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="planning")
        self._running: dict[Hashable, asyncio.Future[Any]] = {}

    async def run(self, key: Hashable, work: Callable[[], Outcome]) -> Outcome:
        """The outcome of `work`, from whoever began it under this key. It runs to its end though its callers leave."""
        running: asyncio.Future[Outcome] | None = self._running.get(key)
        if running is None:
            running = self._begin(key, work)
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                return await asyncio.shield(running)
        except TimeoutError as error:
            seconds = f"{self._settings.timeout_seconds:g} seconds"
            raise PlanningTimedOut(f"The operation could not be planned within {seconds}; ask for less.") from error

    def _begin(self, key: Hashable, work: Callable[[], Outcome]) -> "asyncio.Future[Outcome]":
        if len(self._running) >= self._settings.max_waiting + self._settings.threads:
            raise PlanningOverloaded("Too many new operations wait to be planned. Try again in some seconds.")
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        self._running[key] = running
        running.add_done_callback(partial(self._forget, key))
        return running

    def _forget(self, key: Hashable, running: "asyncio.Future[Any]") -> None:
        self._running.pop(key, None)
        if not running.cancelled():
            # Whoever waited has it already; when nobody does any more, asyncio would complain of it.
            running.exception()

    def close(self) -> None:
        """Drop what waits. What runs goes on to its end, heard by nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)

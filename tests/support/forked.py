"""Processes to be killed, forked from one that has imported already what they need: importing is most of a start.

Each is a process of its own like any other; a signal ends it, and nobody else.
"""

import asyncio
import importlib
import multiprocessing
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection

PRELOADED = [
    "tests.federation.crashing_platform",
    "tests.subgraphs.shared.busy_garden",
    "tests.subgraphs.shared.busy_workers",
]
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(PRELOADED)


class Forked:
    """A running process. What it writes to its standard output can be read line by line."""

    def __init__(self, module: str, *arguments: str) -> None:
        reading, writing = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=_run, args=(module, arguments, writing), daemon=True)
        self._process.start()
        writing.close()
        self._output = os.fdopen(os.dup(reading.fileno()), "rb")
        reading.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        return self._process.exitcode is not None

    def read_line(self) -> bytes:
        return self._output.readline()

    def kill(self) -> None:
        self._process.kill()

    def join(self) -> int:
        """How it ended: its status, or the number of the signal below zero."""
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode

    async def wait(self) -> int:
        return await asyncio.to_thread(self.join)

    def close(self) -> None:
        """Kill it, where it still runs."""
        if not self.has_ended:
            self.kill()
            self.join()
        self._output.close()
        self._process.close()


@asynccontextmanager
async def forked(module: str, *arguments: str, seconds: float = 60.0) -> AsyncIterator[Forked]:
    """A process for a block that may take so long; killed at its end if it still runs then."""
    process = await asyncio.to_thread(Forked, module, *arguments)
    try:
        async with asyncio.timeout(seconds):
            yield process
    finally:
        process.close()


def _run(module: str, arguments: tuple[str, ...], output: Connection) -> None:
    os.dup2(output.fileno(), 1)
    output.close()
    sys.stdout = os.fdopen(1, "w")
    importlib.import_module(module).start(*arguments)

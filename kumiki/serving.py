"""Serve an ASGI application until this process is told to stop."""

import asyncio
import itertools
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from router.server.serve import AnnouncingServer, uvicorn_config
from router.settings import RouterSettings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_on_server_loop(work: Coroutine[Any, Any, None]) -> None:
    """As `asyncio.run`, on the event loop that the router is measured with."""
    make_loop = uvicorn.Config(app="", loop="uvloop").get_loop_factory()
    with asyncio.Runner(loop_factory=make_loop) as runner:
        runner.run(work)


class Server(AnnouncingServer):
    """Leaves signals to us: uvicorn would raise them again, and end this process before the subgraphs are closed."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def on_stop_signal(call: Callable[[int], None]) -> Iterator[None]:
    """While the block runs, SIGINT and SIGTERM call this with their count: 2 comes from someone who will not wait."""
    loop = asyncio.get_running_loop()
    counts = itertools.count(1)
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, lambda: call(next(counts)))
    try:
        yield
    finally:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)


async def serve_until_stopped(
    app: ASGIApp, settings: RouterSettings, listener: socket.socket, on_started: Callable[[], None]
) -> None:
    """Answer on this bound socket. Returns when a signal asked to stop and what was under way has ended."""
    server = Server(uvicorn_config(app, settings), on_started)

    def stop(count: int) -> None:
        server.should_exit = True
        server.force_exit = count > 1

    with on_stop_signal(stop):
        await server.serve(sockets=[listener])

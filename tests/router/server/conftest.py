"""A router that serves the example supergraph on a free port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.types import ASGIApp

from router.server.app import create_app
from router.server.serve import bind, uvicorn_config
from router.settings import RouterSettings
from tests.router.server.example import Shelf, example_supergraph

StartRouter = Callable[..., Awaitable[int]]
"""Takes the arguments of `create_app` that differ, and gives the port."""


@asynccontextmanager
async def serving(app: ASGIApp, settings: RouterSettings) -> AsyncIterator[int]:
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn_config(app, settings))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            assert not running.done()
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await running


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def app(shelf: Shelf) -> ASGIApp:
    return create_app(example_supergraph(), clients=shelf.clients())


@pytest.fixture
async def start_router(shelf: Shelf) -> AsyncIterator[StartRouter]:
    async with AsyncExitStack() as stack:

        async def start(settings: RouterSettings | None = None, **options: Any) -> int:
            used = settings or RouterSettings()
            app = create_app(example_supergraph(), used, **{"clients": shelf.clients(), **options})
            return await stack.enter_async_context(serving(app, used))

        yield start


@pytest.fixture
async def port(start_router: StartRouter) -> int:
    return await start_router()

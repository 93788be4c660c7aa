"""Subgraphs whose subscriptions do not go well."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse, SubgraphUnreachable
from tests.router.server.example import BOOKS


class BooksThatBreakOff:
    """A subgraph whose connection breaks after one event."""

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        raise NotImplementedError

    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        yield SubgraphResponse({"renamed": None})
        raise SubgraphUnreachable("the connection broke off", BOOKS)

    async def aclose(self) -> None:
        pass


class BooksThatKeepUsWaiting(BooksThatBreakOff):
    """A subgraph that never establishes the subscription."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.left = asyncio.Event()

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        self.asked.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.left.set()
        yield SubgraphResponse(None)

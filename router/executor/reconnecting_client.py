"""Subscribes again where a subscription breaks off, so that whoever listens hears of it only if it fails for good.

What happened at the subgraph in between is lost, which is why it is a choice. Waits grow, and are by chance, because
all who lost the same subgraph come back to it.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from router.executor.retrying_client import PASSING
from router.executor.subgraph_client import (
    SubgraphClient,
    SubgraphClientClosed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.executor.subgraph_events import events_from


@dataclass(frozen=True, slots=True)
class ReconnectPolicy:
    """When and how often to subscribe again."""

    attempts: int = 10
    """In a row, without an event between them."""

    first_wait: float = 0.5
    """Seconds, at most; each further wait is up to twice as long."""

    longest_wait: float = 30.0
    """Seconds. A subscription that stood for longer than that begins to count anew."""


class ReconnectingClient:
    """A subgraph's client."""

    def __init__(
        self, client: SubgraphClient, policy: ReconnectPolicy, draw: Callable[[], float] = random.random
    ) -> None:
        self._client = client
        self._policy = policy
        self._draw = draw

    def execute(self, request: SubgraphRequest) -> Coroutine[Any, Any, SubgraphResponse]:
        return self._client.execute(request)

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return self._events(request)

    async def _events(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        loop, failures = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            try:
                async with events_from(self._client, request) as events:
                    async for event in events:
                        failures = 0
                        yield event
                return
            except (SubgraphUnreachable, SubgraphTimedOut) as error:
                failures = 1 if loop.time() - began > self._policy.longest_wait else failures + 1
                if failures > self._policy.attempts or not _may_pass(error):
                    raise
            await asyncio.sleep(self._wait(failures) * self._draw())

    def _wait(self, failures: int) -> float:
        return min(self._policy.longest_wait, self._policy.first_wait * 2.0 ** min(failures - 1, 30))

    async def aclose(self) -> None:
        await self._client.aclose()


def _may_pass(error: SubgraphUnreachable | SubgraphTimedOut) -> bool:
    """A subgraph that says no would say it again."""
    if isinstance(error, SubgraphTimedOut):
        return True
    return not isinstance(error, SubgraphClientClosed) and (error.status is None or error.status in PASSING)

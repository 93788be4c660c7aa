"""Asks a subgraph again that gave no answer, where asking twice does no harm.

Waits grow exponentially with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). A
budget keeps retries a small share of all requests: when a subgraph is down for everybody, asking it twice as often is
the last thing it needs.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from router.errors import SubgraphError
from router.executor.subgraph_client import (
    SubgraphClient,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.query_plan import OperationKind

PASSING: Final = frozenset((408, 429, 502, 503, 504))
"""HTTP statuses that say: not now. Any other would be the same again."""

LARGEST_BUDGET: Final = 100.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When and how often to ask again."""

    attempts: int = 3
    """In all. Too low gives up at the first hiccup; too high keeps clients waiting for a subgraph that is down."""

    first_wait: float = 0.05
    """Seconds, at most, before the second attempt; each further wait is up to twice as long."""

    longest_wait: float = 2.0
    """Seconds that no wait is longer than. A subgraph that asks for more by `Retry-After` is not asked again."""

    attempt_timeout: float | None = None
    """Seconds for each attempt; None leaves each the whole time, and then a hanging subgraph is asked once."""

    budget: float = 0.2
    """Retries that each request without one earns: 0.2 lets a fifth of requests be repeated."""

    repeats_mutations: bool = False
    """Only for a subgraph whose mutations have the same effect when sent twice."""


class RetryingClient:
    """A subgraph's client."""

    def __init__(self, client: SubgraphClient, policy: RetryPolicy, draw: Callable[[], float] = random.random) -> None:
        self._client = client
        self._policy = policy
        self._draw = draw
        self._earned = self._most_earned = LARGEST_BUDGET * policy.budget

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        policy = self._policy
        may_repeat = request.operation_kind is OperationKind.QUERY or policy.repeats_mutations
        if not may_repeat or request.files is not None:
            return await self._client.execute(request)
        wait, attempts_left = policy.first_wait, policy.attempts
        while True:
            attempts_left -= 1
            try:
                response = await self._attempt(request)
            except SubgraphError as error:
                pause = self._pause_after(error, wait) if attempts_left else None
                if pause is None:
                    raise
            else:
                if self._earned < self._most_earned:
                    self._earned += policy.budget
                return response
            await asyncio.sleep(pause)
            wait = min(wait * 2, policy.longest_wait)

    def _attempt(self, request: SubgraphRequest) -> Coroutine[Any, Any, SubgraphResponse]:
        limit = self._policy.attempt_timeout
        return self._client.execute(request) if limit is None else self._attempt_within(request, limit)

    async def _attempt_within(self, request: SubgraphRequest, limit: float) -> SubgraphResponse:
        try:
            async with asyncio.timeout(limit) as deadline:
                return await self._client.execute(request)
        except TimeoutError as error:
            if not deadline.expired():
                raise
            raise SubgraphTimedOut(f"no answer within {limit:g} s", request.subgraph) from error

    def _pause_after(self, error: SubgraphError, wait: float) -> float | None:
        """Seconds until the next attempt; None where there should be none."""
        match error:
            case SubgraphUnreachable(status=status) if status is None or status in PASSING:
                asked_for = error.retry_after or 0.0
            case SubgraphTimedOut() if self._policy.attempt_timeout is not None:
                asked_for = 0.0
            case _:
                return None
        if asked_for > self._policy.longest_wait or self._earned < 1:
            return None
        self._earned -= 1
        return max(asked_for, wait * self._draw())

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return self._client.subscribe(request)

    async def aclose(self) -> None:
        await self._client.aclose()

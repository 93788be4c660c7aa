"""Where operations are counted: in this process, or in Redis for all of them.

Both slide: of the window before, the part counts that the present one does not cover yet. The library `limits` counts
in Redis. In memory it would look through all clients at every request, so there it is done here, for a bounded number.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any, ClassVar, Literal, Protocol

import structlog
from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from router.errors import OperationError
from router.server.plan_cache import BoundedCache
from router.settings import RateLimitSettings

log = structlog.get_logger()


class RateLimitUnavailable(OperationError):
    code: ClassVar[str] = "RATE_LIMIT_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of a limit, after an operation was counted or refused."""

    limit: RateLimitSettings
    is_allowed: bool
    remaining: int
    reset_seconds: int
    """Until more is left."""


class RateStore(Protocol):
    async def count(self, limit: RateLimitSettings, client: str) -> Rate:
        """Count one operation, unless the limit is used up."""
        ...

    async def aclose(self) -> None: ...


@dataclass(slots=True)
class Window:
    number: int
    before: int
    count: int


class MemoryStore:
    """Counts in this process."""

    def __init__(self, max_clients: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._windows: BoundedCache[tuple[str, str], Window] = BoundedCache(max_clients, max_clients)

    async def count(self, limit: RateLimitSettings, client: str) -> Rate:
        now = self._clock()
        number = int(now // limit.seconds)
        passed = now - number * limit.seconds
        window = self._window(limit, client, number)
        weighed = window.count + window.before * (1 - passed / limit.seconds)
        is_allowed = weighed + 1 <= limit.requests
        if is_allowed:
            window.count += 1
            weighed += 1
        return Rate(limit, is_allowed, max(0, int(limit.requests - weighed)), max(1, ceil(limit.seconds - passed)))

    def _window(self, limit: RateLimitSettings, client: str, number: int) -> Window:
        key = (limit.name, client)
        window = self._windows.get(key)
        if window is None:
            window = Window(number, 0, 0)
            self._windows.put(key, window)
        elif window.number != number:
            window.before = window.count if window.number == number - 1 else 0
            window.number, window.count = number, 0
        return window

    async def aclose(self) -> None:
        pass


class RedisStore:
    """Counts in Redis; what happens when that fails is the operator's choice."""

    def __init__(
        self, pool: ConnectionPool, timeout: float, when_it_fails: Literal["allow", "refuse"], fallback: RateStore
    ) -> None:
        options: dict[str, Any] = {"connection_pool": pool}
        storage = RedisStorage("async+redis://", implementation="redispy", key_prefix="kumiki-rate", **options)
        self._pool = pool
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._timeout = timeout
        self._when_it_fails = when_it_fails
        self._fallback = fallback

    async def count(self, limit: RateLimitSettings, client: str) -> Rate:
        item = RateLimitItemPerSecond(limit.requests, limit.seconds, namespace=limit.name)
        try:
            async with asyncio.timeout(self._timeout):
                is_allowed = await self._limiter.hit(item, client)
                stats = await self._limiter.get_window_stats(item, client)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("rate_limit.redis.failed", reason=type(error).__name__, then=self._when_it_fails)
            if self._when_it_fails == "refuse":
                raise RateLimitUnavailable("Requests cannot be counted at the moment.") from error
            return await self._fallback.count(limit, client)
        return Rate(limit, is_allowed, max(0, stats.remaining), max(1, ceil(stats.reset_time - time.time())))

    async def aclose(self) -> None:
        await self._pool.aclose()

"""How often a client may ask: each operation is counted once, whichever way it came and however many came with it.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
"""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import ClassVar

import structlog
from redis.asyncio import ConnectionPool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from router.errors import OperationError
from router.language.operation_kind import OperationKind
from router.server.asgi_headers import RawHeader, header_of
from router.server.authentication import Caller
from router.server.client_address import ProxyTrust, client_address
from router.server.rate_stores import MemoryStore, Rate, RateStore, RedisStore
from router.settings import RateLimitSettings, RateLimitsSettings

log = structlog.get_logger()

LONGEST_HEADER = 200
"""Characters of a header by which clients are told apart."""


class RateLimited(OperationError):
    code: ClassVar[str] = "RATE_LIMITED"


class RateLimiter:
    """The limits, and where they are counted."""

    def __init__(self, settings: RateLimitsSettings, store: RateStore) -> None:
        self.trust = ProxyTrust.of(settings.trusted_proxies, settings.proxy_header)
        self.before_planning = tuple(limit for limit in settings.limits if _fits_everything(limit))
        self.after_planning = tuple(limit for limit in settings.limits if not _fits_everything(limit))
        self.policy = ", ".join(
            f'"{limit.name}";q={limit.requests};w={limit.seconds}' for limit in settings.limits
        ).encode()
        self.store = store


def configured_rate_limiter(settings: RateLimitsSettings) -> RateLimiter | None:
    if not settings.limits:
        return None
    store: RateStore = MemoryStore(settings.max_clients)
    if settings.redis_url is not None:
        pool = ConnectionPool.from_url(settings.redis_url.get_secret_value())
        store = RedisStore(pool, settings.redis_timeout_seconds, settings.when_redis_fails, store)
    return RateLimiter(settings, store)


class ClientRates:
    """Counts the operations of one HTTP request, or of one WebSocket."""

    def __init__(self, limiter: RateLimiter, scope: Scope) -> None:
        self._limiter = limiter
        self._scope = scope
        self._address = client_address(scope, limiter.trust)
        self._rates: dict[str, Rate] = {}

    async def count(self, caller: Caller | None) -> None:
        """Before an operation is even read. Raises `RateLimited`."""
        await self._count(self._limiter.before_planning, caller)

    async def count_planned(self, caller: Caller | None, kind: OperationKind, name: str | None) -> None:
        """Where limits are of certain operations. Raises `RateLimited`."""
        if self._limiter.after_planning:
            fitting = [limit for limit in self._limiter.after_planning if _fits(limit, kind, name)]
            await self._count(fitting, caller)

    async def _count(self, limits: Iterable[RateLimitSettings], caller: Caller | None) -> None:
        for limit in limits:
            rate = await self._limiter.store.count(limit, self._client(limit, caller))
            self._rates[limit.name] = rate
            if not rate.is_allowed:
                log.info("request.limited", limit=limit.name)
                raise RateLimited(f"Too many requests. Try again in {rate.reset_seconds} seconds.")

    def _client(self, limit: RateLimitSettings, caller: Caller | None) -> str:
        if limit.by == "caller" and caller is not None:
            return f"caller {caller.subject}"
        if limit.by == "header" and limit.header is not None:
            value = header_of(self._scope, limit.header.lower().encode())
            if value is not None:
                return f"header {value.decode('latin-1')[:LONGEST_HEADER]}"
        return f"address {self._address}"

    def headers(self, status: int) -> list[RawHeader]:
        if not self._rates:
            return []
        left = ", ".join(
            f'"{name}";r={rate.remaining};t={rate.reset_seconds}' for name, rate in self._rates.items()
        ).encode()
        headers = [(b"ratelimit-policy", self._limiter.policy), (b"ratelimit", left)]
        if status == 429:
            waits = (rate.reset_seconds for rate in self._rates.values() if not rate.is_allowed)
            headers.append((b"retry-after", b"%d" % max(waits, default=1)))
        return headers


CLIENT_RATES: ContextVar[ClientRates | None] = ContextVar("client_rates", default=None)
"""Of the request that is being answered; None where nothing is counted."""


class CountedClients:
    """Lets the pipeline know whose operations it plans, and tells clients what they have left."""

    def __init__(self, app: ASGIApp, limiter: RateLimiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        rates = ClientRates(self._limiter, scope)

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *rates.headers(message["status"])]
            await send(message)

        token = CLIENT_RATES.set(rates)
        try:
            await self._app(scope, receive, send_counted if scope["type"] == "http" else send)
        finally:
            CLIENT_RATES.reset(token)


def _fits_everything(limit: RateLimitSettings) -> bool:
    return limit.operations == "all" and not limit.operation_names


def _fits(limit: RateLimitSettings, kind: OperationKind, name: str | None) -> bool:
    is_of_kind = limit.operations in ("all", kind.value)
    return is_of_kind and (not limit.operation_names or name in limit.operation_names)

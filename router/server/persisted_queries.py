"""Automatic persisted queries: documents that clients sent once, by the SHA-256 of their text.

In memory, and in Redis for all workers where there is one. Redis only ever saves clients a second request, so it is
never waited for long, and its failures are logged and forgotten.
"""

import asyncio
from typing import Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.server.plan_cache import BoundedCache
from router.server.trusted_documents import hash_text
from router.settings import ApqSettings

log = structlog.get_logger()

PREFIX = "kumiki:apq:"


class SharedQueries(Protocol):
    """Where several routers remember documents together."""

    async def get(self, document_hash: str) -> str | None: ...

    async def put(self, document_hash: str, text: str) -> None: ...

    async def aclose(self) -> None: ...


class PersistedQueries:
    """Remembers documents."""

    def __init__(self, settings: ApqSettings, shared: SharedQueries | None = None) -> None:
        self._known: BoundedCache[str, str] = BoundedCache(settings.documents, settings.characters)
        self._shared = shared

    async def get(self, document_hash: str) -> str | None:
        text = self._known.get(document_hash)
        if text is not None or self._shared is None:
            return text
        text = await self._shared.get(document_hash)
        if text is None or hash_text(text) != document_hash:
            return None
        self._known.put(document_hash, text, len(text))
        return text

    async def put(self, document_hash: str, text: str) -> None:
        if self._known.get(document_hash) is not None:
            return
        self._known.put(document_hash, text, len(text))
        if self._shared is not None:
            await self._shared.put(document_hash, text)

    async def aclose(self) -> None:
        if self._shared is not None:
            await self._shared.aclose()


class RedisQueries:
    """Documents in Redis."""

    def __init__(self, redis: Redis, keep_seconds: int, timeout_seconds: float) -> None:
        self._redis = redis
        self._keep_seconds = keep_seconds
        self._timeout = timeout_seconds

    async def get(self, document_hash: str) -> str | None:
        try:
            async with asyncio.timeout(self._timeout):
                text = await self._redis.get(PREFIX + document_hash)
            return text.decode() if isinstance(text, bytes) else text
        except (RedisError, OSError, TimeoutError, UnicodeDecodeError) as error:
            log.warning("apq.redis.failed", reason=type(error).__name__)
            return None

    async def put(self, document_hash: str, text: str) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                await self._redis.set(PREFIX + document_hash, text.encode(), ex=self._keep_seconds)
        except (RedisError, OSError, TimeoutError, UnicodeEncodeError) as error:
            log.warning("apq.redis.failed", reason=type(error).__name__)

    async def aclose(self) -> None:
        await self._redis.aclose()


def persisted_queries(settings: ApqSettings) -> PersistedQueries | None:
    """None where they are off."""
    if not settings.enabled:
        return None
    if settings.redis_url is None:
        return PersistedQueries(settings)
    redis = Redis.from_url(settings.redis_url.get_secret_value())
    return PersistedQueries(settings, RedisQueries(redis, settings.redis_seconds, settings.redis_timeout_seconds))

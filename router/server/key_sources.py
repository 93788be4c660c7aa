"""Where an issuer's public keys come from: memory, a file, or a URL."""

import asyncio
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Protocol

import orjson
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from router.errors import RouterError

log = structlog.get_logger()

FETCH_TIMEOUT = 5.0
LARGEST_KEY_SET = 1_048_576
RETRY_SECONDS = 10.0
"""The least time between two requests to one issuer, whatever key ids clients make up."""


class KeysUnavailable(RouterError):
    """An issuer's keys cannot be had, so nobody's token can be verified."""

    code: ClassVar[str] = "KEYS_UNAVAILABLE"


class KeySource(Protocol):
    """Gives an issuer's keys."""

    async def keys(self, *, newer: bool = False) -> KeySet:
        """The key set; `newer` asks for one that was read after the last, because a token names an unknown key."""
        ...


class FixedKeys:
    """Keys that are known when the router starts, as in embedded mode."""

    def __init__(self, key_set: KeySet) -> None:
        self._key_set = key_set

    async def keys(self, *, newer: bool = False) -> KeySet:
        return self._key_set


class KeyFile:
    """Keys in a file, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._modified: int | None = None
        self._key_set: KeySet | None = None

    async def keys(self, *, newer: bool = False) -> KeySet:
        return self._read()

    def _read(self) -> KeySet:
        try:
            modified = self._path.stat().st_mtime_ns
            if self._key_set is None or modified != self._modified:
                self._key_set = read_key_set(self._path.read_bytes())
                self._modified = modified
        except (OSError, KeysUnavailable) as error:
            if self._key_set is None:
                raise KeysUnavailable(f"Cannot read the key set {self._path}: {error}.") from error
            log.warning("keys.file.failed", path=str(self._path), reason=str(error))
        return self._key_set


class KeyUrl:
    """Keys behind a URL, fetched when they are first needed and when they have aged."""

    def __init__(
        self,
        url: str,
        refresh_seconds: float = 300.0,
        fetch: Callable[[str], bytes] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._refresh_seconds = refresh_seconds
        self._fetch = fetch or fetch_bytes
        self._clock = clock
        self._key_set: KeySet | None = None
        self._asked_at = -float("inf")
        self._lock = asyncio.Lock()

    async def keys(self, *, newer: bool = False) -> KeySet:
        if self._is_stale(newer):
            async with self._lock:
                if self._is_stale(newer):
                    await self._refresh()
        if self._key_set is None:
            raise KeysUnavailable(f"The key set at {self._url} cannot be had.")
        return self._key_set

    def _is_stale(self, newer: bool) -> bool:
        age = self._clock() - self._asked_at
        hurry = newer or self._key_set is None
        return age >= (RETRY_SECONDS if hurry else self._refresh_seconds)

    async def _refresh(self) -> None:
        self._asked_at = self._clock()
        try:
            self._key_set = read_key_set(await asyncio.to_thread(self._fetch, self._url))
        except (OSError, KeysUnavailable) as error:
            # Keys that we have serve on: an issuer that is down must not log everybody out.
            log.warning("keys.fetch.failed", url=self._url, reason=str(error))


def read_key_set(content: bytes) -> KeySet:
    """Raises `KeysUnavailable` where the content is no JWKS."""
    try:
        document: Any = orjson.loads(content)
        return KeySet.import_key_set(document)
    except (ValueError, TypeError, KeyError, AttributeError, JoseError) as error:
        raise KeysUnavailable(f"This is no JSON Web Key Set: {error}") from error


def fetch_bytes(url: str) -> bytes:
    """GET an http or https URL; blocks, so it belongs in a thread. Raises `OSError`."""
    if not url.startswith(("http://", "https://")):
        raise OSError(f"{url} is neither http nor https")
    with urllib.request.urlopen(url, timeout=FETCH_TIMEOUT) as response:  # noqa: S310 - the scheme is checked above
        content: bytes = response.read(LARGEST_KEY_SET + 1)
    if len(content) > LARGEST_KEY_SET:
        raise OSError(f"the answer is larger than {LARGEST_KEY_SET} bytes")
    return content

"""The keys of a token issuer in this process, followed as it rotates them."""

from collections.abc import Callable
from typing import Any

import orjson
from joserfc.jwk import KeySet

from router.server.key_sources import read_key_set


class PublishedKeys:
    """A key source of the router's. What the issuer publishes is the same object until it changes."""

    def __init__(self, publish: Callable[[], dict[str, Any]]) -> None:
        self._publish = publish
        self._published: dict[str, Any] | None = None
        self._key_set: KeySet | None = None

    async def keys(self, *, newer: bool = False) -> KeySet:
        published = self._publish()
        if self._key_set is None or published is not self._published:
            self._key_set, self._published = read_key_set(orjson.dumps(published)), published
        return self._key_set

"""Answers in the smallest form that a client takes.

https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3

Levels are those at which compressing costs about as much as sending: an answer is compressed once and read once.
"""

import asyncio
import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import brotli
import zstandard

from router.server.media_types import read_media_ranges
from router.settings import CompressionSettings
from router.settings.compression import Encoding

SMALL: Final = 16_384
"""Bytes up to which compressing takes less time than handing the work to a thread and back delays others."""

LONGEST_REMEMBERED: Final = 200


def _zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(content)


def _brotli(content: bytes) -> bytes:
    return bytes(brotli.compress(content, quality=4))


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=5, mtime=0)


COMPRESS: Final[Mapping[Encoding, Callable[[bytes], bytes]]] = {"zstd": _zstd, "br": _brotli, "gzip": _gzip}


class AnswerCompression:
    """Compresses whole answers; streams are sent as they are, because each of their pieces must arrive at once."""

    def __init__(self, settings: CompressionSettings) -> None:
        self._encodings = settings.encodings
        self._minimum = settings.minimum_bytes
        self._remembered_choice = lru_cache(maxsize=128)(self._choose)

    async def compress(self, content: bytes, accept_encoding: str) -> tuple[bytes, Encoding | None]:
        """The content as it is to be sent, and its encoding where it was compressed."""
        if len(content) < self._minimum:
            return content, None
        is_short = len(accept_encoding) <= LONGEST_REMEMBERED
        encoding = self._remembered_choice(accept_encoding) if is_short else self._choose(accept_encoding)
        if encoding is None:
            return content, None
        if len(content) <= SMALL:
            return COMPRESS[encoding](content), encoding
        return await asyncio.to_thread(COMPRESS[encoding], content), encoding

    def _choose(self, accept_encoding: str) -> Encoding | None:
        """That of the highest quality, and among equals that which the settings name first."""
        qualities = {coding.name: coding.quality for coding in read_media_ranges(accept_encoding)}
        wildcard = qualities.get("*", 0.0)
        wanted = {encoding: qualities.get(encoding, wildcard) for encoding in self._encodings}
        best = max(wanted, key=lambda encoding: wanted[encoding], default=None)
        if best is None or not wanted[best] or wanted[best] < qualities.get("identity", 0.0):
            return None
        return best

"""Compressed answers. A small body may expand to any size, so none is expanded further than an answer may be large."""

import zlib
from collections.abc import Callable, Mapping
from typing import Final

import brotli
from zstandard import ZstdDecompressor, ZstdError

from router.executor.http_transport import HttpAnswerRefused, too_large

GZIP: Final = 16 + zlib.MAX_WBITS
"""For zlib: a stream with the head and the checksum of gzip."""

LARGEST_ZSTD_WINDOW: Final = 8 * 1024 * 1024
"""Bytes. https://www.rfc-editor.org/rfc/rfc9659#section-3"""


def decompress(body: bytes, encoding: bytes, max_bytes: int) -> bytes:
    """`encoding` is one of those that may be asked for. Raises `HttpAnswerRefused`."""
    try:
        expanded = EXPANDED_BY[encoding](body, max_bytes + 1)
    except (zlib.error, brotli.error, ZstdError, EOFError) as error:
        raise HttpAnswerRefused("its answer is not compressed as it says") from error
    if len(expanded) > max_bytes:
        raise HttpAnswerRefused(too_large(max_bytes))
    return expanded


def _expand_gzip(body: bytes, most: int) -> bytes:
    expanded = bytearray()
    while body and len(expanded) < most:  # https://www.rfc-editor.org/rfc/rfc1952#section-2.2: members follow members
        member = zlib.decompressobj(GZIP)
        expanded += member.decompress(body, most - len(expanded))
        if not member.eof and len(expanded) < most:
            raise EOFError
        body = member.unused_data
    return bytes(expanded)


def _expand_brotli(body: bytes, most: int) -> bytes:
    stream = brotli.Decompressor()
    expanded = bytearray(stream.process(body, output_buffer_limit=most))
    while not stream.is_finished() and len(expanded) < most:
        more = stream.process(b"", output_buffer_limit=most - len(expanded))
        if not more:
            raise EOFError
        expanded += more
    return bytes(expanded)


def _expand_zstd(body: bytes, most: int) -> bytes:
    stream = ZstdDecompressor(max_window_size=LARGEST_ZSTD_WINDOW).stream_reader(body, read_across_frames=True)
    return bytes(stream.read(most))


EXPANDED_BY: Final[Mapping[bytes, Callable[[bytes, int], bytes]]] = {
    b"gzip": _expand_gzip,
    b"br": _expand_brotli,
    b"zstd": _expand_zstd,
}
"""From a body to at most so many of the bytes that it expands to."""

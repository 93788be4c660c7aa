"""The body of a request, within its limit: the bytes as they come and, where they are compressed, those they become."""

import zlib
from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from starlette.types import Receive

from router.errors import OperationError
from router.server.client_connection import ClientGone

GZIP = 16 + zlib.MAX_WBITS
"""For zlib: a stream with the head and the checksum of gzip."""


class BodyTooLarge(OperationError):
    code: ClassVar[str] = "PAYLOAD_TOO_LARGE"


class BodyBroken(OperationError):
    """Its compression is not what the request says."""

    code: ClassVar[str] = "BAD_REQUEST"


class UnsupportedEncoding(OperationError):
    code: ClassVar[str] = "UNSUPPORTED_MEDIA_TYPE"

    def __init__(self, message: str, accepted: str) -> None:
        super().__init__(message)
        self.accepted = accepted
        """For the header `Accept-Encoding` of the refusal."""


class BodyReader:
    """Reads whole bodies."""

    def __init__(self, max_bytes: int, takes_gzip: bool) -> None:
        self._max_bytes = max_bytes
        self._takes_gzip = takes_gzip

    async def read(self, receive: Receive, headers: Mapping[str, str]) -> bytes:
        """Raises `OperationError` for a body that is refused, and `ClientGone` where the client breaks off."""
        encoding = headers.get("content-encoding")
        self._refuse_announced(headers)
        if encoding is None or encoding == "identity":
            return await self._read_plain(receive)
        if not self._takes_gzip or encoding.strip().lower() not in ("gzip", "x-gzip"):
            raise self._unsupported()
        return await self._read_gzip(receive)

    def _refuse_announced(self, headers: Mapping[str, str]) -> None:
        announced = headers.get("content-length", "")
        if announced.isdecimal() and len(announced) < 20 and int(announced) > self._max_bytes:
            raise self._too_large()

    async def _read_plain(self, receive: Receive) -> bytes:
        # Spelt out: nearly every request passes, and nearly every body comes in one piece.
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._max_bytes:
                raise self._too_large()
            if not message.get("more_body", False):
                return b"".join((*chunks, chunk)) if chunks else chunk
            chunks.append(chunk)

    async def _read_gzip(self, receive: Receive) -> bytes:
        decompressor = zlib.decompressobj(GZIP)
        content = bytearray()
        async for chunk in body_chunks(receive):
            try:
                # A bomb is given up one byte over the limit, whatever else is in it.
                content += decompressor.decompress(chunk, self._max_bytes + 1 - len(content))
            except zlib.error as error:
                raise BodyBroken("The body is not in gzip, as its Content-Encoding says.") from error
            if len(content) > self._max_bytes:
                raise self._too_large()
        if not decompressor.eof or decompressor.unused_data:
            raise BodyBroken("The gzip of the body is not complete, or something follows it.")
        return bytes(content)

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge(f"The body is larger than {self._max_bytes} bytes.")

    def _unsupported(self) -> UnsupportedEncoding:
        if self._takes_gzip:
            return UnsupportedEncoding("The body may be compressed by gzip, and by nothing else.", "gzip")
        return UnsupportedEncoding("The body must not be compressed.", "identity")


async def body_chunks(receive: Receive) -> AsyncIterator[bytes]:
    """As they come. Raises `ClientGone` where the client breaks off."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return

"""Answers in parts, as `multipart/mixed`: the events of a subscription, the pieces of a deferred answer.

https://www.rfc-editor.org/rfc/rfc2046#section-5.1

A client knows a part to be whole when it reads the boundary behind it. So the boundary travels with the part, not with
the next one, which may be long in coming.
"""

from collections.abc import Iterable
from typing import Any

from starlette.types import Send

from router.server.graphql_request import write_bounded_json, write_json

RawHeaders = Iterable[tuple[bytes, bytes]]

PART_HEAD = b"\r\ncontent-type: application/json; charset=utf-8\r\n\r\n"


class MultipartMixed:
    """Writes one answer: `open`, any number of `write`, `close`."""

    def __init__(self, send: Send, boundary: str, parameters: str = "", max_bytes: int | None = None) -> None:
        """`parameters` of the media type beside the boundary, such as `subscriptionSpec="1.0"`. A part of more than
        `max_bytes` raises `ResponseTooLarge`."""
        self._send = send
        self._max_bytes = max_bytes
        self._delimiter = f"--{boundary}".encode("ascii")
        media_type = f'multipart/mixed; boundary="{boundary}"'
        self._content_type = (f"{media_type}; {parameters}" if parameters else media_type).encode("ascii")

    async def open(self, headers: RawHeaders = (), *first: Any) -> None:
        """Begin the answer, with parts that are there already. The client reads the status and the first boundary at
        once. Nothing is sent where a part is too large."""
        content = b"".join((self._delimiter, *map(self._part, first)))
        await self._send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", self._content_type),
                    (b"cache-control", b"no-store"),
                    # Proxies that collect what they pass on would hold back single parts.
                    (b"x-accel-buffering", b"no"),
                    (b"vary", b"accept"),
                    *headers,
                ],
            }
        )
        await self._write(content)

    async def write(self, value: Any) -> None:
        """Send one part, complete."""
        await self._write(self._part(value))

    async def write_bytes(self, content: bytes) -> None:
        """Send one part, which is JSON already, complete."""
        await self._write(self._as_part(content))

    async def close(self, *last: Any) -> None:
        """Send the last parts, where there are some, and the end, all at once."""
        content = b"".join((*map(self._part, last), b"--\r\n"))
        await self._send({"type": "http.response.body", "body": content})

    def _part(self, value: Any) -> bytes:
        limit = self._max_bytes
        return self._as_part(write_json(value) if limit is None else write_bounded_json(value, limit))

    def _as_part(self, content: bytes) -> bytes:
        return b"".join((PART_HEAD, content, b"\r\n", self._delimiter))

    async def _write(self, content: bytes) -> None:
        await self._send({"type": "http.response.body", "body": content, "more_body": True})

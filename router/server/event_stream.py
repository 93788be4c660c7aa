"""Answers as server-sent events, by the protocol graphql-sse in its mode of distinct connections.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
"""

from typing import Any

from starlette.types import Send

from router.server.graphql_request import write_json
from router.server.incremental_format import Response, response_json

HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # Proxies that collect what they pass on would hold back single events.
    (b"x-accel-buffering", b"no"),
    (b"vary", b"accept"),
)
COMPLETE = b"event: complete\ndata:\n\n"
HEARTBEAT = b":\n\n"


class EventStream:
    """Writes the events of one operation."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def open(self) -> None:
        await self._send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
        # The head travels with the first bytes of a body, and clients wait for it.
        await self._write(HEARTBEAT)

    async def event(self, result: Response) -> None:
        await self._write(_next(response_json(result)))

    async def heartbeat(self) -> None:
        await self._write(HEARTBEAT)

    async def end(self) -> None:
        await self._send({"type": "http.response.body", "body": COMPLETE})

    async def fail(self, errors: list[dict[str, Any]]) -> None:
        """End with errors that are not of an event."""
        await self._send({"type": "http.response.body", "body": _next(write_json({"errors": errors})) + COMPLETE})

    async def _write(self, content: bytes) -> None:
        await self._send({"type": "http.response.body", "body": content, "more_body": True})


def _next(response: bytes) -> bytes:
    # JSON as we write it has no line breaks, which would end the field.
    return b"event: next\ndata: %b\n\n" % response

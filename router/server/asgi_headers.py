"""Headers as ASGI passes them: pairs of bytes, names in lower case."""

from collections.abc import Iterable
from typing import Any

from starlette.types import Message, Scope, Send

from router.server.graphql_request import write_json

RawHeader = tuple[bytes, bytes]


def header_of(scope: Scope, name: bytes) -> bytes | None:
    """The first header of this name."""
    for header, value in scope["headers"]:
        if header == name:
            return bytes(value)
    return None


def add_vary(message: Message, name: bytes) -> None:
    """Say in a response's start that it depends on this request header."""
    headers = message["headers"] = list(message["headers"])
    for position, (header, value) in enumerate(headers):
        if header == b"vary":
            headers[position] = (b"vary", value + b", " + name)
            return
    headers.append((b"vary", name))


async def send_refusal(send: Send, status: int, code: str, message: str, headers: Iterable[RawHeader] = ()) -> None:
    """A whole answer that refuses, before anybody looked at what was asked."""
    error: dict[str, Any] = {"message": message, "extensions": {"code": code}}
    body = write_json({"errors": [error]})
    start = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})

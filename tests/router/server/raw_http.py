"""HTTP by hand, so that a test can also send what no client library would."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        """The codes of the answer's errors."""
        return [error["extensions"]["code"] for error in self.json["errors"]]


Target = int | ASGIApp
"""A port on which a router listens, or the application itself, which answers without a socket."""


async def ask(
    router: Target,
    method: str = "POST",
    target: str = "/graphql",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Answer:
    if not isinstance(router, int):
        return await _call(router, method, target, headers or {}, body)
    reader, writer = await asyncio.open_connection("127.0.0.1", router)
    try:
        writer.write(request_bytes(method, target, headers or {}, body))
        return await read_answer(reader)
    finally:
        writer.close()


async def _call(app: ASGIApp, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
    path, _, query_string = target.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query_string.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in {"host": "127.0.0.1", **headers}.items()],
    }
    received: list[Message] = [{"type": "http.request", "body": body}]
    sent: list[Message] = []

    async def receive() -> Message:
        if received:
            return received.pop()
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    answered = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], answered, b"".join(message["body"] for message in rest))


def request_bytes(method: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "connection: close"]
    lines += [] if "host" in headers else ["host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if "transfer-encoding" not in headers and "content-length" not in headers:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status_line, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Answer(int(status_line.split()[1]), headers, body)


async def post(router: Target, body: Any, **headers: str) -> Answer:
    """POST a JSON body, or bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await ask(router, headers={"content-type": "application/json", **sent}, body=content)


async def get(router: Target, **parameters: str) -> Answer:
    return await ask(router, "GET", f"/graphql?{urlencode(parameters)}")

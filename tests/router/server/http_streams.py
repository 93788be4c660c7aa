"""Clients of streamed answers, which read event by event and part by part."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientResponse, ClientSession

SSE = "text/event-stream"
MULTIPART = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"'
HEARTBEAT = "heartbeat"


class Stream:
    """An answer under way. `receive` gives a response, HEARTBEAT, or None at the end."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response

    async def receive(self) -> Any:
        async with asyncio.timeout(5):
            if self.response.content_type == SSE:
                return await self._receive_event()
            return await self._receive_part()

    async def responses(self) -> list[Any]:
        """All to the end, without heartbeats."""
        received = []
        while (item := await self.receive()) is not None:
            received += [] if item == HEARTBEAT else [item]
        return received

    async def _receive_event(self) -> Any:
        block = (await self.response.content.readuntil(b"\n\n")).decode()
        if not block:
            return None
        fields = dict(line.split(":", 1) for line in block.strip().splitlines())
        match fields.get("event", "").strip():
            case "next":
                return json.loads(fields["data"])
            case "complete":
                assert await self.response.content.read() == b""
                return None
            case _:
                return HEARTBEAT

    async def _receive_part(self) -> Any:
        content = self.response.content
        if not hasattr(self, "_begun"):
            self._begun = await content.readexactly(len("--graphql"))
        after = await content.readexactly(2)
        if after == b"--":
            assert await content.read() == b"\r\n"
            return None
        assert (after + await content.readuntil(b"\r\n\r\n")).lower().startswith(b"\r\ncontent-type: application/json")
        # The part is read up to the boundary behind it, as clients do.
        part = json.loads((await content.readuntil(b"\r\n--graphql")).removesuffix(b"\r\n--graphql"))
        if part == {}:
            return HEARTBEAT
        return part if part["payload"] is None else part["payload"]


@asynccontextmanager
async def streaming(
    port: int, body: Mapping[str, Any], accept: str, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Stream]:
    async with ClientSession() as session:
        url = f"http://127.0.0.1:{port}/graphql"
        async with session.post(url, json=body, headers={"accept": accept, **(headers or {})}) as response:
            yield Stream(response)

"""Four subgraphs on one port, answering each request that they have seen before with the same bytes as before.

So the load costs next to nothing on the subgraphs' side, and every gateway gets the same subgraphs, whatever it asks
them. `POST /<subgraph>`; the body is the key. HTTP/1.1, keep-alive, on the standard library's protocol interface.
"""

import asyncio
import json
import sys
from typing import cast

import httptools
import uvloop

from bench.subgraph_answers import SUBGRAPHS, SubgraphAnswers


class ReplayProtocol(asyncio.Protocol):
    """One connection."""

    def __init__(self, answers: dict[str, SubgraphAnswers], seen: dict[tuple[str, bytes], bytes]) -> None:
        self.answers = answers
        self.seen = seen
        self.parser = httptools.HttpRequestParser(self)
        self.url = b""
        self.body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        self.url, self.body = b"", b""

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        name = self.url.decode().strip("/")
        key = (name, self.body)
        if key not in self.seen:
            self.seen[key] = self._respond(name)
        self.transport.write(self.seen[key])

    def _respond(self, name: str) -> bytes:
        body = json.dumps(self.answers[name].answer(json.loads(self.body))).encode() if name in self.answers else b"{}"
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        return head.encode() + body


async def serve(port: int) -> None:
    answers = {name: SubgraphAnswers(name) for name in SUBGRAPHS}
    seen: dict[tuple[str, bytes], bytes] = {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: ReplayProtocol(answers, seen), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))

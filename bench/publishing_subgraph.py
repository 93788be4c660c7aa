"""A subgraph of one subscription, `ticks`, whose events are published by `POST /publish?ID`.

    python -m bench.publishing_subgraph PORT

It speaks graphql-transport-ws and answers `{ __typename }`; whatever is subscribed to is taken to be `ticks`.
"""

import json
import sys

import uvloop
from aiohttp import WSMsgType, web

SDL = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { ticks: [Tick!]! }
type Subscription { ticks: Tick! }
type Tick @key(fields: "id") { id: ID! topic: String! text: String! }
"""

TEXT = "The lesson that you wait for begins in five minutes, and there are still two seats in the first row."


class Publisher:
    """Knows who listens."""

    def __init__(self) -> None:
        self._listeners: dict[web.WebSocketResponse, set[str]] = {}

    async def listen(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=["graphql-transport-ws"], compress=False)
        await socket.prepare(request)
        subscribed = self._listeners[socket] = set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(socket, subscribed, message.json())
        finally:
            del self._listeners[socket]
        return socket

    async def _hear(self, socket: web.WebSocketResponse, subscribed: set[str], message: dict[str, str]) -> None:
        match message["type"]:
            case "connection_init":
                await socket.send_json({"type": "connection_ack"})
            case "ping":
                await socket.send_json({"type": "pong"})
            case "subscribe":
                subscribed.add(message["id"])
            case "complete":
                subscribed.discard(message["id"])

    async def publish(self, request: web.Request) -> web.Response:
        """Send an event to all."""
        payload = {"data": {"ticks": {"id": request.query_string, "topic": "lessons", "text": TEXT}}}
        for socket, subscribed in tuple(self._listeners.items()):
            for operation_id in tuple(subscribed):
                await socket.send_str(json.dumps({"type": "next", "id": operation_id, "payload": payload}))
        return web.Response(status=204)


async def answer(_: web.Request) -> web.Response:
    return web.json_response({"data": {"__typename": "Query"}})


def main() -> None:
    publisher = Publisher()
    app = web.Application()
    app.router.add_get("/graphql", publisher.listen)
    app.router.add_post("/graphql", answer)
    app.router.add_post("/publish", publisher.publish)
    uvloop.install()
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)


if __name__ == "__main__":
    main()

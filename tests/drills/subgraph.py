"""A subgraph in a process of its own, which fails as it is told: `python -m tests.drills.subgraph books 0`."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName
from router.server.serve import bind
from tests.router.server.example import ExampleClient, Shelf


class HalfABody(Response):
    """Announces more than it sends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"data":{', "more_body": True})
        raise ConnectionError("half a body is all there is")


FAILURES: dict[str, Callable[[], Response]] = {
    "garbage": lambda: Response(b"\x00<html>no JSON</html>", media_type="application/json"),
    "half a body": HalfABody,
    "500": lambda: Response("broken", 500),
    "redirect": lambda: Response(status_code=307, headers={"location": "/elsewhere"}),
}


class Subgraph:
    def __init__(self, client: ExampleClient) -> None:
        self._client = client
        self._mode = "good"
        self._elsewhere = 0
        self._open = 0
        self._changed = asyncio.Condition()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/graphql", self.answer, methods=["POST"]),
                WebSocketRoute("/graphql", self.serve_socket),
                Route("/elsewhere", self.note_elsewhere, methods=["POST"]),
                Route("/mode", self.set_mode, methods=["POST"]),
                Route("/open", self.tell_open, methods=["POST"]),
                Route("/listening", self.tell_listening, methods=["POST"]),
            ]
        )

    async def set_mode(self, request: Request) -> Response:
        self._mode = (await request.body()).decode()
        return JSONResponse({"elsewhere": self._elsewhere})

    async def tell_open(self, request: Request) -> Response:
        """Answers as soon as so many subscriptions are open or being set up."""
        wanted = int(await request.body())
        async with self._changed:
            await self._changed.wait_for(lambda: self._open == wanted)
        return JSONResponse({"open": wanted})

    async def tell_listening(self, _: Request) -> Response:
        """Answers as soon as events reach somebody."""
        await self._client.shelf.subscribed.wait()
        return JSONResponse({})

    async def note_elsewhere(self, _: Request) -> Response:
        self._elsewhere += 1
        return JSONResponse({"data": {}})

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        await self._count(1)
        try:
            yield
        finally:
            await asyncio.shield(self._count(-1))

    async def _count(self, more: int) -> None:
        async with self._changed:
            self._open += more
            if not self._open:
                self._client.shelf.subscribed.clear()
            self._changed.notify_all()

    async def answer(self, request: Request) -> Response:
        payload = orjson.loads(await request.body())
        if self._mode in FAILURES:
            return FAILURES[self._mode]()
        if request.headers.get("accept") == "text/event-stream":
            return StreamingResponse(self._stream(payload), media_type="text/event-stream")
        if self._mode == "slow":
            await asyncio.sleep(0.3)
        return JSONResponse(as_json(await self._client.execute(request_of(payload))))

    async def _stream(self, payload: Any) -> AsyncIterator[bytes]:
        async with self._counted():
            if self._mode == "never set up":
                await asyncio.Event().wait()
            yield b":\n\n"
            async with aclosing(self._client.subscribe(request_of(payload))) as events:  # type: ignore[type-var]
                async for event in events:
                    yield b"event: next\ndata: " + orjson.dumps(as_json(event)) + b"\n\n"
            yield b"event: complete\ndata:\n\n"

    async def serve_socket(self, socket: WebSocket) -> None:
        async with self._counted():
            await socket.accept("graphql-transport-ws")
            listening: asyncio.Task[None] | None = None
            try:
                while (message := await socket.receive_json())["type"] != "complete":
                    if message["type"] == "connection_init" and self._mode != "never set up":
                        await socket.send_json({"type": "connection_ack"})
                    if message["type"] == "subscribe":
                        listening = asyncio.create_task(self._send_events(socket, message["payload"]))
            except WebSocketDisconnect:
                pass
            finally:
                if listening is not None:
                    listening.cancel()

    async def _send_events(self, socket: WebSocket, payload: Any) -> None:
        async with aclosing(self._client.subscribe(request_of(payload))) as events:  # type: ignore[type-var]
            async for event in events:
                await socket.send_json({"type": "next", "id": "1", "payload": as_json(event)})


def request_of(payload: Any) -> SubgraphRequest:
    return SubgraphRequest(
        SubgraphName("a"),
        payload["query"],
        operation_name=payload.get("operationName"),
        variables=payload.get("variables", {}),
    )


def as_json(response: SubgraphResponse) -> dict[str, Any]:
    return {"data": response.data, **({"errors": response.errors} if response.errors else {})}


async def serve(name: str, port: int) -> None:
    client = Shelf().clients()[SubgraphName(name)]
    assert isinstance(client, ExampleClient)
    listener = bind("127.0.0.1", port)
    config = uvicorn.Config(Subgraph(client).app(), log_level="critical", ws="websockets-sansio", lifespan="off")
    server = uvicorn.Server(config)
    print(listener.getsockname()[1], flush=True)  # noqa: T201 - for whoever started it
    await server.serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))

"""A subgraph behind a real socket, and who asks it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import uvicorn
from starlette.types import ASGIApp

from subgraphs.shared.app import create_subgraph_app
from tests.support.subgraphs import SubgraphUnderTest, eventually


@asynccontextmanager
async def served(subgraph: SubgraphUnderTest) -> AsyncIterator[str]:
    """Its host and port."""
    async with served_app(create_subgraph_app(subgraph.subgraph, subgraph.messaging), lifespan="on") as address:
        yield address


@asynccontextmanager
async def served_app(app: ASGIApp, lifespan: Literal["on", "off"] = "off", port: int = 0) -> AsyncIterator[str]:
    """Its host and port."""
    config = uvicorn.Config(app, port=port, log_config=None, ws="websockets-sansio", lifespan=lifespan)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())

    async def has_started() -> bool:
        return server.started

    await eventually(has_started)
    host, port = server.servers[0].sockets[0].getsockname()
    yield f"{host}:{port}"
    server.should_exit = True
    await task


async def request(
    address: str, body: object = None, path: str = "/graphql", **headers: str
) -> tuple[int, dict[str, Any]]:
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()

    def send() -> tuple[int, bytes]:
        try:
            with urlopen(Request(f"http://{address}{path}", data=data, headers=headers)) as response:
                return response.status, response.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()

    status, answer = await asyncio.to_thread(send)
    return status, json.loads(answer)

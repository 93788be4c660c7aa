"""A client in a process of Node.js, driven by lines of JSON (see talk.mjs)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.clients.node import FOLDER


class NodeClient:
    """One client of the router."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def execute(self, query: str, **variables: Any) -> Any:
        """`{"result": response}`, or `{"error": ...}` as describe.mjs puts it."""
        self._say(do="execute", query=query, variables=variables)
        return await self.hear()

    def subscribe(self, query: str) -> None:
        self._say(do="subscribe", query=query)

    async def unsubscribe(self) -> None:
        self._say(do="unsubscribe")
        assert await self.hear() == {"unsubscribed": True}

    async def hear(self) -> Any:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 20)
        assert line, "the client ended; its standard error says why"
        return json.loads(line)

    def _say(self, **command: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")


@asynccontextmanager
async def talking(adapter: str, port: int, authorization: str | None = None) -> AsyncIterator[NodeClient]:
    assert (FOLDER / "node_modules").is_dir(), "The clients are not installed; scripts/install_clients.sh does it."
    arguments = [adapter, f"http://127.0.0.1:{port}/graphql", *([authorization] if authorization else [])]
    process = await asyncio.create_subprocess_exec(
        "node", "talk.mjs", *arguments, cwd=FOLDER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        client = NodeClient(process)
        assert await client.hear() == {"ready": True}
        yield client
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()

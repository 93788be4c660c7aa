"""A router and its two subgraphs, each in a process of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.router.server.raw_http import Answer, ask, post
from tests.router.server.router_process import RouterProcess, router_process


class SubgraphProcess:
    def __init__(self, name: str) -> None:
        self.name = name
        self.port = 0
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """At the port that it had before, if it had one."""
        command = (sys.executable, "-m", "tests.drills.subgraph", self.name, str(self.port))
        self._process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert self._process.stdout is not None
        async with asyncio.timeout(60):
            line = await self._process.stdout.readline()
        self.port = int(line)

    async def kill(self) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    def hang(self) -> None:
        """Its sockets take connections and bytes, and nobody reads them."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)

    async def behave(self, mode: str) -> int:
        """From now on. Gives how many requests followed a redirect so far."""
        answer = await ask(self.port, target="/mode", body=mode.encode())
        redirected: int = answer.json["elsewhere"]
        return redirected

    async def until_open(self, subscriptions: int, seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            await ask(self.port, target="/open", body=str(subscriptions).encode())

    async def until_listened_to(self) -> None:
        """Until events reach a subscriber."""
        async with asyncio.timeout(10):
            await ask(self.port, target="/listening")


@dataclass(frozen=True)
class Platform:
    router: RouterProcess
    books: SubgraphProcess
    reviews: SubgraphProcess
    folder: Path

    async def ask(self, query: str) -> Answer:
        return await post(self.router.port, {"query": query})

    def write_settings(self, settings: Mapping[str, Any]) -> None:
        """In one step, so that nobody reads half of them."""
        written = self.folder / "router.yaml.new"
        written.write_text(json.dumps(with_urls(settings, self.books, self.reviews)))
        written.replace(self.folder / "router.yaml")


def with_urls(settings: Mapping[str, Any], *subgraphs: SubgraphProcess) -> dict[str, Any]:
    all_of_them: Mapping[str, Any] = settings.get("subgraphs", {})
    overrides = {each.name: {"routing_url": f"http://127.0.0.1:{each.port}/graphql"} for each in subgraphs}
    return {**settings, "subgraphs": {**all_of_them, "overrides": overrides}}


@asynccontextmanager
async def platform(folder: Path, settings: Mapping[str, Any]) -> AsyncIterator[Platform]:
    async with AsyncExitStack() as stack:
        books, reviews = SubgraphProcess("books"), SubgraphProcess("reviews")
        for subgraph in (books, reviews):
            await subgraph.start()
            stack.push_async_callback(subgraph.kill)
        router = await stack.enter_async_context(router_process(folder, with_urls(settings, books, reviews), 0))
        yield Platform(router, books, reviews, folder)

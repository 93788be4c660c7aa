"""A router in a process of its own, as an operator starts it, and what it takes of memory."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.router.server.example import SUPERGRAPH_SDL


@dataclass(frozen=True)
class RouterProcess:
    port: int
    pid: int
    log: asyncio.Task[bytes]
    """What it said, once it has ended."""

    def resident_megabytes(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        match = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert match is not None
        return int(match[1]) / 1024


@asynccontextmanager
async def router_process(folder: Path, settings: Mapping[str, Any], backend: int) -> AsyncIterator[RouterProcess]:
    """Serves the example supergraph, its subgraphs being what answers on the backend's port."""
    supergraph, config = folder / "supergraph.graphql", folder / "router.yaml"
    supergraph.write_text(SUPERGRAPH_SDL)
    url = f"http://127.0.0.1:{backend}/graphql"
    overrides = {"overrides": {name: {"routing_url": url} for name in ("books", "reviews")}}
    config.write_text(json.dumps({"subgraphs": overrides, **settings}))
    command = (sys.executable, "-m", "router", "serve", "--supergraph", supergraph, "--config", config, "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    try:
        async with asyncio.timeout(60):
            announced = b""
            while b"Router at" not in announced:
                announced = await process.stderr.readline()
                assert announced, "the router did not start"
        log = asyncio.create_task(process.stderr.read())
        yield RouterProcess(int(announced.decode().rsplit(":", 1)[1]), process.pid, log)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()

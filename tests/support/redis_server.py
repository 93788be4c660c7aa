"""A Redis in a process of its own, on a socket in a folder."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def redis_server(folder: Path) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """Its URL, and the process, which may be gone at the end."""
    path = folder / "redis.sock"
    command = ("redis-server", "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            while b"eady to accept connections" not in await process.stdout.readline():
                pass
        yield f"unix://{path}", process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()

"""A line between client and router that a test can break."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class BreakableLine:
    """Passes on what it gets."""

    def __init__(self, to_port: int) -> None:
        self.port = 0
        self._to_port = to_port
        self._writers: set[asyncio.StreamWriter] = set()

    def break_off(self) -> None:
        """End every connection without a word. New ones are taken."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        self._writers |= {writer, other_writer}
        await asyncio.gather(_pass_on(reader, other_writer), _pass_on(other_reader, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while content := await reader.read(65_536):
            writer.write(content)
            await writer.drain()
    except OSError:
        pass  # it was broken
    finally:
        writer.close()


@asynccontextmanager
async def breakable_line(to_port: int) -> AsyncIterator[BreakableLine]:
    line = BreakableLine(to_port)
    server = await asyncio.start_server(line.connect, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        line.break_off()
        await server.wait_closed()

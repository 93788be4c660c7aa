"""An HTTP server on a free port that answers with exactly the bytes a test gives it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Respond = Callable[["Connection", bytes, bytes], Awaitable[None]]


@dataclass
class Connection:
    """One TCP connection from the client under test."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def close(self) -> None:
        self.writer.close()

    async def until_closed_by_client(self) -> None:
        with suppress(ConnectionError):
            await self.reader.read()


@dataclass
class RawServer:
    url: str
    connections: int = 0
    open_connections: int = 0
    requests: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Head and body of each."""

    connected: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client has closed a connection."""


def http_answer(body: bytes, status: str = "200 OK", headers: str = "content-type: application/json\r\n") -> bytes:
    head = f"HTTP/1.1 {status}\r\n{headers}content-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def answering(response: bytes) -> Respond:
    async def respond(connection: Connection, head: bytes, body: bytes) -> None:
        await connection.send(response)

    return respond


async def hang(connection: Connection, head: bytes, body: bytes) -> None:
    await connection.until_closed_by_client()


@asynccontextmanager
async def raw_server(respond: Respond, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    tasks: set[asyncio.Task[None]] = set()
    server = RawServer("")

    async def serve(connection: Connection) -> None:
        try:
            while True:
                head = await connection.reader.readuntil(b"\r\n\r\n")
                lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                length = int(lengths[0].split(b":")[1]) if lengths else 0
                body = await connection.reader.readexactly(length)
                server.requests.append((head, body))
                server.asked.set()
                await respond(connection, head, body)
        except (asyncio.IncompleteReadError, ConnectionError):
            server.left.set()
        finally:
            server.open_connections -= 1
            connection.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        server.open_connections += 1
        server.connected.set()
        task = asyncio.create_task(serve(Connection(reader, writer)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{listener.sockets[0].getsockname()[1]}/graphql"
    try:
        yield server
    finally:
        listener.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listener.wait_closed()

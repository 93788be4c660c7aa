"""Many subscribers in one process, each with a connection of its own; what they measure goes out as lines of JSON.

    python -m bench.subscribers PROTOCOL URL PUBLISH_URL COUNT EVENTS

It subscribes, lets one event through to all and prints `{"subscribed": COUNT}`. For each line that it reads then, it
has one event published and prints the seconds until each subscriber had it. Loopback only.
"""

import asyncio
import base64
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

import uvloop

CONNECTING_AT_ONCE = 100
LONGEST_WAIT = 60.0
"""Seconds that anything may take."""

QUERY = json.dumps({"query": "subscription { ticks { id topic text } }"})
ACCEPT = {"sse": "text/event-stream", "multipart": 'multipart/mixed;boundary="-";subscriptionSpec=1.0'}


class Subscriber(asyncio.Protocol):
    """One connection. It looks for the number of the event in what comes, and at nothing else."""

    def __init__(self, everybody: "Everybody", opening: list[bytes], answered_by: list[bytes]) -> None:
        """Sends each of `opening`, and the next when what came holds the mark at the same place of `answered_by`."""
        self._everybody = everybody
        self._opening = opening
        self._answered_by = answered_by
        self.is_open = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._step = 0
        self._go_on()

    def _go_on(self) -> None:
        if self._step < len(self._opening):
            self._transport.write(self._opening[self._step])
        if self._step == len(self._answered_by) and not self.is_open.done():
            self.is_open.set_result(None)

    def data_received(self, data: bytes) -> None:
        if self._step < len(self._answered_by):
            if self._answered_by[self._step] in data:
                self._step += 1
                self._go_on()
            elif not self.is_open.done():
                self.is_open.set_exception(RuntimeError(f"Refused: {data[:300]!r}"))
        elif self._everybody.mark in data:
            self._everybody.arrivals[self] = time.perf_counter()
            self._everybody.note()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_open.done():
            self.is_open.set_exception(RuntimeError(f"Closed: {exc}"))
        self._everybody.lost += 1


class Everybody:
    """All subscribers, and when each had the event that is waited for."""

    def __init__(self) -> None:
        self.mark = b"?"
        self.arrivals: dict[Subscriber, float] = {}
        self.lost = 0
        self._count = 0
        self._all_there = asyncio.Event()

    def note(self) -> None:
        if len(self.arrivals) == self._count:
            self._all_there.set()

    async def subscribe(self, url: str, count: int, make: Callable[["Everybody"], Subscriber]) -> None:
        for begin in range(0, count, CONNECTING_AT_ONCE):
            number = min(CONNECTING_AT_ONCE, count - begin)
            async with asyncio.timeout(LONGEST_WAIT):
                await asyncio.gather(*(self._connect(url, make) for _ in range(number)))
        self._count = count

    async def _connect(self, url: str, make: Callable[["Everybody"], Subscriber]) -> None:
        target = urlsplit(url)
        loop = asyncio.get_running_loop()
        _, subscriber = await loop.create_connection(lambda: make(self), target.hostname or "", target.port or 80)
        await subscriber.is_open

    async def receive(self, publish_url: str, number: int, wait: float) -> list[float]:
        """Have event `number` published; the seconds until each subscriber had it, in the order of arrival."""
        self.arrivals.clear()
        self._all_there.clear()
        self.mark = b'"id":"%d"' % number
        began = time.perf_counter()
        await publish(f"{publish_url}?{number}")
        async with asyncio.timeout(wait):
            await self._all_there.wait()
        return sorted(arrival - began for arrival in self.arrivals.values())


async def publish(url: str) -> None:
    target = urlsplit(url)
    _, writer = await asyncio.open_connection(target.hostname, target.port)
    writer.write(
        f"POST {target.path}?{target.query} HTTP/1.1\r\nhost: {target.netloc}\r\ncontent-length: 0\r\n\r\n".encode()
    )
    writer.close()


def over_websocket(url: str) -> Callable[[Everybody], Subscriber]:
    key = base64.b64encode(bytes(16)).decode()
    head = (
        f"GET {urlsplit(url).path} HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\nupgrade: websocket\r\n"
        f"connection: Upgrade\r\nsec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n"
        "sec-websocket-protocol: graphql-transport-ws\r\nuser-agent: kumiki-bench\r\n\r\n"
    )
    initialise = frame(b'{"type":"connection_init"}')
    subscribe = frame(b'{"id":"s","type":"subscribe","payload":%b}' % QUERY.encode())
    opening = [head.encode(), initialise, subscribe]
    return lambda everybody: Subscriber(everybody, opening, [b"101 ", b"connection_ack"])


def frame(content: bytes) -> bytes:
    """A text frame of a client, masked with zeros."""
    length = bytes([0x80 | len(content)]) if len(content) < 126 else b"\xfe" + len(content).to_bytes(2, "big")
    return b"\x81" + length + bytes(4) + content


def over_http(url: str, accept: str) -> Callable[[Everybody], Subscriber]:
    head = (
        f"POST {urlsplit(url).path} HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\naccept: {accept}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(QUERY)}\r\nuser-agent: kumiki-bench\r\n\r\n"
    )
    return lambda everybody: Subscriber(everybody, [head.encode() + QUERY.encode()], [b"200 OK"])


async def run(protocol: str, url: str, publish_url: str, count: int, events: int) -> None:
    everybody = Everybody()
    make = over_websocket(url) if protocol == "websocket" else over_http(url, ACCEPT[protocol])
    await everybody.subscribe(url, count, make)
    number = 0
    while True:
        number += 1
        try:
            await everybody.receive(publish_url, number, 5.0)
            break
        except TimeoutError:
            if number == 6:
                raise RuntimeError(
                    f"{len(everybody.arrivals)} of {count} have an event, {everybody.lost} lost"
                ) from None
    tell({"subscribed": count})
    for _ in range(events):
        await asyncio.to_thread(sys.stdin.readline)
        number += 1
        tell({"seconds": await everybody.receive(publish_url, number, LONGEST_WAIT)})
    await asyncio.to_thread(sys.stdin.readline)


def tell(value: object) -> None:
    print(json.dumps(value), flush=True)


def main() -> None:
    _, protocol, url, publish_url, count, events = sys.argv
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    uvloop.run(run(protocol, url, publish_url, int(count), int(events)))


if __name__ == "__main__":
    main()

"""A subgraph that is started again has its subscribers back, and none of them is told."""

from pathlib import Path

import pytest

from tests.drills.processes import platform
from tests.router.server.test_websocket import RENAMED, connected

RENAME = 'mutation { rename(id: "1", title: "Sanshiro") { title } }'


@pytest.mark.parametrize("protocol", ["ws", "sse"])
async def test_a_subscription_outlives_its_subgraph(tmp_path: Path, protocol: str) -> None:
    patience = {"enabled": True, "attempts": 1000, "first_wait_seconds": 0.05, "longest_wait_seconds": 0.1}
    settings = {
        "server": {"log_level": "error"},
        "subgraphs": {"subscriptions": {"protocol": protocol, "reconnect": patience}},
    }
    async with platform(tmp_path, settings) as running, connected(running.router.port) as client:
        await client.send(type="connection_init")
        await client.receive()
        await client.subscribe("s", RENAMED)
        await running.books.until_listened_to()
        await running.books.kill()
        await running.books.start()
        await running.books.until_listened_to()
        event = {"data": {"renamed": {"title": "Sanshiro", "stars": 5}}}
        await running.ask(RENAME)
        assert await client.receive() == {"type": "next", "id": "s", "payload": event}
        await client.send(type="complete", id="s")
        await running.books.until_open(0, 3)

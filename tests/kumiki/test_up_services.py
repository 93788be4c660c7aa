"""The services mode as people start it: PostgreSQL, Redis, a process per subgraph, the router."""

import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kumiki.explorer import read_operation
from kumiki.ports import free_port, listening_socket
from kumiki.services.processes import http_answers
from tests.federation.client import Client
from tests.kumiki.test_up import started

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]

SUBGRAPHS = 5


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home that PostgreSQL's user can enter; pytest's own folders are private."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder / "home"


def consecutive_free_ports(count: int) -> int:
    """The first of so many ports that nobody uses."""
    while True:
        first = free_port()
        listeners = [listening_socket("127.0.0.1", first + offset) for offset in range(count)]
        for listener in listeners:
            if listener is not None:
                listener.close()
        if None not in listeners:
            return first


async def test_the_platform_runs_as_processes_and_keeps_its_data(open_home: Path) -> None:
    port = free_port()
    settings = {"KUMIKI_PORT": str(port), "KUMIKI_FIRST_SUBGRAPH_PORT": str(consecutive_free_ports(SUBGRAPHS))}

    async with started(open_home, "up-services", **settings) as first:
        client = await Client(port, port).signed_in()
        due = (await client.data(read_operation("home")))["viewer"]["dueCards"]["totalCount"]
        await client.review(await client.a_due_card())
        assert await first.end() == 0, first.output
    assert "Traceback" not in first.output
    assert not await http_answers("127.0.0.1", port, "/health")

    async with started(open_home, "up-services", **settings) as second:
        client = await Client(port, port).signed_in()
        assert (await client.data(read_operation("home")))["viewer"]["dueCards"]["totalCount"] == due - 1
        assert await second.end(signal.SIGTERM) == 0, second.output

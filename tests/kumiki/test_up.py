"""The embedded mode as people start it: a process, a port, Ctrl-C."""

import asyncio
import json
import os
import re
import signal
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from kumiki.ports import free_port, listening_socket
from tests.federation.client import Client
from tests.router.server.raw_http import ask

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0


class Started:
    """A platform in a process of its own that has said it serves."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port
        self.output = ""

    async def wait_until_it_serves(self) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while "Ctrl-C ends it." not in self.output:
                line = await self.process.stdout.readline()
                assert line, self.output
                self.output += line.decode()

    async def end(self, number: int = signal.SIGINT) -> int:
        """How it ended, once told to by this signal."""
        assert self.process.stdout is not None
        self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            self.output += (await self.process.stdout.read()).decode()
            return await self.process.wait()


async def run_kumiki(home: Path, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kumiki", *arguments),
        cwd=ROOT,
        env={**os.environ, "KUMIKI_HOME": str(home), **settings},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


@asynccontextmanager
async def started(home: Path, command: str, **settings: str) -> AsyncIterator[Started]:
    """A platform that has said it serves; killed at the end of the block if it still runs then."""
    port = int(settings.setdefault("KUMIKI_PORT", str(free_port())))
    platform = Started(await run_kumiki(home, command, **settings), port)
    try:
        await platform.wait_until_it_serves()
        yield platform
    finally:
        if platform.process.returncode is None:
            platform.process.kill()
            await platform.process.wait()


async def explorer(port: int) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((await ask(port, "GET", "/explorer/config.json")).body)
    return config


def client_of_the_page(port: int, config: dict[str, Any]) -> Client:
    return Client(port, port, config["headers"]["Authorization"].removeprefix("Bearer "))


async def test_a_first_start_fills_the_platform_and_a_second_finds_it_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with started(home, "up") as first:
        assert "content" in first.output
        assert re.search(r"demo@example\.com, password kumiki-demo", first.output)
        assert str(home) in first.output
        config = await explorer(first.port)
        client = client_of_the_page(first.port, config)
        home_tab, review_tab, _ = config["tabs"]
        due = (await client.data(home_tab["query"]))["viewer"]["dueCards"]["totalCount"]
        payload = (await client.data(review_tab["query"], review_tab["variables"]))["reviewFlashcard"]
        assert payload["userErrors"] == []
        assert await first.end() == 0
    assert "Traceback" not in first.output
    assert first.output.endswith("Stopped.\n")

    async with started(home, "up") as second:
        config = await explorer(second.port)
        viewer = (await client_of_the_page(second.port, config).data(home_tab["query"]))["viewer"]
        assert viewer["dueCards"]["totalCount"] == due - 1
        assert await second.end(signal.SIGTERM) == 0
    assert "Traceback" not in second.output
    # Nothing is filled anew: only a first start tells how far that is.
    assert "content" not in second.output
    private = [path for path in home.rglob("*") if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert private == []


async def test_the_page_gives_no_token_to_others(home: Path) -> None:
    async with started(home, "up", KUMIKI_HOST="0.0.0.0") as platform:
        assert (await explorer(platform.port))["headers"] == {}
        assert "token of the demo learner" not in platform.output
        assert "Others can reach it" in platform.output


async def test_the_platform_answers_to_names_of_loopback_only(home: Path) -> None:
    async with started(home, "up") as platform:
        answers = [
            (await ask(platform.port, "GET", "/explorer/config.json", {"host": host})).status
            for host in (f"127.0.0.1:{platform.port}", f"localhost:{platform.port}", "rebound.example", "")
        ]
    assert answers == [200, 200, 400, 400]


async def test_a_second_platform_on_one_home_is_refused(home: Path) -> None:
    async with started(home, "up"):
        process = await run_kumiki(home, "up", KUMIKI_PORT=str(free_port()))
        output, _ = await process.communicate()
    assert process.returncode == 1
    assert output.decode().startswith("kumiki: another Kumiki runs on ")


async def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    port = free_port()
    listener = listening_socket("127.0.0.1", port)
    assert listener is not None
    with listener:
        process = await run_kumiki(tmp_path, "up", KUMIKI_PORT=str(port))
        output, _ = await process.communicate()
    assert process.returncode == 1
    assert output.decode() == (
        f"kumiki: 127.0.0.1:{port} is in use by another program. End that, or set KUMIKI_PORT to another port.\n"
    )


async def test_ctrl_c_ends_an_open_subscription_and_the_platform(home: Path) -> None:
    async with started(home, "up") as platform:
        config = await explorer(platform.port)
        client = client_of_the_page(platform.port, config)
        async with client.subscribe(config["tabs"][2]["query"]):
            assert await platform.end() == 0
    assert "Traceback" not in platform.output


def databases(home: Path) -> list[Path]:
    return sorted(home.glob("*.db*"))


async def test_reset_deletes_the_databases_and_nothing_else(home: Path) -> None:
    process = await run_kumiki(home, "reset", "--yes")
    output, _ = await process.communicate()
    assert process.returncode == 0, output
    assert databases(home) == []
    assert (home / "keys").is_dir()


async def test_reset_deletes_nothing_without_a_yes(home: Path) -> None:
    before = databases(home)
    process = await run_kumiki(home, "reset")
    await process.communicate()
    assert process.returncode == 1
    assert databases(home) == before != []

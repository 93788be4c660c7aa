import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kumiki.failures import ProcessFailed
from kumiki.ports import free_port
from kumiki.services.processes import ProcessSpec, Supervisor, http_answers

SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def server(name: str, port: int, folder: Path) -> ProcessSpec:
    return ProcessSpec(
        name=name,
        command=(sys.executable, "-c", SERVER, str(port)),
        environment=dict(os.environ),
        log_file=folder / f"{name}.log",
        is_ready=lambda: http_answers("127.0.0.1", port, "/health"),
    )


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110 - what it waits for happens in another process
            await asyncio.sleep(0.02)


async def test_a_started_process_answers_and_a_stopped_one_does_not(tmp_path: Path) -> None:
    port = free_port()
    supervisor = Supervisor()
    await supervisor.start(server("one", port, tmp_path))
    assert await http_answers("127.0.0.1", port, "/health")
    assert not await http_answers("127.0.0.1", port, "/elsewhere")
    await supervisor.stop()
    assert not await http_answers("127.0.0.1", port, "/health")


async def test_a_killed_process_comes_back(tmp_path: Path) -> None:
    port = free_port()
    changes: list[str] = []
    supervisor = Supervisor(lambda name, what: changes.append(f"{name} {what}"))
    await supervisor.start(server("one", port, tmp_path))
    first = supervisor.process_id("one")
    os.kill(first, signal.SIGKILL)

    async def is_back() -> bool:
        return "one ready again" in changes

    await until(is_back)
    assert await http_answers("127.0.0.1", port, "/health")
    assert supervisor.process_id("one") != first
    await supervisor.stop()


async def test_a_process_that_cannot_start_says_why(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    spec = ProcessSpec(
        name="broken",
        command=(sys.executable, "-c", "raise SystemExit('no such setting: colour')"),
        environment=dict(os.environ),
        log_file=tmp_path / "broken.log",
        is_ready=never,
    )
    supervisor = Supervisor()
    with pytest.raises(ProcessFailed, match=r"broken ended with status 1\.\nno such setting: colour"):
        await supervisor.start(spec)
    await supervisor.stop()


async def test_a_process_that_is_never_ready_is_given_up(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    spec = ProcessSpec(
        name="slow",
        command=(sys.executable, "-c", "import time; time.sleep(600)"),
        environment=dict(os.environ),
        log_file=tmp_path / "slow.log",
        is_ready=never,
        ready_timeout=0.2,
    )
    supervisor = Supervisor()
    with pytest.raises(ProcessFailed, match=r"slow was not ready within 0\.2 seconds"):
        await supervisor.start(spec)
    await supervisor.stop()


async def test_processes_stop_in_reverse_order(tmp_path: Path) -> None:
    order = tmp_path / "order.txt"
    program = (
        "import pathlib, signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit())\n"
        "pathlib.Path(sys.argv[2]).touch()\n"
        "try:\n    signal.pause()\n"
        "finally:\n    open(sys.argv[1], 'a').write(sys.argv[3])\n"
    )

    def spec(name: str) -> ProcessSpec:
        ready = tmp_path / f"{name}.ready"

        async def is_ready() -> bool:
            return ready.exists()

        return ProcessSpec(
            name=name,
            command=(sys.executable, "-c", program, str(order), str(ready), name),
            environment=dict(os.environ),
            log_file=tmp_path / f"{name}.log",
            is_ready=is_ready,
        )

    supervisor = Supervisor()
    await supervisor.start(spec("1"))
    await supervisor.start(spec("2"))
    await supervisor.start(spec("3"))
    await supervisor.stop()
    assert order.read_text() == "321"


def test_children_do_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    port = free_port()
    program = (
        "import asyncio, pathlib, sys\n"
        "from kumiki.services.processes import Supervisor\n"
        "from tests.kumiki.test_processes import server\n"
        "async def main() -> None:\n"
        "    await Supervisor().start(server('one', int(sys.argv[1]), pathlib.Path(sys.argv[2])))\n"
        "    print('ready', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )

    async def scenario() -> None:
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, str(port), str(tmp_path), stdout=asyncio.subprocess.PIPE
        )
        assert parent.stdout is not None
        assert await parent.stdout.readline() == b"ready\n"
        parent.kill()
        await parent.wait()

        async def is_gone() -> bool:
            return not await http_answers("127.0.0.1", port, "/health")

        await until(is_gone)

    asyncio.run(scenario())

"""The gateways under measurement, each as a process on one core."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

PEERS = Path(__file__).parent / "peers"
GATEWAY_CORE, LOAD_CORE = 0, 1
START_TIMEOUT = 60.0
"""Seconds that a gateway may take to answer its first query."""


@dataclass(frozen=True)
class Gateway:
    name: str
    command: list[str]
    """With `{supergraph}` and `{port}` to be filled in."""
    path: str = "/graphql"


KUMIKI = Gateway(
    "Kumiki",
    [sys.executable, "-m", "router", "serve", "--supergraph", "{supergraph}", "--port", "{port}"],
)
APOLLO = Gateway("Apollo Gateway", ["node", str(PEERS / "apollo.mjs"), "{supergraph}", "{port}"], path="/")
HIVE = Gateway(
    "Hive Gateway",
    [
        str(PEERS / "node_modules/.bin/hive-gateway"),
        *("supergraph", "{supergraph}", "--port", "{port}", "--host", "127.0.0.1", "--fork", "1"),
    ],
)


@contextlib.contextmanager
def pinned(command: list[str], core: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process and all that it starts, on one core; ended at the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(core), *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "NODE_ENV": "production"},
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def post(url: str, body: bytes) -> bytes:
    request = Request(url, data=body, headers={"content-type": "application/json", "accept": "application/json"})
    with urlopen(request, timeout=10) as response:
        answer: bytes = response.read()
        return answer


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            post(url, b'{"query":"{__typename}"}')
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer:\n{log.read_text()[-2000:]}")


def cpu_seconds(process_group: int) -> float:
    """User and system time of all processes of a group so far, ended children included."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == process_group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")

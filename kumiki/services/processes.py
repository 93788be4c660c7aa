"""Start processes in order, wait until each is ready, bring back one that dies, and stop them in reverse order.

Every process has a log file of its own. Children sit in sessions of their own, so that Ctrl-C reaches the supervisor
alone and the order of stopping is ours; and the kernel ends them if the supervisor itself is killed.
"""

import asyncio
import ctypes
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from kumiki.failures import ProcessFailed

log = structlog.get_logger()

READY_POLL = 0.05
STOP_TIMEOUT = 15.0
FIRST_RESTART_DELAY = 0.5
LONGEST_RESTART_DELAY = 30.0
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in <sys/prctl.h>


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """How to run one process, and how to know that it can be used."""

    name: str
    command: tuple[str, ...]
    is_ready: Callable[[], Awaitable[bool]]
    log_file: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path | None = None
    standard_input: bytes = b""
    """What it is given to read at start: the way to hand over a secret that no process listing shows."""

    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    ready_timeout: float = 60.0


def die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


async def spawn(spec: ProcessSpec) -> asyncio.subprocess.Process:
    spec.log_file.parent.mkdir(parents=True, exist_ok=True)
    with spec.log_file.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *spec.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd=spec.directory,
            env=dict(spec.environment),
            user=spec.user,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    if process.stdin is not None:
        process.stdin.write(spec.standard_input)
        process.stdin.close()
    return process


def end_of_log(spec: ProcessSpec, lines: int = 12) -> str:
    text = spec.log_file.read_text(errors="replace") if spec.log_file.exists() else ""
    return "\n".join(text.splitlines()[-lines:])


async def wait_until_ready(spec: ProcessSpec, process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(spec.ready_timeout):
            while not await spec.is_ready():
                if process.returncode is not None:
                    raise ProcessFailed(f"{spec.name} ended with status {process.returncode}.\n{end_of_log(spec)}")
                await asyncio.sleep(READY_POLL)
    except TimeoutError:
        raise ProcessFailed(
            f"{spec.name} was not ready within {spec.ready_timeout:g} seconds.\n{end_of_log(spec)}"
        ) from None


async def stop_process(spec: ProcessSpec, process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(spec.stop_signal)
    try:
        await asyncio.wait_for(process.wait(), STOP_TIMEOUT)
    except TimeoutError:
        log.warning("process.killed", process=spec.name, after_seconds=STOP_TIMEOUT)
        process.kill()
        await process.wait()


@dataclass(slots=True)
class Running:
    spec: ProcessSpec
    process: asyncio.subprocess.Process
    watcher: asyncio.Task[None] | None = None


class Supervisor:
    """Holds the processes that were started, in the order in which they were."""

    def __init__(self, on_change: Callable[[str, str], None] = lambda name, what: None) -> None:
        self.running: list[Running] = []
        self.on_change = on_change

    async def start(self, *specs: ProcessSpec) -> None:
        """Start these side by side and return when all are ready; raises `ProcessFailed` where one is not."""
        started = []
        for spec in specs:
            started.append(Running(spec, await spawn(spec)))
            # At once, so that `stop` also ends what was spawned when this is cancelled.
            self.running.append(started[-1])
        outcomes = await asyncio.gather(
            *(wait_until_ready(each.spec, each.process) for each in started), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        for each in started:
            self.on_change(each.spec.name, "ready")
            each.watcher = asyncio.create_task(self._keep_alive(each))

    async def _keep_alive(self, running: Running) -> None:
        delay = FIRST_RESTART_DELAY
        while True:
            status = await running.process.wait()
            log.warning("process.ended", process=running.spec.name, status=status, restart_in_seconds=delay)
            self.on_change(running.spec.name, f"ended with status {status}, starting again")
            await asyncio.sleep(delay)
            running.process = await spawn(running.spec)
            try:
                await wait_until_ready(running.spec, running.process)
            except ProcessFailed as error:
                log.warning("process.not_ready", process=running.spec.name, reason=str(error))
                await stop_process(running.spec, running.process)
                delay = min(delay * 2, LONGEST_RESTART_DELAY)
            else:
                self.on_change(running.spec.name, "ready again")
                delay = FIRST_RESTART_DELAY

    def process_id(self, name: str) -> int:
        """The id of the named process as it runs now."""
        return next(each.process.pid for each in self.running if each.spec.name == name)

    async def stop(self) -> None:
        """Stop everything, last started first."""
        watchers = [each.watcher for each in self.running if each.watcher is not None]
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)
        while self.running:
            last = self.running.pop()
            await stop_process(last.spec, last.process)


async def http_answers(host: str, port: int, path: str) -> bool:
    """Whether a GET is answered with 2xx; False where nobody listens yet."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n".encode())
                await writer.drain()
                status_line = await reader.readline()
            finally:
                writer.close()
        return status_line.split(b" ")[1:2] != [] and status_line.split(b" ")[1].startswith(b"2")
    except (OSError, TimeoutError):
        return False

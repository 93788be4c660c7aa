"""Serve an application with uvicorn: one process or several, one line where the port is taken, and a clean end."""

import asyncio
import errno
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, cast

import orjson
import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors.multiprocess import Multiprocess

from router.errors import SettingsError
from router.server.app import RouterApp, create_app
from router.server.connections import ConnectionLimits, HttpConnection, WebSocketConnection
from router.server.logs import configure_logs
from router.server.metrics import end_sharing, forget_worker, serve_metrics, share_between_workers
from router.server.reload import Reloader
from router.settings import RouterSettings, load_settings
from router.supergraph.load import load_supergraph
from router.supergraph.model import Supergraph

WORKER_SOURCES = "KUMIKI_ROUTER_WORKER_SOURCES"
WORKER_FACTORY = "router.server.serve:create_worker_app"

BACKLOG = 2048
"""Connections that wait to be accepted; a burst beyond it is refused by the system."""

GARBAGE_THRESHOLD = 5_000
"""Allocations between two young collections. Plans and documents are long-lived and requests leave no cycles, so the
interpreter's own 700 would look through them far too often. Refused documents do leave cycles: with 20,000 they pile up
to twice the memory."""

SWITCH_SECONDS = 0.001
"""How long a thread that plans may run before the event loop has its turn; the interpreter's own 5 ms, at every step of
a request, would add up."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files that a router is made from; a worker process reads them itself."""

    supergraph: Path
    config: Path | None = None

    def settings(self) -> RouterSettings:
        return load_settings(self.config) if self.config else RouterSettings()

    def files(self, settings: RouterSettings) -> tuple[Path, ...]:
        """Every file whose change is worth another look."""
        config = (self.config,) if self.config else ()
        return (self.supergraph, *config, *settings.trusted_documents.manifests)

    def read(self) -> tuple[Supergraph, RouterSettings]:
        """Raises `SettingsError` and `SupergraphError`."""
        return load_supergraph(read_text(self.supergraph)), self.settings()

    def create_app(self, settings: RouterSettings) -> ASGIApp:
        """An application that follows the files. Raises `SettingsError` and `SupergraphError`."""
        app = create_app(load_supergraph(read_text(self.supergraph)), settings)
        app.run_beside(Reloader(app, self.read, self.files, settings).run)
        app.run_beside(partial(show_metrics_apart, app, settings))
        return app


async def show_metrics_apart(app: RouterApp, settings: RouterSettings) -> None:
    """Serve metrics on the port of their own, where one is set."""
    where = settings.telemetry.metrics
    if app.metrics is None or where.port is None:
        return
    server = serve_metrics(app.metrics, where.host, where.port)
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()


def read_text(path: Path) -> str:
    """Raises `SettingsError` with one sentence."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text.") from error


def serve_app(app: ASGIApp, settings: RouterSettings, announce: Callable[[str], None]) -> None:
    """Serve in this process until SIGINT or SIGTERM. `announce` gets the URL once requests are answered."""
    configure_logs(settings.server.log_level)
    listener = bind(settings.server.host, settings.server.port)
    url = url_of(listener)
    _exit_cleanly_on_signals()
    server = AnnouncingServer(uvicorn_config(app, settings), lambda: announce(url))
    server.run(sockets=[listener])
    if not server.started:
        raise SettingsError("The application did not start; its log says why.")


def serve_workers(sources: Sources, settings: RouterSettings, announce: Callable[[str], None]) -> None:
    """Serve in as many processes as the settings say; one that dies is started again."""
    sources.create_app(settings)  # A supergraph that cannot be read is reported once, here, and not by every worker.
    listener = bind(settings.server.host, settings.server.port)
    os.environ[WORKER_SOURCES] = orjson.dumps(
        {"supergraph": str(sources.supergraph), "config": str(sources.config) if sources.config else None}
    ).decode()
    _exit_cleanly_on_signals()
    announce(url_of(listener))
    config = uvicorn_config(WORKER_FACTORY, settings, factory=True, workers=settings.server.workers)
    folder = share_between_workers()
    try:
        Workers(config, sockets=[listener]).run()
    finally:
        end_sharing(folder)


class Workers(Multiprocess):
    """The processes of one router."""

    def keep_subprocess_alive(self) -> None:
        before = [process.pid for process in self.processes]
        super().keep_subprocess_alive()
        for process_id in set(before) - {process.pid for process in self.processes}:
            if process_id is not None:
                forget_worker(process_id)

    def handle_hup(self) -> None:
        """Each worker reloads by itself, and goes on answering meanwhile."""
        for process in self.processes:
            if process.pid is not None:
                os.kill(process.pid, signal.SIGHUP)


def create_worker_app() -> ASGIApp:
    """What each worker process calls."""
    paths = orjson.loads(os.environ[WORKER_SOURCES])
    sources = Sources(Path(paths["supergraph"]), Path(paths["config"]) if paths["config"] else None)
    settings = sources.settings()
    configure_logs(settings.server.log_level)
    app = sources.create_app(settings)
    settle_memory()
    return app


def settle_memory() -> None:
    """Take what start-up made out of the garbage collector's sight: it stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    sys.setswitchinterval(SWITCH_SECONDS)


class AnnouncingServer(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            settle_memory()
            self._announce()


def uvicorn_config(app: ASGIApp | str, settings: RouterSettings, **options: Any) -> uvicorn.Config:
    limits = ConnectionLimits.from_settings(settings)
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=cast(type[asyncio.Protocol], partial(HttpConnection, limits)),
        ws=cast(type[asyncio.Protocol], partial(WebSocketConnection, limits)),
        ws_max_size=settings.websocket.message_bytes,
        # Compression costs each connection a window of memory, and our messages are small.
        ws_per_message_deflate=False,
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=max(1, round(settings.server.shutdown_seconds)),
        **options,
    )


def bind(host: str, port: int) -> socket.socket:
    """Take the port now, so that a taken one is reported before anything else happens. Clients may connect from here
    on; they are answered as soon as a process serves."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except BaseException:
            listener.close()
            raise
    except OSError as error:
        raise SettingsError(_bind_failure(host, port, error)) from error
    listener.set_inheritable(True)
    return listener


def _bind_failure(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop what listens there, or choose another with --port."
    return f"Cannot listen on {host}:{port}: {error.strerror}."


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _exit_cleanly_on_signals() -> None:
    # uvicorn shuts down gracefully and then raises the signal again for whoever handled it before: us. The default
    # would end a clean shutdown with the exit status of a crash.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _exit)


def _exit(*_: object) -> NoReturn:
    raise SystemExit(0)

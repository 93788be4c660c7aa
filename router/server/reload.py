"""Serve what stands in the files, also when they change: on SIGHUP, and by looking at them from time to time."""

import asyncio
import signal
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog

from router.errors import RouterError
from router.server.app import RouterApp
from router.settings import RouterSettings
from router.supergraph.model import Supergraph

log = structlog.get_logger()

Fingerprint = tuple[tuple[int, int, int] | None, ...]


class Reloader:
    """Watches the files of one application. Run it beside the application."""

    def __init__(
        self,
        app: RouterApp,
        read: Callable[[], tuple[Supergraph, RouterSettings]],
        files: Callable[[RouterSettings], Iterable[Path]],
        settings: RouterSettings,
    ) -> None:
        """`read` raises `RouterError` for files that cannot be served; then what was served before goes on."""
        self._app = app
        self._read = read
        self._files = files
        self._settings = settings
        self._asked = asyncio.Event()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._asked.set)
        try:
            await self._watch()
        finally:
            loop.remove_signal_handler(signal.SIGHUP)

    async def _watch(self) -> None:
        seen = self._look()
        while True:
            await self._wait()
            now = self._look()
            if self._asked.is_set() or now != seen:
                self._asked.clear()
                seen = now
                await self._reload()

    async def _wait(self) -> None:
        pause = self._settings.server.reload_seconds
        try:
            async with asyncio.timeout(pause or None):
                await self._asked.wait()
        except TimeoutError:
            pass

    async def _reload(self) -> None:
        try:
            supergraph, settings = await asyncio.to_thread(self._read)
            await self._app.go_over(supergraph, settings)
        except RouterError as error:
            log.error("reload.refused", code=error.code, reason=error.message)
            self._count("refused")
            return
        for name in restart_only(self._settings, settings):
            log.warning("reload.needs_restart", setting=name)
        self._settings = settings
        log.info("reload.done")
        self._count("done")

    def _count(self, outcome: str) -> None:
        if self._app.metrics is not None:
            self._app.metrics.reloaded(outcome)

    def _look(self) -> Fingerprint:
        return tuple(map(_fingerprint, self._files(self._settings)))


OF_CONNECTIONS = (
    "limits.header_bytes",
    "limits.request_seconds",
    "limits.write_seconds",
    "websocket.message_bytes",
    "websocket.max_connections",
)
"""What the server that reads connections goes by, outside the section `server`."""


def restart_only(before: RouterSettings, after: RouterSettings) -> list[str]:
    """The settings that differ and that only another start can apply."""
    listening = [f"server.{name}" for name in type(before.server).model_fields if name != "reload_seconds"]
    return [name for name in (*listening, *OF_CONNECTIONS) if _differs(before, after, name)]


def _differs(before: RouterSettings, after: RouterSettings, name: str) -> bool:
    section, _, setting = name.partition(".")
    return bool(getattr(getattr(before, section), setting) != getattr(getattr(after, section), setting))


def _fingerprint(path: Path) -> tuple[int, int, int] | None:
    """Of the file that a link leads to: orchestrators put new files in place by turning a link."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_ino, status.st_mtime_ns, status.st_size)

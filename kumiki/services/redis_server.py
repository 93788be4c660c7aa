"""A Redis of this installation's own: its data under var/, its port free or given, a password that it made itself."""

import asyncio
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kumiki.failures import ProcessFailed
from kumiki.services.processes import ProcessSpec


@dataclass(frozen=True, slots=True)
class LocalRedis:
    directory: Path
    port: int
    password: str
    log_file: Path

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def process(self) -> ProcessSpec:
        binary = shutil.which("redis-server")
        if binary is None:
            raise ProcessFailed("redis-server is not installed. Run: scripts/install_system_packages.sh redis-server")
        self.directory.mkdir(parents=True, exist_ok=True)
        return ProcessSpec(
            name="redis",
            command=(binary, "-"),
            standard_input=self._configuration().encode(),
            environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            log_file=self.log_file,
            is_ready=self._answers,
        )

    def _configuration(self) -> str:
        # Streams hold events that an outbox has already marked as sent: each must be on disk when it is acknowledged.
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self.directory}"',
            "appendonly": "yes",
            "appendfsync": "always",
            "save": '""',
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items())

    async def _answers(self) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            writer.write(f"AUTH {self.password}\r\nPING\r\n".encode())
            return await reader.readline() == b"+OK\r\n" and await reader.readline() == b"+PONG\r\n"
        finally:
            writer.close()

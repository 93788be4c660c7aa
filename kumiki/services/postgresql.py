"""A PostgreSQL of this installation's own, and a database for each subgraph in whichever PostgreSQL is used."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.engine import make_url

from kumiki.failures import ProcessFailed
from kumiki.private_files import make_enterable
from kumiki.services.processes import ProcessSpec

USER = "kumiki"
UNPRIVILEGED_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this user for it."""


def find_binaries() -> Path:
    on_path = shutil.which("postgres")
    if on_path is not None:
        return Path(on_path).resolve().parent
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "postgres").exists()]
    if not installed:
        raise ProcessFailed("PostgreSQL is not installed. Run: scripts/install_system_packages.sh postgresql")
    return max(installed, key=lambda path: float(path.parent.name))


def can_be_entered_by_others(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def choose_data_directory(home: Path) -> Path:
    """Under `home`, unless we are root and the user that PostgreSQL then runs as cannot get there."""
    inside = home.resolve() / "postgresql"
    if os.geteuid() != 0 or can_be_entered_by_others(inside):
        return inside
    return Path("/var/lib/kumiki") / hashlib.sha256(str(inside).encode()).hexdigest()[:16] / "postgresql"


@dataclass(frozen=True, slots=True)
class LocalPostgresql:
    directory: Path
    port: int
    password: str
    log_file: Path

    @property
    def url(self) -> str:
        """Of the server, without a database."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        """For SQLAlchemy; `{name}` stands for the subgraph."""
        return self.url.replace("postgresql://", "postgresql+asyncpg://", 1) + "/kumiki_{name}"

    @property
    def _run_as(self) -> str | None:
        return UNPRIVILEGED_USER if os.geteuid() == 0 else None

    def create(self) -> None:
        """Make the data directory where there is none, or where making it was interrupted."""
        if (self.directory / "created").exists():
            return
        shutil.rmtree(self.directory, ignore_errors=True)
        make_enterable(self.directory.parent)
        self.directory.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w") as password_file:
            password_file.write(self.password)
            password_file.flush()
            if self._run_as is not None:
                account = pwd.getpwnam(self._run_as)
                for path in (self.directory, password_file.name):
                    os.chown(path, account.pw_uid, account.pw_gid)
            self._initialize(password_file.name)
        (self.directory / "created").touch()

    def _initialize(self, password_file: str) -> None:
        options = ("--username", USER, "--auth", "scram-sha-256", "--pwfile", password_file, "--encoding", "UTF8")
        made = subprocess.run(  # noqa: S603 - our own arguments only
            [find_binaries() / "initdb", "-D", self.directory, "--locale", "C.UTF-8", *options],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            user=self._run_as,
            cwd="/",
            check=False,
        )
        if made.returncode != 0:
            raise ProcessFailed(f"PostgreSQL's data directory could not be made:\n{made.stderr.decode()}")

    def process(self) -> ProcessSpec:
        return ProcessSpec(
            name="postgresql",
            command=(
                *(str(find_binaries() / "postgres"), "-D", str(self.directory), "-p", str(self.port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"),
            ),
            environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            directory=Path("/"),
            user=self._run_as,
            log_file=self.log_file,
            # Its "fast" shutdown; SIGTERM would wait for clients to leave.
            stop_signal=signal.SIGINT,
            is_ready=lambda: accepts_connections(self.url),
        )


async def accepts_connections(server_url: str) -> bool:
    try:
        connection = await asyncpg.connect(f"{server_url}/postgres", timeout=2)
    except (OSError, TimeoutError, asyncpg.CannotConnectNowError):
        return False
    await connection.close()
    return True


async def create_databases(url_template: str, names: Iterable[str]) -> None:
    """Make each database that does not exist yet; in the URL, `{name}` stands for the subgraph."""
    for name in names:
        url = make_url(url_template.replace("{name}", name))
        if url.get_backend_name() != "postgresql" or url.database is None:
            continue
        connection = await asyncpg.connect(
            host=url.host, port=url.port, user=url.username, password=url.password, database="postgres"
        )
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", url.database):
                await connection.execute(f'CREATE DATABASE "{url.database}"')
        finally:
            await connection.close()

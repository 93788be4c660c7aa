"""PostgreSQL and Redis of the installation's own, started for real."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
import redis.asyncio

from kumiki.ports import free_port, listening_socket
from kumiki.services.postgresql import LocalPostgresql, choose_data_directory, create_databases
from kumiki.services.processes import Supervisor
from kumiki.services.redis_server import LocalRedis

pytestmark = pytest.mark.services


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, as PostgreSQL under another user must; pytest's own is private."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


async def test_postgresql_keeps_its_databases_over_a_restart(open_folder: Path) -> None:
    server = LocalPostgresql(
        choose_data_directory(open_folder), free_port(), "a-password", open_folder / "postgresql.log"
    )
    server.create()
    supervisor = Supervisor()
    await supervisor.start(server.process())
    await create_databases(server.database_url, ["one", "two"])
    await supervisor.stop()

    server.create()
    await supervisor.start(server.process())
    await create_databases(server.database_url, ["one", "three"])
    connection = await asyncpg.connect(f"{server.url}/kumiki_two")
    names = {row[0] for row in await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'kumiki_%'")}
    await connection.close()
    await supervisor.stop()
    assert names == {"kumiki_one", "kumiki_two", "kumiki_three"}


async def test_postgresql_refuses_a_wrong_password(open_folder: Path) -> None:
    server = LocalPostgresql(
        choose_data_directory(open_folder), free_port(), "a-password", open_folder / "postgresql.log"
    )
    server.create()
    supervisor = Supervisor()
    await supervisor.start(server.process())
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://kumiki:wrong@127.0.0.1:{server.port}/postgres")
    await supervisor.stop()


async def test_redis_keeps_its_streams_over_a_restart_and_asks_for_the_password(tmp_path: Path) -> None:
    server = LocalRedis(tmp_path / "redis", free_port(), "a-password", tmp_path / "redis.log")
    supervisor = Supervisor()
    await supervisor.start(server.process())
    async with redis.asyncio.Redis.from_url(server.url) as client:
        await client.xadd("events", {"n": "1"})
    await supervisor.stop()

    await supervisor.start(server.process())
    async with redis.asyncio.Redis.from_url(server.url) as client:
        assert await client.xlen("events") == 1
    async with redis.asyncio.Redis(port=server.port) as anonymous:
        with pytest.raises(redis.exceptions.AuthenticationError):
            await anonymous.ping()
    await supervisor.stop()


def test_postgresql_stays_under_the_home_folder_where_its_user_can_enter(open_folder: Path) -> None:
    assert choose_data_directory(open_folder) == open_folder / "postgresql"


def test_a_port_that_is_taken_gives_no_socket() -> None:
    port = free_port()
    first = listening_socket("127.0.0.1", port)
    assert first is not None
    assert listening_socket("127.0.0.1", port) is None
    first.close()

"""The whole platform with its seeded data, in this process and as processes of their own."""

import asyncio
import fcntl
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kumiki.embedded import open_platform
from kumiki.settings import PlatformSettings
from tests.federation.running import RunningPlatform, serve_in_process


@pytest.fixture(scope="session")
def seeded_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Databases of every subgraph, migrated and seeded once for all test processes. Tests work on copies."""
    base = tmp_path_factory.getbasetemp()
    home = (base if worker_id == "master" else base.parent) / "seeded-home"
    home.mkdir(exist_ok=True)
    with (home.parent / "seeded-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "complete").exists():
            asyncio.run(fill(home))
            (home / "complete").touch()
    return home


async def fill(home: Path) -> None:
    platform = open_platform(PlatformSettings(home=home))
    try:
        await platform.migrate()
        await platform.seed()
    finally:
        await platform.close()


@pytest.fixture
def home(seeded_home: Path, tmp_path: Path) -> Path:
    """A copy of the seeded data that the test may change."""
    copy = tmp_path / "home"
    shutil.copytree(seeded_home, copy)
    return copy


@pytest.fixture
async def platform(home: Path) -> AsyncIterator[RunningPlatform]:
    async with serve_in_process(PlatformSettings(home=home)) as running:
        yield running

"""Databases of every subgraph, migrated and seeded once for a whole test run; tests work on copies.

Fixtures: a folder that wants them names them in its conftest.py.
"""

import asyncio
import fcntl
import shutil
from pathlib import Path

import pytest

from kumiki.embedded import open_platform
from kumiki.settings import PlatformSettings


@pytest.fixture(scope="session")
def seeded_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The original. Filled by whichever test process comes first."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    home = folder / "seeded-home"
    home.mkdir(exist_ok=True)
    with (folder / "seeded-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "complete").exists():
            asyncio.run(fill(home))
            (home / "complete").touch()
    return home


@pytest.fixture
def home(seeded_home: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    copy = tmp_path / "home"
    shutil.copytree(seeded_home, copy)
    return copy


async def fill(home: Path) -> None:
    platform = open_platform(PlatformSettings(home=home))
    try:
        await platform.migrate()
        await platform.seed()
    finally:
        await platform.close()

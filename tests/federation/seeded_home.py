"""Databases of every subgraph, migrated and seeded once for a whole test run; tests work on copies.

Fixtures: a folder that wants them names them in its conftest.py.
"""

import asyncio
import shutil
from pathlib import Path

import pytest

from kumiki.embedded import open_platform
from kumiki.settings import PlatformSettings
from tests.support.once_per_run import once_per_run


@pytest.fixture(scope="session")
def seeded_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The original."""
    return once_per_run(tmp_path_factory, worker_id, "seeded-home", lambda home: asyncio.run(fill(home)))


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
        await platform.deliver()
    finally:
        await platform.close()

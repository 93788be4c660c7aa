"""The whole platform with its seeded data, in this process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kumiki.settings import PlatformSettings
from tests.federation.running import RunningPlatform, serve_in_process
from tests.federation.seeded_home import home, seeded_home

__all__ = ["home", "platform", "seeded_home"]


@pytest.fixture
async def platform(home: Path) -> AsyncIterator[RunningPlatform]:
    async with serve_in_process(PlatformSettings(home=home)) as running:
        yield running

"""A database of learning's own, on each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.subgraphs.learning.cards import Place
from tests.support.subgraphs import database_engines, temporary_database


@pytest.fixture(params=database_engines())
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    async with temporary_database(request.param, tmp_path, "learning") as url:
        yield Place(tmp_path, url)

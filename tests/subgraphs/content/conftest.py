import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy

import pytest
import pytest_asyncio

from subgraphs.content.app import CONTENT
from tests.subgraphs.content.authoring import NINE, Place, content_at
from tests.support.subgraphs import (
    MovableClock,
    SubgraphUnderTest,
    database_engines,
    subgraph_under_test,
    temporary_database,
)


@pytest.fixture(scope="session")
def seeded_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the database of content, seeded once for all tests: they only read it."""
    directory = tmp_path_factory.mktemp("content")

    async def seed() -> None:
        async with subgraph_under_test(CONTENT, directory) as content:
            await content.subgraph.seed()

    asyncio.run(seed())
    return directory


@pytest_asyncio.fixture
async def content(seeded_directory: Path) -> AsyncIterator[SubgraphUnderTest]:
    async with subgraph_under_test(CONTENT, seeded_directory) as content:
        yield content


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NINE)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of content on SQLite: copying it is quicker than migrating one for every test."""
    directory = tmp_path_factory.mktemp("migrated")

    async def prepare() -> None:
        async with subgraph_under_test(CONTENT, directory):
            pass

    asyncio.run(prepare())
    return directory / "content.db"


@pytest.fixture(params=database_engines())
async def courses(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock, migrated_file: Path
) -> AsyncIterator[SubgraphUnderTest]:
    """Content with next to nothing to study, on each engine, for what people write."""
    if request.param == "sqlite":
        copy(migrated_file, tmp_path / "content.db")
    async with (
        temporary_database(request.param, tmp_path, "content") as url,
        content_at(Place(tmp_path, url), clock) as content,
    ):
        yield content

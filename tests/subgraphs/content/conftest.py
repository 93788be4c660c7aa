import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from subgraphs.content.app import CONTENT
from tests.subgraphs.content.authoring import NINE, Place, content_at
from tests.support.once_per_run import once_per_run
from tests.support.subgraphs import (
    MovableClock,
    SubgraphUnderTest,
    database_engines,
    subgraph_under_test,
    temporary_database,
)


@pytest.fixture(scope="session")
def seeded_directory(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory with the database of content, seeded once for a whole test run: copy it to change it."""

    def fill(directory: Path) -> None:
        asyncio.run(seed_content(f"sqlite+aiosqlite:///{directory}/content.db", directory))

    return once_per_run(tmp_path_factory, worker_id, "seeded-content", fill)


@pytest.fixture(scope="session")
def seeded_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of such a database on the server for tests."""
    directory = tmp_path_factory.mktemp("postgresql")
    database = temporary_database("postgresql", directory, "content")
    with asyncio.Runner() as runner:
        url = runner.run(database.__aenter__())
        try:
            runner.run(seed_content(url, directory))
            yield url
        finally:
            runner.run(database.__aexit__(None, None, None))


async def seed_content(url: str, directory: Path) -> None:
    async with subgraph_under_test(CONTENT, directory, database_url=url) as content:
        await content.subgraph.seed()


@pytest.fixture(params=database_engines())
def content_settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Which database content is asked for: one per engine."""
    return {"database_url": request.getfixturevalue("seeded_postgresql")} if request.param == "postgresql" else {}


@pytest.fixture
async def content(seeded_directory: Path, content_settings: dict[str, Any]) -> AsyncIterator[SubgraphUnderTest]:
    """Content with all that ships, on each engine, to read from."""
    async with subgraph_under_test(CONTENT, seeded_directory, **content_settings) as content:
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

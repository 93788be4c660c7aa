import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from subgraphs.content.app import CONTENT
from tests.support.subgraphs import SubgraphUnderTest, subgraph_under_test


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

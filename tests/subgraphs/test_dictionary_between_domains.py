"""Learning hears what content announces of its dictionary, over either bus."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from subgraphs.content.app import CONTENT
from subgraphs.content.service.authored_seed import seed_courses
from subgraphs.content.service.dictionary import announce_changed_dictionary
from subgraphs.content.service.study_seed import seed_packs
from subgraphs.content.settings import ContentSettings
from subgraphs.learning.app import LEARNING
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.shared.ids import seed_id
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.subgraph import run_subgraphs
from subgraphs.shared.unit_of_work import Transactions
from tests.subgraphs.content.packs import write_pack
from tests.subgraphs.shared.conftest import answers, redis_socket
from tests.support.subgraphs import AnyDefinition, AnySubgraph, eventually, migrate_as_before, open_subgraph

__all__ = ["redis_socket"]

WORDS = 300
FIRST_LESSON = seed_id("lesson", "kana-to-100-words|1")


@pytest.fixture(params=["in process", "over Redis"])
async def messaging(request: pytest.FixtureRequest) -> AsyncIterator[Messaging]:
    if request.param == "in process":
        yield Messaging.in_process()
        return
    url = f"unix://{request.getfixturevalue('redis_socket')}"
    async with Redis.from_url(url) as redis:
        await eventually(lambda: answers(redis))
        await redis.flushall()
    yield Messaging.over_redis(url)


def content_of(directory: Path) -> AnyDefinition:
    words = [{"text": f"語{number}", "meanings": ["word"], "level": "N5"} for number in range(WORDS)]
    pack = write_pack(directory / "ja", language="ja", words=words)

    async def seed(transactions: Transactions, settings: ContentSettings, report: ReportProgress) -> None:
        await seed_packs(transactions, [pack], report)
        await seed_courses(transactions, settings, report)
        await announce_changed_dictionary(transactions, settings, report)

    return replace(CONTENT, seed=seed)


async def test_learning_knows_the_dictionary_and_the_lessons_of_content(tmp_path: Path, messaging: Messaging) -> None:
    content, learning = (
        open_subgraph(definition, tmp_path, messaging) for definition in (content_of(tmp_path), LEARNING)
    )
    for subgraph in (content, learning):
        await migrate_as_before(subgraph)
    await content.seed()
    async with run_subgraphs([content, learning], messaging):
        await eventually(lambda: knows_all(learning))


async def knows_all(learning: AnySubgraph) -> bool:
    async with learning.database.read() as session:
        items = ItemRepository(session)
        lessons = await items.by_ids([FIRST_LESSON])
        is_offered = FIRST_LESSON in lessons and not lessons[FIRST_LESSON].is_withdrawn
        return await items.is_catalogue_known() and await items.count_by_level("WORD") == {"N5": WORDS} and is_offered

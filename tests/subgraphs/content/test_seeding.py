import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from subgraphs.content.app import CONTENT
from subgraphs.content.models.kanji import STROKE_VIEW_BOX
from subgraphs.content.models.search_terms import SearchTermRow
from subgraphs.content.models.seed_versions import SeedVersionRow
from subgraphs.content.models.table import Table
from subgraphs.content.models.words import WordRow
from subgraphs.content.seeding.packs import JAPANESE, SEED_FOLDER, manifest
from subgraphs.content.service.study_seed import seed_packs, study_seed_version
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.database import count_statements
from subgraphs.shared.migrations import find_drift
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions
from tests.subgraphs.content.packs import write_pack
from tests.support.subgraphs import AnyDefinition, SubgraphUnderTest, subgraph_under_test


class Interrupted(Exception):
    pass


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A Japanese pack of two words and what belongs to them."""
    return write_pack(
        tmp_path / "packs" / "ja",
        language="ja",
        words=[
            {"text": "猫", "reading": "ねこ", "romaji": "neko", "meanings": ["cat"], "sentences": [0]},
            {"text": "本", "reading": "ほん", "romaji": "hon", "meanings": ["book"]},
        ],
        sentences=[{"text": "猫です。", "translation": "It is a cat."}],
        kanji=[{"character": "猫", "strokeCount": 11, "meanings": ["cat"]}],
    )


def seeded_from(*folders: Path) -> AnyDefinition:
    """Content that is filled from these packs and nothing else."""

    async def seed(transactions: Transactions, _settings: ContentSettings, report: ReportProgress) -> None:
        await seed_packs(transactions, folders, report)

    return replace(CONTENT, seed=seed)


async def count(content: SubgraphUnderTest, table: type[Table]) -> int:
    async with content.subgraph.database.read() as session:
        found: int = (await session.execute(select(func.count()).select_from(table))).scalar_one()
        return found


async def test_seeding_tells_how_far_it_is(tmp_path: Path, pack: Path) -> None:
    reports: list[tuple[str, int, int]] = []
    async with subgraph_under_test(seeded_from(pack), tmp_path) as content:
        await content.subgraph.seed(lambda what, done, total: reports.append((what, done, total)))

    totals = {total for _, _, total in reports}
    progress = [done for _, done, _ in reports]
    assert len(totals) == 1
    assert progress == sorted(progress)
    assert {progress[-1]} == totals


async def test_seeding_again_asks_for_versions_and_does_nothing(content: SubgraphUnderTest) -> None:
    reports: list[Any] = []
    with count_statements() as log:
        await content.subgraph.seed(lambda *report: reports.append(report))

    assert reports == []
    assert [statement for statement in log.statements if "FROM seed_version" not in statement] == []


async def test_another_version_replaces_what_is_there(tmp_path: Path, pack: Path) -> None:
    async with subgraph_under_test(seeded_from(pack), tmp_path) as content:
        await content.subgraph.seed()
        async with content.subgraph.transactions.begin() as work:
            await work.session.execute(update(SeedVersionRow).values(version="an older one"))
            await work.session.execute(update(WordRow).values(romaji="an older romaji"))
        await content.subgraph.seed()
        data = await content.data('{ searchWords(query: "猫") { edges { node { romaji } } } }')
        words = await count(content, WordRow)
        async with content.subgraph.database.read() as session:
            version = (await session.execute(select(col(SeedVersionRow.version)))).scalar_one()

    assert data["searchWords"]["edges"] == [{"node": {"romaji": "neko"}}]
    assert words == 2
    assert version == study_seed_version([pack])


async def test_seeding_that_fails_half_way_leaves_nothing_behind(tmp_path: Path, pack: Path) -> None:
    def fail(_what: str, done: int, total: int) -> None:
        if done > total // 2:
            raise Interrupted

    async with subgraph_under_test(seeded_from(pack), tmp_path) as content:
        with pytest.raises(Interrupted):
            await content.subgraph.seed(fail)

        assert (await count(content, WordRow), await count(content, SearchTermRow)) == (0, 0)


def kill_while_seeding(directory: Path) -> int:
    command = [sys.executable, "-m", "subgraphs.content", "seed"]
    environment = os.environ | {"KUMIKI_HOME": str(directory), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        reports = [process.stdout.readline() for _ in range(12)]
        process.kill()
    assert reports[-1].startswith("content: ")
    return process.returncode


async def test_seeding_that_is_killed_half_way_can_be_started_again(tmp_path: Path, pack: Path) -> None:
    assert await asyncio.to_thread(kill_while_seeding, tmp_path) == -signal.SIGKILL

    async with subgraph_under_test(seeded_from(pack), tmp_path) as content:
        before = await count(content, WordRow)
        await content.subgraph.seed()
        after = await count(content, WordRow)

    assert (before, after) == (0, 2)


def test_strokes_are_drawn_on_the_canvas_that_the_schema_tells() -> None:
    assert manifest(SEED_FOLDER / JAPANESE)["strokeViewBox"] == STROKE_VIEW_BOX


async def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    assert not await find_drift(f"sqlite+aiosqlite:///{tmp_path}/drift.db", "content", Table.metadata)

"""Filling the tables of what there is to study."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from subgraphs.content.models.table import Table
from subgraphs.content.repository.seeding import INSERT_AT_ONCE, SeedRepository
from subgraphs.content.seeding.material import gather
from subgraphs.content.seeding.packs import Entry, load_pack, pack_folders, packs_version
from subgraphs.content.seeding.rows import ROWS_VERSION, rows_by_table
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.garbage import garbage_left_alone
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions

STUDY_SEED = "content"

ItemT = TypeVar("ItemT")


async def seed_study(transactions: Transactions, settings: ContentSettings, report: ReportProgress) -> None:
    """Fill the database from the packs that ship and those of the operator."""
    await seed_packs(transactions, await asyncio.to_thread(pack_folders, settings.language_packs), report)


async def seed_packs(transactions: Transactions, folders: Sequence[Path], report: ReportProgress) -> None:
    """Fill the database from language packs, unless it holds these versions of them already.

    All in one transaction: whoever reads meanwhile sees the old content, and a start that is killed changes nothing.
    """
    version = await asyncio.to_thread(study_seed_version, folders)
    async with transactions.database.read() as session:
        if await SeedRepository(session).seed_version(STUDY_SEED) == version:
            return
    contents = await asyncio.to_thread(_read_contents, folders)
    total = sum(len(rows) for _, rows in contents)
    done = 0
    async with transactions.begin() as work:
        repository = SeedRepository(work.session)
        await repository.clear_study(reversed([table for table, _ in contents]))
        for table, rows in contents:
            for batch in batches(rows, INSERT_AT_ONCE):
                await repository.add(table, batch)
                done += len(batch)
                report(STUDY_SEED, done, total)
        await repository.count_anew([table for table, _ in contents])
        await repository.set_seed_version(STUDY_SEED, version)


def study_seed_version(folders: Sequence[Path]) -> str:
    return f"{packs_version(folders)}.{ROWS_VERSION}"


def _read_contents(folders: Sequence[Path]) -> list[tuple[type[Table], list[Entry]]]:
    with garbage_left_alone():
        return list(rows_by_table(gather([load_pack(folder) for folder in folders])))


def batches(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    return (items[at : at + size] for at in range(0, len(items), size))

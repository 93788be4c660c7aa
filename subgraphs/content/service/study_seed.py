"""Filling the tables of what there is to study."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import TypeVar

from subgraphs.content.models.table import Table
from subgraphs.content.repository.seeding import INSERT_AT_ONCE, SeedRepository
from subgraphs.content.seeding import Row, load_seed, rows_by_table, seed_version
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions

STUDY_SEED = "content"

ItemT = TypeVar("ItemT")


async def seed_study(transactions: Transactions, report: ReportProgress) -> None:
    """Fill the database from the checked-in seed, unless it holds that version already.

    All in one transaction: whoever reads meanwhile sees the old content, and a start that is killed changes nothing.
    """
    version = await asyncio.to_thread(seed_version)
    async with transactions.database.read() as session:
        if await SeedRepository(session).seed_version(STUDY_SEED) == version:
            return
    contents = await asyncio.to_thread(_read_contents)
    total = sum(len(rows) for _, rows in contents)
    done = 0
    async with transactions.begin() as work:
        repository = SeedRepository(work.session)
        await repository.clear(reversed([table for table, _ in contents]))
        for table, rows in contents:
            for batch in _batches(rows, INSERT_AT_ONCE):
                await repository.add(table, batch)
                done += len(batch)
                report(STUDY_SEED, done, total)
        await repository.set_seed_version(STUDY_SEED, version)


def _read_contents() -> list[tuple[type[Table], list[Row]]]:
    return list(rows_by_table(load_seed()))


def _batches(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    return (items[at : at + size] for at in range(0, len(items), size))

"""What this domain may do."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import TypeVar

from subgraphs.content.errors import SearchTextIsTooLong
from subgraphs.content.models import Table
from subgraphs.content.repository import INSERT_AT_ONCE, ContentRepository
from subgraphs.content.search_terms import LONGEST_QUERY, SearchQuery, parse_search
from subgraphs.content.seeding import Row, load_seed, rows_by_table, seed_version
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.unit_of_work import Transactions

SEEDING = "content"

ItemT = TypeVar("ItemT")


def read_search(text: str) -> SearchQuery:
    """What a typed text looks for. One without a letter or digit finds nothing."""
    if len(text) > LONGEST_QUERY:
        raise SearchTextIsTooLong(LONGEST_QUERY)
    return parse_search(text)


async def seed_content(transactions: Transactions, _settings: SubgraphSettings, report: ReportProgress) -> None:
    """Fill the database from the checked-in seed, unless it holds that version already.

    All in one transaction: whoever reads meanwhile sees the old content, and a start that is killed changes nothing.
    """
    version = await asyncio.to_thread(seed_version)
    async with transactions.database.read() as session:
        if await ContentRepository(session).seed_version() == version:
            return
    contents = await asyncio.to_thread(_read_contents)
    total = sum(len(rows) for _, rows in contents)
    done = 0
    async with transactions.begin() as work:
        repository = ContentRepository(work.session)
        await repository.clear(reversed([table for table, _ in contents]))
        for table, rows in contents:
            for batch in _batches(rows, INSERT_AT_ONCE):
                await repository.add(table, batch)
                done += len(batch)
                report(SEEDING, done, total)
        await repository.set_seed_version(version)


def _read_contents() -> list[tuple[type[Table], list[Row]]]:
    return list(rows_by_table(load_seed()))


def _batches(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    return (items[at : at + size] for at in range(0, len(items), size))

"""Many rows at once, in statements short enough to leave room for others between them."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

T = TypeVar("T")
RowT = TypeVar("RowT", bound=SQLModel)

BATCH = 500


def in_batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    source = iter(values)
    while batch := list(islice(source, size)):
        yield batch


async def insert_rows(session: AsyncSession, rows: Sequence[RowT]) -> AsyncIterator[int]:
    """Write new rows of one table; after each statement, how many have been written by it."""
    for batch in in_batches(rows):
        values = [row.model_dump() for row in batch]
        await session.execute(insert(type(batch[0])), values)
        yield len(batch)
        # What is between two statements is work of ours: others have a turn.
        await asyncio.sleep(0)


async def all_of(session: AsyncSession, statement: Select[*tuple[Any, ...]], keys: Iterable[Any], column: Any) -> list[Any]:
    """The rows of a statement whose column is one of so many keys that they do not go into one statement."""
    found: list[Any] = []
    for batch in in_batches(keys):
        found += (await session.execute(statement.where(column.in_(batch)))).all()
    return found

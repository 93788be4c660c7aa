"""Many rows at once, in statements short enough to leave room for others between them."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select, Table, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

T = TypeVar("T")

BATCH = 500
Values = dict[str, Any]


def in_batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    source = iter(values)
    while batch := list(islice(source, size)):
        yield batch


async def insert_rows(
    session: AsyncSession, model: type[SQLModel], values: Sequence[Mapping[str, Any]]
) -> AsyncIterator[int]:
    """Write new rows of one table, all of the same columns; after each statement, how many were written by it."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    for batch in in_batches(values):
        await session.execute(insert(table), batch)
        yield len(batch)
        # What is between two statements is work of ours: others have a turn.
        await asyncio.sleep(0)


async def all_of(
    session: AsyncSession, statement: Select[*tuple[Any, ...]], keys: Iterable[Any], column: Any
) -> list[Any]:
    """The rows of a statement whose column is one of so many keys that they do not go into one statement."""
    found: list[Any] = []
    for batch in in_batches(keys):
        found += (await session.execute(statement.where(column.in_(batch)))).all()
    return found

"""How root fields read."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.content.types.context import Count, Info

ResultT = TypeVar("ResultT")


async def read(info: Info, reads: Callable[[AsyncSession], Awaitable[ResultT]]) -> ResultT:
    async with info.context.database.read() as session:
        return await reads(session)


def count_when_asked(info: Info, counts: Callable[[AsyncSession], Awaitable[int]]) -> Count:
    """Counts when somebody asks how many there are, and not before."""
    return lambda: read(info, counts)

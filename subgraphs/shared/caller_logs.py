"""What an administrator does in somebody's name is marked in every line of the log."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import structlog

from subgraphs.shared.caller import Caller

ItemT = TypeVar("ItemT")


@contextmanager
def logs_of(caller: Caller | None) -> Iterator[None]:
    """Lines that are written meanwhile name both, where somebody acts in the caller's name."""
    with structlog.contextvars.bound_contextvars(**_marks(caller)):
        yield


async def each_with_logs_of(caller: Caller | None, items: AsyncIterator[ItemT]) -> AsyncGenerator[ItemT, None]:
    """The items; lines that are written while one is made are marked."""
    while True:
        with logs_of(caller):
            try:
                item = await anext(items)
            except StopAsyncIteration:
                return
        yield item


def mark_logs_of(caller: Caller | None) -> None:
    """Mark the lines of this task, from now to its end, and of those that it starts."""
    structlog.contextvars.bind_contextvars(**_marks(caller))


def _marks(caller: Caller | None) -> Mapping[str, str]:
    if caller is None or caller.impersonator_id is None:
        return {}
    return {"user_id": str(caller.user_id), "impersonator_id": str(caller.impersonator_id)}

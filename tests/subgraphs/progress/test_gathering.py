import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from subgraphs.progress.subscriptions.gathering import gathered


class Source:
    """Values that a test sends, and pauses that it ends."""

    def __init__(self) -> None:
        self.values: asyncio.Queue[int] = asyncio.Queue()
        self.pauses: asyncio.Queue[None] = asyncio.Queue()

    async def pause(self) -> None:
        await self.pauses.get()
        self.pauses.task_done()

    async def __aiter__(self) -> AsyncIterator[int]:
        while True:
            yield await self.values.get()
            self.values.task_done()


async def test_the_first_value_is_told_at_once_and_the_next_ones_together_after_a_pause() -> None:
    source = Source()
    async with aclosing(gathered(aiter(source), source.pause)) as told:
        source.values.put_nowait(1)
        assert await anext(told) == [1]
        following = asyncio.create_task(anext(told))
        for value in (2, 3, 4):
            source.values.put_nowait(value)
        await source.values.join()
        assert not following.done()
        source.pauses.put_nowait(None)
        assert await following == [2, 3, 4]


async def test_after_a_pause_in_which_nothing_came_the_next_value_is_told_at_once() -> None:
    source = Source()
    async with aclosing(gathered(aiter(source), source.pause)) as told:
        source.values.put_nowait(1)
        await anext(told)
        following = asyncio.create_task(anext(told))
        source.pauses.put_nowait(None)
        await source.pauses.join()
        source.values.put_nowait(2)
        assert await following == [2]

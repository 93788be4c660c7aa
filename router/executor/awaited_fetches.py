"""Which of the fetches that deferred parts wait for are done."""

import asyncio
from collections import Counter
from collections.abc import Iterable

from router.query_plan import PlanNode, fetches_in


class AwaitedFetches:
    """Lives for one execution. A fetch that is sent in several requests is done when all of them are."""

    def __init__(self, requests: Counter[int]) -> None:
        self._requests = Counter(requests)
        self._done = {number: asyncio.Event() for number in requests}

    def tell(self, number: int) -> None:
        """One of the fetch's requests is done, however it went."""
        self._requests[number] -= 1
        if self._requests[number] <= 0:
            self._done[number].set()

    def tell_all(self, numbers: Iterable[int]) -> None:
        """What has not been sent by now never will be."""
        for number in numbers:
            self._done[number].set()

    async def wait_for(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            await self._done[number].wait()


def requests_in(node: PlanNode | None) -> Counter[int]:
    """How many requests each of a plan's named fetches has, by its `id`."""
    return Counter(fetch.id for fetch in fetches_in(node) if fetch.id is not None)

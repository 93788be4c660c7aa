import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import pytest

from router.errors import SubgraphError
from router.executor.reconnecting_client import ReconnectingClient, ReconnectPolicy
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphClientClosed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName
from router.query_plan import OperationKind

NAME = SubgraphName("a")
REQUEST = SubgraphRequest(NAME, "subscription{x}", OperationKind.SUBSCRIPTION)
QUICK = ReconnectPolicy(attempts=3, first_wait=0.001, longest_wait=0.004)
Script = list[list[SubgraphResponse | SubgraphError]]
BROKEN = SubgraphUnreachable("the connection broke off", NAME)


def event(number: int) -> SubgraphResponse:
    return SubgraphResponse({"x": number})


@dataclass
class Broken:
    """A subgraph whose subscriptions each give what is next in the script; one that ends without an error completes."""

    script: Script
    begun: int = 0
    freed: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        self.begun += 1
        try:
            for each in self.script.pop(0) if self.script else [BROKEN]:
                if isinstance(each, SubgraphError):
                    raise each
                yield each
        finally:
            self.freed += 1
            self.left.set()

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        return event(0)

    async def aclose(self) -> None: ...


def reconnecting(subgraph: Broken, policy: ReconnectPolicy = QUICK) -> ReconnectingClient:
    return ReconnectingClient(subgraph, policy, draw=lambda: 1.0)


async def all_events(subgraph: Broken) -> list[SubgraphResponse]:
    return [each async for each in reconnecting(subgraph).subscribe(REQUEST)]


async def test_who_listens_does_not_notice_that_it_broke_off() -> None:
    subgraph = Broken([[event(1), BROKEN], [SubgraphTimedOut("late", NAME)], [event(2), BROKEN], [event(3)]])
    assert await all_events(subgraph) == [event(1), event(2), event(3)]
    assert subgraph.begun == subgraph.freed == 4


async def test_the_end_is_the_end() -> None:
    subgraph = Broken([[event(1)], [event(2)]])
    assert await all_events(subgraph) == [event(1)]


async def test_it_fails_for_good_after_so_many_attempts_in_a_row() -> None:
    subgraph = Broken([])
    with pytest.raises(SubgraphUnreachable, match="broke off"):
        await all_events(subgraph)
    assert subgraph.begun == 1 + QUICK.attempts


async def test_an_event_lets_the_attempts_count_anew() -> None:
    often: Script = [[event(number), BROKEN] for number in range(20)]
    assert len(await all_events(Broken([*often, [event(20)]]))) == 21


@pytest.mark.parametrize(
    "refusal",
    [
        SubgraphUnreachable("no", NAME, 401),
        SubgraphUnreachable("no", NAME, 404),
        SubgraphAnswerMalformed("no JSON", NAME),
        SubgraphClientClosed("closed", NAME),
    ],
)
async def test_a_subgraph_that_says_no_is_not_asked_again(refusal: SubgraphError) -> None:
    subgraph = Broken([[event(1), BROKEN], [refusal], [event(2)]])
    with pytest.raises(type(refusal)):
        await all_events(subgraph)
    assert subgraph.begun == 2


async def test_who_leaves_between_two_attempts_is_let_go() -> None:
    subgraph = Broken([])
    client = reconnecting(subgraph, ReconnectPolicy(first_wait=60, longest_wait=60))
    waiting = asyncio.ensure_future(anext(client.subscribe(REQUEST)))
    await asyncio.wait_for(subgraph.left.wait(), 5)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert subgraph.begun == 1


async def test_queries_pass() -> None:
    assert await reconnecting(Broken([])).execute(REQUEST) == event(0)

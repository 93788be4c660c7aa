import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from router.errors import SubgraphError
from router.executor.http_answer import retry_after
from router.executor.retrying_client import RetryingClient, RetryPolicy
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName
from router.query_plan import OperationKind
from tests.router.executor.plans import ScriptedSubgraph

NAME = SubgraphName("b")
QUERY = SubgraphRequest(NAME, "{a}")
MUTATION = SubgraphRequest(NAME, "mutation{a}", OperationKind.MUTATION)
ANSWER = SubgraphResponse({"a": 1})
QUICK = RetryPolicy(first_wait=0.001, longest_wait=0.01)


def in_turn(*outcomes: SubgraphResponse | SubgraphError) -> ScriptedSubgraph:
    """Answers each request with the next outcome, and the last for ever."""
    left = list(outcomes)
    return ScriptedSubgraph(lambda _: left.pop(0) if len(left) > 1 else left[0])


def down(status: int | None = None, retry_after: float | None = None) -> SubgraphUnreachable:
    return SubgraphUnreachable("no connection", NAME, status, retry_after)


@pytest.mark.parametrize("status", [None, 408, 429, 502, 503, 504])
async def test_a_query_is_asked_again_where_no_answer_came(status: int | None) -> None:
    subgraph = in_turn(down(status), down(status), ANSWER)
    assert await RetryingClient(subgraph, QUICK).execute(QUERY) == ANSWER
    assert len(subgraph.requests) == 3


async def test_the_last_failure_is_the_outcome() -> None:
    subgraph = in_turn(down(502), down(503), down(504), ANSWER)
    with pytest.raises(SubgraphUnreachable) as raised:
        await RetryingClient(subgraph, QUICK).execute(QUERY)
    assert raised.value.status == 504
    assert len(subgraph.requests) == 3


@pytest.mark.parametrize(
    "failure", [down(400), down(404), down(500), SubgraphAnswerMalformed("no JSON", NAME), SubgraphTimedOut("", NAME)]
)
async def test_what_would_be_the_same_again_is_not_repeated(failure: SubgraphError) -> None:
    subgraph = in_turn(failure, ANSWER)
    with pytest.raises(type(failure)):
        await RetryingClient(subgraph, QUICK).execute(QUERY)
    assert len(subgraph.requests) == 1


async def test_mutations_are_repeated_only_where_that_is_allowed() -> None:
    with pytest.raises(SubgraphUnreachable):
        await RetryingClient(in_turn(down(), ANSWER), QUICK).execute(MUTATION)
    allowed = RetryPolicy(first_wait=0.001, repeats_mutations=True)
    assert await RetryingClient(in_turn(down(), ANSWER), allowed).execute(MUTATION) == ANSWER


async def test_an_attempt_that_hangs_is_given_up_for_another() -> None:
    attempts: list[int] = []

    @dataclass
    class HangsOnce(ScriptedSubgraph):
        answer: Callable[[SubgraphRequest], SubgraphResponse | SubgraphError] = field(default=lambda _: ANSWER)

        async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
            attempts.append(len(attempts))
            if len(attempts) == 1:
                await asyncio.Event().wait()
            return ANSWER

    policy = RetryPolicy(first_wait=0.001, attempt_timeout=0.02)
    assert await RetryingClient(HangsOnce(), policy).execute(QUERY) == ANSWER
    assert len(attempts) == 2


async def waits_of(policy: RetryPolicy, *failures: SubgraphUnreachable) -> list[float]:
    """What is waited between the attempts, chance being at its highest."""
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("router.executor.retrying_client.asyncio.sleep", note)
        subgraph = ScriptedSubgraph(in_turn(*failures).answer)
        client = RetryingClient(_WithoutSleep(subgraph), policy, draw=lambda: 1.0)
        with pytest.raises(SubgraphUnreachable):
            await client.execute(QUERY)
    return waits


class _WithoutSleep(ScriptedSubgraph):
    def __init__(self, inner: ScriptedSubgraph) -> None:
        super().__init__(inner.answer)

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        outcome = self.answer(request)
        if isinstance(outcome, SubgraphError):
            raise outcome
        return outcome


async def test_waits_double_up_to_the_longest() -> None:
    policy = RetryPolicy(attempts=5, first_wait=0.1, longest_wait=0.3)
    assert await waits_of(policy, down()) == pytest.approx([0.1, 0.2, 0.3, 0.3])


async def test_a_subgraph_that_asks_for_more_time_gets_it_or_is_left_alone() -> None:
    policy = RetryPolicy(attempts=3, first_wait=0.1, longest_wait=2)
    assert await waits_of(policy, down(503, 1.5), down(503, 9)) == [1.5]


async def test_retries_stay_a_share_of_requests() -> None:
    subgraph = in_turn(down())
    client = RetryingClient(subgraph, RetryPolicy(attempts=2, first_wait=0.0001, budget=0.2))
    for _ in range(100):
        with pytest.raises(SubgraphUnreachable):
            await client.execute(QUERY)
    assert len(subgraph.requests) == 120


@pytest.mark.parametrize(
    ("value", "seconds"), [(b"7", 7.0), (b" 0 ", 0.0), (b"soon", None), (b"-1", None), (b"99999999999", 999999999.0)]
)
def test_the_time_that_a_subgraph_asks_for_is_read(value: bytes, seconds: float | None) -> None:
    assert retry_after([(b"retry-after", value)]) == seconds


def test_the_time_that_a_subgraph_asks_for_may_be_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    seconds = retry_after([(b"date", b"x"), (b"retry-after", date.encode())])
    assert seconds is not None
    assert 50 < seconds <= 60

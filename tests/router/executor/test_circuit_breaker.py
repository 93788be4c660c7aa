import asyncio

import pytest

from router.errors import SubgraphError
from router.executor.circuit_breaker import (
    Circuit,
    CircuitBreakingClient,
    CircuitIsOpen,
    CircuitPolicy,
    CircuitState,
)
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName
from tests.router.executor.plans import ScriptedSubgraph

NAME = SubgraphName("b")
REQUEST = SubgraphRequest(NAME, "{a}")
ANSWER = SubgraphResponse({"a": 1})
DOWN = SubgraphUnreachable("no connection", NAME)
POLICY = CircuitPolicy(failure_share=0.5, min_requests=4, window=10, open_seconds=5, trials=2)


class Way:
    """A subgraph behind a circuit, at a time that the test tells."""

    def __init__(self, policy: CircuitPolicy = POLICY) -> None:
        self.now = 0.0
        self.outcome: SubgraphResponse | SubgraphError = ANSWER
        self.changes: list[CircuitState] = []
        self.subgraph = ScriptedSubgraph(lambda _: self.outcome)
        self.circuit = Circuit(NAME, policy, lambda _, state: self.changes.append(state), lambda: self.now)
        self.client = CircuitBreakingClient(self.subgraph, self.circuit)

    def state(self) -> str:
        return self.circuit.state.value

    async def ask(self, outcome: SubgraphResponse | SubgraphError, times: int = 1) -> list[str]:
        """How each request ended."""
        self.outcome = outcome
        return [await self._end() for _ in range(times)]

    async def _end(self) -> str:
        try:
            await self.client.execute(REQUEST)
        except SubgraphError as error:
            return error.code
        return "ok"


async def opened() -> Way:
    way = Way()
    await way.ask(DOWN, 4)
    assert way.state() == "open"
    return way


async def test_it_opens_when_too_many_of_enough_requests_fail() -> None:
    way = Way()
    await way.ask(ANSWER, 2)
    await way.ask(DOWN)
    assert way.state() == "closed"
    await way.ask(DOWN)
    assert way.state() == "open"


async def test_while_it_is_open_the_subgraph_is_left_alone() -> None:
    way = await opened()
    assert await way.ask(ANSWER, 3) == ["SUBREQUEST_CIRCUIT_OPEN"] * 3
    assert len(way.subgraph.requests) == 4


async def test_what_failed_long_ago_does_not_count() -> None:
    way = Way()
    await way.ask(DOWN, 3)
    way.now = 11
    await way.ask(DOWN, 3)
    assert way.state() == "closed"


async def test_after_a_while_trials_close_it() -> None:
    way = await opened()
    way.now = 5
    assert way.state() == "half-open"
    assert await way.ask(ANSWER, 3) == ["ok"] * 3
    assert way.state() == "closed"
    assert way.changes == [CircuitState.OPEN, CircuitState.HALF_OPEN, CircuitState.CLOSED]
    await way.ask(DOWN, 2)
    assert way.state() == "closed"


async def test_a_trial_that_fails_opens_it_again() -> None:
    way = await opened()
    way.now = 5
    assert await way.ask(DOWN, 2) == ["SUBREQUEST_HTTP_ERROR", "SUBREQUEST_CIRCUIT_OPEN"]
    way.now = 9
    assert way.state() == "open"
    way.now = 10
    assert await way.ask(ANSWER, 2) == ["ok"] * 2


async def test_no_more_trials_run_at_once_than_are_let_through() -> None:
    way = await opened()
    way.now = 5
    way.outcome = ANSWER
    way.subgraph.delay = 0.01
    outcomes = await asyncio.gather(*(way._end() for _ in range(5)))
    assert sorted(outcomes) == ["SUBREQUEST_CIRCUIT_OPEN"] * 3 + ["ok"] * 2


async def test_a_trial_that_nobody_waits_for_makes_room_for_another() -> None:
    way = await opened()
    way.now = 5
    way.subgraph.delay = 10
    trials = [asyncio.create_task(way._end()) for _ in range(2)]
    await asyncio.sleep(0)
    assert await way._end() == "SUBREQUEST_CIRCUIT_OPEN"
    for trial in trials:
        trial.cancel()
    await asyncio.wait(trials)
    way.subgraph.delay = None
    assert await way.ask(ANSWER, 2) == ["ok"] * 2


@pytest.mark.parametrize(
    "outcome",
    [
        SubgraphResponse(None, ({"message": "no"},)),
        SubgraphAnswerMalformed("no JSON", NAME),
        SubgraphUnreachable("it answered with HTTP status 403", NAME, 403),
    ],
)
async def test_an_answer_that_pleases_nobody_is_an_answer(outcome: SubgraphResponse | SubgraphError) -> None:
    way = Way()
    await way.ask(outcome, 10)
    assert way.state() == "closed"


@pytest.mark.parametrize("outcome", [DOWN, SubgraphTimedOut("slow", NAME), SubgraphUnreachable("500", NAME, 500)])
async def test_silence_and_refusals_count(outcome: SubgraphError) -> None:
    way = Way()
    await way.ask(outcome, 4)
    assert way.state() == "open"


async def test_the_error_names_the_subgraph() -> None:
    way = await opened()
    with pytest.raises(CircuitIsOpen) as raised:
        await way.client.execute(REQUEST)
    assert raised.value.subgraph == NAME

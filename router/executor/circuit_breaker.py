"""Stops asking a subgraph that does not answer, for a while: its requests fail at once, and it can recover.

Closed, requests pass. Open, none does. Half-open, a few do, to find out; their outcome closes or opens it again.
https://martinfowler.com/bliki/CircuitBreaker.html
"""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from router.errors import SubgraphError
from router.executor.subgraph_client import (
    SubgraphClient,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName


class CircuitState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class CircuitIsOpen(SubgraphError):
    """The subgraph failed too often just now to be asked."""

    code = "SUBREQUEST_CIRCUIT_OPEN"


@dataclass(frozen=True, slots=True)
class CircuitPolicy:
    """When a circuit opens, and for how long."""

    failure_share: float = 0.5
    """Of the requests within the window, from 0 to 1. Too low opens at a hiccup; too high never opens."""

    min_requests: int = 20
    """Within the window, before the share counts. Too low lets the first failure of a quiet hour open it."""

    window: float = 10.0
    """Seconds that are looked back on."""

    open_seconds: float = 5.0
    """Until the subgraph is tried again. Too low keeps hitting a subgraph that recovers; too high leaves it out for
    longer than it is away."""

    trials: int = 3
    """Requests that are let through then, all of which must be answered."""


SLICES: Final = 10
"""Of the window: what is older than it is forgotten a slice at a time, so that counting costs the same at any load."""


@dataclass(slots=True)
class _Slice:
    number: int = -1
    requests: int = 0
    failures: int = 0


OnChange = Callable[[SubgraphName, CircuitState], None]


class Circuit:
    """The state of the way to one subgraph."""

    def __init__(
        self,
        subgraph: SubgraphName,
        policy: CircuitPolicy,
        on_change: OnChange | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._subgraph = subgraph
        self._policy = policy
        self._on_change = on_change
        self._clock = clock
        self._state = CircuitState.CLOSED
        self._slices = [_Slice() for _ in range(SLICES)]
        self._opened_at = 0.0
        self._trials_begun = 0
        self._trials_passed = 0

    @property
    def state(self) -> CircuitState:
        """Half-open as soon as a trial would be let through."""
        if self._state is CircuitState.OPEN and self._clock() - self._opened_at >= self._policy.open_seconds:
            return CircuitState.HALF_OPEN
        return self._state

    def enter(self) -> None:
        """Let a request pass, or raise `CircuitIsOpen`."""
        if self._state is CircuitState.CLOSED:
            return
        if self._state is CircuitState.OPEN and self.state is CircuitState.HALF_OPEN:
            self._trials_begun = self._trials_passed = 0
            self._change(CircuitState.HALF_OPEN)
        if self._state is CircuitState.OPEN or self._trials_begun >= self._policy.trials:
            raise CircuitIsOpen("it failed too often just now, so it is not asked for a while", self._subgraph)
        self._trials_begun += 1

    def leave(self, is_answered: bool | None) -> None:
        """Note how a request that passed ended; None where nobody waited for the end."""
        if self._state is CircuitState.HALF_OPEN:
            self._note_trial(is_answered)
        elif self._state is CircuitState.CLOSED and is_answered is not None:
            self._note(is_answered)

    def _note_trial(self, is_answered: bool | None) -> None:
        match is_answered:
            case None:
                self._trials_begun -= 1
            case False:
                self._open()
            case True:
                self._trials_passed += 1
                if self._trials_passed >= self._policy.trials:
                    self._slices = [_Slice() for _ in range(SLICES)]
                    self._change(CircuitState.CLOSED)

    def _note(self, is_answered: bool) -> None:
        number = int(self._clock() * SLICES / self._policy.window)
        current = self._slices[number % SLICES]
        if current.number != number:
            current.number, current.requests, current.failures = number, 0, 0
        current.requests += 1
        if not is_answered:
            current.failures += 1
            self._open_if_too_many(number)

    def _open_if_too_many(self, number: int) -> None:
        within = [each for each in self._slices if each.number > number - SLICES]
        requests = sum(each.requests for each in within)
        failures = sum(each.failures for each in within)
        if requests >= self._policy.min_requests and failures >= self._policy.failure_share * requests:
            self._open()

    def _open(self) -> None:
        self._opened_at = self._clock()
        self._change(CircuitState.OPEN)

    def _change(self, state: CircuitState) -> None:
        self._state = state
        if self._on_change is not None:
            self._on_change(self._subgraph, state)


class CircuitBreakingClient:
    """A subgraph's client. An answer with errors is an answer: only silence and refusals count as failures."""

    def __init__(self, client: SubgraphClient, circuit: Circuit) -> None:
        self._client = client
        self._circuit = circuit

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        self._circuit.enter()
        is_answered: bool | None = None
        try:
            response = await self._client.execute(request)
            is_answered = True
        except (SubgraphUnreachable, SubgraphTimedOut) as error:
            is_answered = isinstance(error, SubgraphUnreachable) and 400 <= (error.status or 0) < 500
            raise
        except SubgraphError:
            is_answered = True
            raise
        finally:
            self._circuit.leave(is_answered)
        return response

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return self._client.subscribe(request)

    async def aclose(self) -> None:
        await self._client.aclose()

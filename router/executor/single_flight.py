"""Sends one request for several equal ones that are under way at once: same query, same variables, same headers.

Headers are part of it because they say who asks. What one request alone has, such as its id, does not keep requests
apart; the subgraph sees that of the first. The first one leads: it costs nothing while nobody asks the same. When its
client leaves, the next one that waits leads in its place.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, Final

from orjson import OPT_SORT_KEYS, JSONEncodeError, dumps

from router.errors import SubgraphError
from router.executor.copy_json import copy_json
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse, SubgraphTimedOut
from router.query_plan import OperationKind

OF_ONE_REQUEST: Final = frozenset(("x-request-id", "x-correlation-id", "traceparent", "tracestate", "baggage"))

Outcome = SubgraphResponse | SubgraphError | None
"""None where the leader was cancelled."""


class _Flight:
    """A request under way, and who waits for its outcome."""

    __slots__ = ("outcome", "request")

    def __init__(self, request: SubgraphRequest) -> None:
        self.request = request
        self.outcome: asyncio.Future[Outcome] | None = None
        """Made when somebody waits."""

    def land(self, outcome: Outcome) -> None:
        if self.outcome is not None:
            self.outcome.set_result(outcome)


class SingleFlightClient:
    """A subgraph's client."""

    def __init__(self, client: SubgraphClient, ignored_headers: frozenset[str] = OF_ONE_REQUEST) -> None:
        self._client = client
        self._ignored = ignored_headers
        self._flights: dict[str, list[_Flight]] = {}

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        if request.operation_kind is not OperationKind.QUERY or request.files is not None:
            return await self._client.execute(request)
        while True:
            flight = self._equal_flight(request)
            if flight is None:
                return await self._lead(request)
            if flight.outcome is None:
                flight.outcome = asyncio.get_running_loop().create_future()
            outcome = await asyncio.shield(flight.outcome)
            match outcome:
                case SubgraphResponse():
                    return _own(outcome)
                case SubgraphTimedOut() if flight.request.timeout < request.timeout:
                    continue  # That one had less time left than this one.
                case SubgraphError():
                    raise outcome

    async def _lead(self, request: SubgraphRequest) -> SubgraphResponse:
        flight = _Flight(request)
        flights = self._flights.setdefault(request.operation, [])
        flights.append(flight)
        outcome: Outcome = None
        try:
            response = await self._client.execute(request)
            outcome = _own(response) if flight.outcome is not None else None
            return response
        except SubgraphError as error:
            outcome = error
            raise
        finally:
            flights.remove(flight)
            if not flights:
                self._flights.pop(request.operation, None)
            flight.land(outcome)

    def _equal_flight(self, request: SubgraphRequest) -> _Flight | None:
        for flight in self._flights.get(request.operation, ()):
            other = flight.request
            if (
                other.variables == request.variables
                and self._telling(other.headers) == self._telling(request.headers)
                and _are_same_json(other.variables, request.variables)
            ):
                return flight
        return None

    def _telling(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {name: value for name, value in headers.items() if name not in self._ignored}

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return self._client.subscribe(request)

    async def aclose(self) -> None:
        await self._client.aclose()


def _own(response: SubgraphResponse) -> SubgraphResponse:
    """A response for one more: the executor builds its answer inside what it is given."""
    return replace(response, data=copy_json(response.data), errors=tuple(map(copy_json, response.errors)))


def _are_same_json(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """For Python 1, 1.0 and true are equal."""
    try:
        return dumps(dict(left), option=OPT_SORT_KEYS) == dumps(dict(right), option=OPT_SORT_KEYS)
    except JSONEncodeError:  # integers beyond 64 bits
        return False

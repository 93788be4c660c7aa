"""Sends one request for several equal ones that are under way at once: same query, same variables, same headers.

Headers are part of it because they say who asks. What one request alone has, such as its id, does not keep requests
apart; the subgraph sees that of the first.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Final

from orjson import OPT_SORT_KEYS, JSONEncodeError, dumps

from router.executor.copy_json import copy_json
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse
from router.query_plan import OperationKind

OF_ONE_REQUEST: Final = frozenset(("x-request-id", "x-correlation-id", "traceparent", "tracestate", "baggage"))

Key = tuple[str, bytes, tuple[tuple[str, str], ...]]


class SingleFlightClient:
    """A subgraph's client."""

    def __init__(self, client: SubgraphClient, ignored_headers: frozenset[str] = OF_ONE_REQUEST) -> None:
        self._client = client
        self._ignored = ignored_headers
        self._flights: dict[Key, _Flight] = {}

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        key = self._key(request)
        if key is None:
            return await self._client.execute(request)
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.ensure_future(self._client.execute(request)))
            flight.task.add_done_callback(lambda _: self._forget(key, flight))
        try:
            return await flight.join()
        finally:
            if flight.is_left:
                flight.task.cancel()
                self._forget(key, flight)

    def _forget(self, key: Key, flight: "_Flight | None") -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    def _key(self, request: SubgraphRequest) -> Key | None:
        """None for what must be sent by itself."""
        if request.operation_kind is not OperationKind.QUERY or request.files is not None:
            return None
        try:
            variables = dumps(dict(request.variables), option=OPT_SORT_KEYS)
        except JSONEncodeError:  # integers beyond 64 bits
            return None
        return (request.operation, variables, tuple(sorted(self._telling(request.headers))))

    def _telling(self, headers: Mapping[str, str]) -> list[tuple[str, str]]:
        return [(name, value) for name, value in headers.items() if name not in self._ignored]

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return self._client.subscribe(request)

    async def aclose(self) -> None:
        await self._client.aclose()


class _Flight:
    """One request, and everybody who waits for it. Whoever leaves leaves alone; after the last one it is cancelled."""

    def __init__(self, task: "asyncio.Future[SubgraphResponse]") -> None:
        self.task = task
        self._waiting = 0

    @property
    def is_left(self) -> bool:
        return not self._waiting and not self.task.done()

    async def join(self) -> SubgraphResponse:
        self._waiting += 1
        try:
            response = await asyncio.shield(self.task)
        finally:
            self._waiting -= 1
        return self._share(response)

    def _share(self, response: SubgraphResponse) -> SubgraphResponse:
        """Each gets objects of its own, since the executor builds its answer inside them. The last takes the first."""
        if not self._waiting:
            return response
        return replace(response, data=copy_json(response.data), errors=tuple(map(copy_json, response.errors)))

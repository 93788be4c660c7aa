"""A subgraph of this process as the router's executor calls it: no HTTP, no JSON, the same protocol."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Protocol

from kumiki.received_files import with_files
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse, SubgraphTimedOut
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.subgraph import Answer


class RunningSubgraph(Protocol):
    """What is called: a `subgraphs.shared.subgraph.Subgraph`."""

    @property
    def settings(self) -> SubgraphSettings: ...

    async def execute(
        self,
        document: str,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        headers: Mapping[str, str] | None,
    ) -> Answer: ...

    def subscribe(
        self,
        document: str,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        headers: Mapping[str, str] | None,
    ) -> AsyncGenerator[Answer, None]: ...


class InProcessSubgraphClient:
    """Calls one running subgraph. Closing it closes nothing: the subgraph belongs to whoever runs it."""

    def __init__(self, subgraph: RunningSubgraph) -> None:
        self._subgraph = subgraph

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        try:
            async with with_files(request, self._subgraph.settings.max_upload_bytes) as variables:
                return await self._execute(request, variables)
        except TimeoutError as error:
            message = f"The subgraph did not answer within {request.timeout:g} seconds."
            raise SubgraphTimedOut(message, request.subgraph) from error

    async def _execute(self, request: SubgraphRequest, variables: Mapping[str, Any]) -> SubgraphResponse:
        async with asyncio.timeout(request.timeout):
            answer = await self._subgraph.execute(request.operation, variables, request.operation_name, request.headers)
        return to_response(answer)

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[SubgraphResponse, None]:
        # Nothing has to be connected here, so the time to establish it, which the request limits, is none.
        answers = self._subgraph.subscribe(
            request.operation, request.variables, request.operation_name, request.headers
        )
        async with aclosing(answers):
            async for answer in answers:
                yield to_response(answer)

    async def aclose(self) -> None:
        pass


def to_response(answer: Answer) -> SubgraphResponse:
    return SubgraphResponse(answer["data"], tuple(answer.get("errors", ())), answer.get("extensions", {}))

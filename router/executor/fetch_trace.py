"""When the fetches of one execution began, how long they took and what they carried."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from time import perf_counter

from router.errors import SubgraphError
from router.executor.subgraph_client import SubgraphResponse
from router.query_plan import FetchNode


@dataclass(frozen=True, slots=True)
class FetchTiming:
    """One request to one subgraph. Times are seconds, those of waiting for a free slot included."""

    node: FetchNode
    """As the plan lists it."""

    start: float
    """Since the execution began."""

    duration: float
    representations: int | None
    """None for a fetch that is not of entities."""

    response_bytes: int | None
    """None where the answer did not come as bytes, or did not come."""

    failure: str | None
    """The code of the error, where there was no answer."""


@dataclass(slots=True)
class FetchTrace:
    """Put into an execution's context, it notes every request to a subgraph."""

    began: float = field(default_factory=perf_counter)
    timings: list[FetchTiming] = field(default_factory=list)
    """In the order in which the requests ended."""

    async def note(
        self, node: FetchNode, representations: int | None, calling: Awaitable[SubgraphResponse]
    ) -> SubgraphResponse:
        """Await the call; what it gives or raises stays as it is."""
        start = perf_counter()
        size: int | None = None
        failure: str | None = None
        try:
            response = await calling
            size = response.size
            return response
        except SubgraphError as error:
            failure = error.code
            raise
        finally:
            duration = perf_counter() - start
            self.timings.append(FetchTiming(node, start - self.began, duration, representations, size, failure))

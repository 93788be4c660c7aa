"""The events of a subgraph's subscription, freed whichever way their reader leaves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse


@asynccontextmanager
async def events_from(
    client: SubgraphClient, request: SubgraphRequest
) -> AsyncIterator[AsyncIterator[SubgraphResponse]]:
    events = client.subscribe(request)
    try:
        yield events
    finally:
        aclose = getattr(events, "aclose", None)  # an AsyncIterator need not have it
        if aclose is not None:
            await aclose()

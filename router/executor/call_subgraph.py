"""One request to one subgraph, within its deadline and its number of slots."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from router.executor.execution_context import ExecutionContext
from router.executor.prepared_fetch import PreparedFetch
from router.executor.subgraph_client import (
    SubgraphClient,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName
from router.query_plan import FetchNode, OperationKind


def call_subgraph(
    fetch: PreparedFetch, variables: dict[str, Any], context: ExecutionContext, representations: int | None = None
) -> Coroutine[Any, Any, SubgraphResponse]:
    """Raises `SubgraphError` where there is no answer; cancelling it cancels the request.

    `representations` is how many the variables hold, for the trace.
    """
    calling = _call(fetch, variables, context)
    return calling if context.trace is None else context.trace.note(fetch.listed_as, representations, calling)


async def _call(fetch: PreparedFetch, variables: dict[str, Any], context: ExecutionContext) -> SubgraphResponse:
    subgraph = fetch.node.subgraph
    client = client_for(subgraph, context)
    request = subgraph_request(fetch, variables, context)
    if request.timeout <= 0:
        raise SubgraphTimedOut(f"not asked, because the operation's {context.operation_timeout:g} s are over", subgraph)
    try:
        # With files, how long it takes is up to the client that sends them; the subgraph's client sees to its part.
        limit = request.timeout if request.files is None else None
        async with asyncio.timeout(limit), context.slots.of(subgraph):
            return await client.execute(request)
    except TimeoutError as error:
        is_cut = request.timeout < context.timeouts.get(subgraph, context.timeout)
        seconds = f"the operation's {context.operation_timeout:g} s" if is_cut else f"{request.timeout:g} s"
        raise SubgraphTimedOut(f"no answer within {seconds}", subgraph) from error


def client_for(subgraph: SubgraphName, context: ExecutionContext) -> SubgraphClient:
    client = context.clients.get(subgraph)
    if client is None:
        raise SubgraphUnreachable("the router has no client for it", subgraph)
    return client


def subgraph_request(fetch: PreparedFetch, variables: dict[str, Any], context: ExecutionContext) -> SubgraphRequest:
    node = fetch.node
    timeout, headers = context.timeout_of(node.subgraph), context.headers
    if context.deadline_header is not None and node.operation_kind is not OperationKind.SUBSCRIPTION:
        headers = {**headers, context.deadline_header: f"{max(0, round(timeout * 1000))}"}
    return SubgraphRequest(
        node.subgraph,
        node.operation,
        node.operation_kind,
        node.operation_name,
        variables,
        headers,
        timeout,
        node.has_custom_scalars,
        fetch.encoded_start,
        None if context.files is None else context.files.for_variables(variables.keys(), node.subgraph),
    )


def client_variables(fetch: FetchNode, context: ExecutionContext) -> dict[str, Any]:
    """Those that the document declares. One that the client left out stays out, so that defaults hold."""
    given = context.variables
    return {name: given[name] for name in fetch.variable_names if name in given}

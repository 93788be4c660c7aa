"""Run a batch: entity fetches of one subgraph in one request, each a field of its own.

What one part may lose by this is less than it seems: `_entities` is never null by the federation spec, so a subgraph
that fails at one of them as a whole answers without any data. Then each part that no error names is asked by itself.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from router.errors import SubgraphError
from router.executor.call_subgraph import call_subgraph, client_variables
from router.executor.execution import Execution
from router.executor.fetch import (
    ask_for_entities,
    merge_entity_response,
    report_entities_failed,
    represent,
)
from router.executor.prepared_fetch import PreparedFetch, prepare_fetch
from router.executor.representations import RepresentationBatch
from router.executor.subgraph_client import SubgraphResponse
from router.query_plan import ENTITIES, BatchNode
from router.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class PreparedPart:
    """One field of the request, and the fetch that it is when it goes by itself."""

    response_key: str
    variable: str
    fetch: PreparedFetch
    variables: Mapping[str, str] = field(default_factory=dict)
    """What variables of its own are called in the request, by their names when it goes by itself."""


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A batch node, compiled."""

    request: PreparedFetch
    parts: tuple[PreparedPart, ...]


Asked = Sequence[tuple[PreparedPart, RepresentationBatch]]
"""The parts that have anything to ask about."""


def prepare_batch(node: BatchNode, supergraph: Supergraph) -> PreparedBatch:
    parts = (
        PreparedPart(
            part.response_key,
            part.variable,
            prepare_fetch(part.node.node, part.node.path, supergraph, part.node.also_at, node.request),
        )
        for part in node.parts
    )
    return PreparedBatch(prepare_fetch(node.request, (), supergraph), tuple(parts))


async def run_batch(batch: PreparedBatch, execution: Execution) -> None:
    await ask_for_parts(batch, [(part, represent(part.fetch, execution)) for part in batch.parts], execution)


async def ask_for_parts(batch: PreparedBatch, represented: Asked, execution: Execution) -> None:
    """For every part of the batch, what to ask about."""
    asked = [(part, sent) for part, sent in represented if sent.representations]
    count = sum(len(sent.representations) for _, sent in asked)
    if len(asked) < 2 or count > execution.context.max_representations:
        await _ask_one_by_one(asked, execution)
        return
    variables = client_variables(batch.request.node, execution.context)
    for part, sent in represented:
        variables[part.variable] = sent.representations
        variables.update(
            (part.variables[name], value) for name, value in sent.variables.items() if name in part.variables
        )
    try:
        response = await call_subgraph(batch.request, variables, execution.context, count)
    except SubgraphError as error:
        for part, sent in asked:
            report_entities_failed(error, part.fetch, sent, execution)
        return
    await _merge(asked, response, execution)


async def _ask_one_by_one(asked: Asked, execution: Execution) -> None:
    if len(asked) == 1:
        part, sent = asked[0]
        await ask_for_entities(part.fetch, sent, execution)
        return
    async with asyncio.TaskGroup() as group:
        for part, sent in asked:
            group.create_task(ask_for_entities(part.fetch, sent, execution))


async def _merge(asked: Asked, response: SubgraphResponse, execution: Execution) -> None:
    if response.data is None and response.errors:
        named = {_response_key(error) for error in response.errors}
        await _ask_one_by_one([(part, sent) for part, sent in asked if part.response_key not in named], execution)
        asked = [(part, sent) for part, sent in asked if part.response_key in named]
    for part, sent in asked:
        merge_entity_response(part.fetch, sent, _response_of(part, response), execution)


def _response_of(part: PreparedPart, response: SubgraphResponse) -> SubgraphResponse:
    """What a request of its own would have been answered with. An error that names no part is each part's."""
    data = {ENTITIES: response.data.get(part.response_key)} if response.data is not None else None
    errors = (_error_of(part, error) for error in response.errors)
    return SubgraphResponse(data, tuple(error for error in errors if error is not None))


def _error_of(part: PreparedPart, error: dict[str, Any]) -> dict[str, Any] | None:
    response_key = _response_key(error)
    if response_key is None:
        return error
    return {**error, "path": [ENTITIES, *error["path"][1:]]} if response_key == part.response_key else None


def _response_key(error: dict[str, Any]) -> str | None:
    path = error.get("path")
    return path[0] if isinstance(path, list) and path and isinstance(path[0], str) else None

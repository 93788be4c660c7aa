import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from router.executor.single_flight import SingleFlightClient
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse, SubgraphTimedOut, SubgraphUnreachable
from router.language.names import SubgraphName
from router.query_plan import OperationKind
from tests.router.executor.plans import ScriptedSubgraph

NAME = SubgraphName("b")
DOWN = SubgraphUnreachable("no connection", NAME)


def query(variables: Mapping[str, Any] | None = None, **headers: str) -> SubgraphRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return SubgraphRequest(NAME, "query($v:Any){a(v:$v)}", variables=variables or {}, headers=named)


def slow() -> ScriptedSubgraph:
    return ScriptedSubgraph(lambda request: SubgraphResponse({"a": {"v": [1]}}, ({"message": "no"},)), delay=0.01)


async def test_equal_queries_at_once_are_one_request_and_each_owns_its_answer() -> None:
    subgraph = slow()
    client = SingleFlightClient(subgraph)
    first, second, third = await asyncio.gather(*(client.execute(query({"v": {"x": 1}})) for _ in range(3)))
    assert len(subgraph.requests) == 1
    assert first == second == third
    assert first.data is not None
    assert second.data is not None
    assert third.data is not None
    first.data["a"]["v"].append(2)
    second.errors[0]["message"] = "changed"
    assert third.data == {"a": {"v": [1]}}
    assert third.errors == ({"message": "no"},)


@pytest.mark.parametrize(
    "other",
    [
        query({"v": 2}),
        query({"v": True}),
        query({"v": 1.0}),
        query({"v": 1}, kumiki_caller="somebody"),
        replace(query({"v": 1}), operation="query($v:Any){b(v:$v)}"),
    ],
)
async def test_queries_that_differ_are_sent_apart(other: SubgraphRequest) -> None:
    subgraph = slow()
    client = SingleFlightClient(subgraph)
    await asyncio.gather(client.execute(query({"v": 1})), client.execute(other))
    assert len(subgraph.requests) == 2


async def test_the_id_of_a_request_does_not_keep_queries_apart() -> None:
    subgraph = slow()
    client = SingleFlightClient(subgraph)
    await asyncio.gather(client.execute(query(x_request_id="1")), client.execute(query(x_request_id="2")))
    assert len(subgraph.requests) == 1


async def test_mutations_and_later_queries_are_sent_by_themselves() -> None:
    subgraph = slow()
    client = SingleFlightClient(subgraph)
    mutation = replace(query(), operation_kind=OperationKind.MUTATION)
    await asyncio.gather(client.execute(mutation), client.execute(mutation))
    await client.execute(query())
    await client.execute(query())
    assert len(subgraph.requests) == 4


async def test_a_failure_is_everybodys() -> None:
    subgraph = ScriptedSubgraph(lambda _: DOWN, delay=0.01)
    client = SingleFlightClient(subgraph)
    outcomes = await asyncio.gather(*(client.execute(query()) for _ in range(3)), return_exceptions=True)
    assert outcomes == [DOWN] * 3
    assert len(subgraph.requests) == 1


async def test_when_the_first_leaves_another_asks_and_the_rest_wait_for_it() -> None:
    subgraph = slow()
    client = SingleFlightClient(subgraph)
    first, *others = (asyncio.create_task(client.execute(query())) for _ in range(3))
    await asyncio.sleep(0)
    first.cancel()
    answers = await asyncio.gather(*others)
    assert [answer.data for answer in answers] == [{"a": {"v": [1]}}] * 2
    assert (len(subgraph.requests), subgraph.cancelled) == (2, 1)


async def test_one_that_waits_and_leaves_leaves_alone() -> None:
    subgraph = slow()
    client = SingleFlightClient(subgraph)
    first, second, third = (asyncio.create_task(client.execute(query())) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    assert (await first).data == (await third).data == {"a": {"v": [1]}}
    assert (len(subgraph.requests), subgraph.cancelled) == (1, 0)


async def test_when_all_leave_the_request_is_cancelled() -> None:
    subgraph = slow()
    client = SingleFlightClient(subgraph)
    tasks = [asyncio.create_task(client.execute(query())) for _ in range(3)]
    await asyncio.sleep(0)
    for task in reversed(tasks):
        task.cancel()
    await asyncio.wait(tasks)
    await asyncio.sleep(0)
    assert (len(subgraph.requests), subgraph.under_way) == (1, 0)


async def test_who_has_more_time_than_the_first_asks_again_when_that_was_late() -> None:
    answer = SubgraphResponse({"a": 1})
    late = SubgraphTimedOut("no answer within 1 s", NAME)
    subgraph = ScriptedSubgraph(lambda request: late if request.timeout < 2 else answer, delay=0.01)
    client = SingleFlightClient(subgraph)
    requests = [replace(query(), timeout=seconds) for seconds in (1, 5, 5)]
    outcomes = await asyncio.gather(*map(client.execute, requests), return_exceptions=True)
    assert outcomes == [late, answer, answer]
    assert len(subgraph.requests) == 2

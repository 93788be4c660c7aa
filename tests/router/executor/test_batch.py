from typing import Any

import pytest

from router.executor.execute_plan import execute_plan
from router.executor.execution_context import ExecutionContext, ExecutionResult
from router.executor.fetch_trace import FetchTrace
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse, SubgraphUnreachable
from router.language.names import ResponseKey, SubgraphName
from router.query_plan import REPRESENTATIONS, BatchNode, BatchPart, FetchNode, FlattenNode, SequenceNode
from tests.router.executor.plans import (
    ScriptedSubgraph,
    context_of,
    fails,
    fetch,
    flatten,
    path_to,
    plan_of,
    rename,
    requirement,
    run,
    says,
    supergraph_of,
)

SUPERGRAPH = supergraph_of("""
type Query { me: User, users: [User], best: User }
type User { id: ID!, level: Int, name: String, rank: Int! }
""")
BY_ID = requirement("User", "id")
SELECTION = "me { id level } users { id name } best { level }"
ROOT = fetch("a", "me { __typename id } users { __typename id } best { __typename id }")
LEVEL = flatten("me", "b", "... on User { level }", BY_ID)
NAME = flatten("users.@", "b", "... on User { name }", BY_ID)
DATA = {"me": {"id": "1"}, "users": [{"id": "2"}, {"id": "1"}]}
LEVELS = {"1": 10, "2": 20}
NAMES = {"1": "Aoi", "2": "Ren"}


def batch(*nodes: FlattenNode) -> BatchNode:
    request = FetchNode(SubgraphName("b"), "the batch")
    return BatchNode(
        request,
        tuple(BatchPart(ResponseKey(f"_{index}"), f"r{index}", node) for index, node in enumerate(nodes)),
    )


def answered(request: SubgraphRequest) -> dict[str, Any]:
    """By the variables, whatever the document is called."""
    if request.operation == "the batch":
        return {
            "_0": [{"level": LEVELS[sent["id"]]} for sent in request.variables["r0"]],
            "_1": [{"name": NAMES[sent["id"]]} for sent in request.variables["r1"]],
        }
    key, values = ("level", LEVELS) if "level" in request.operation else ("name", NAMES)
    return {"_entities": [{key: values[sent["id"]]} for sent in request.variables[REPRESENTATIONS]]}


def subgraph_b(*errors: dict[str, Any], without_data: bool = False) -> ScriptedSubgraph:
    """Errors, and no data, come with the batch only."""

    def answer(request: SubgraphRequest) -> SubgraphResponse:
        is_batch = request.operation == "the batch"
        return SubgraphResponse(None if is_batch and without_data else answered(request), errors if is_batch else ())

    return ScriptedSubgraph(answer)


def objects(data: dict[str, Any]) -> dict[str, Any]:
    """With the type's name in each object."""

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(item) for item in value]
        return {"__typename": "User", **value} if isinstance(value, dict) else value

    return {key: named(value) for key, value in {"best": None, **data}.items()}


async def answer_of(b: ScriptedSubgraph, data: dict[str, Any] = DATA, **options: Any) -> ExecutionResult:
    plan = plan_of("me { id level } users { id name }", SequenceNode((ROOT, batch(LEVEL, NAME))))
    return await run(plan, SUPERGRAPH, {"a": says(objects(data)), "b": b}, **options)


WHOLE = {"me": {"id": "1", "level": 10}, "users": [{"id": "2", "name": "Ren"}, {"id": "1", "name": "Aoi"}]}


async def test_an_entity_at_two_paths_is_asked_about_once_and_answered_at_both() -> None:
    node = FlattenNode(path_to("me"), LEVEL.node, (path_to("users.@"), path_to("best")))
    plan = plan_of("me { level } users { level } best { level }", SequenceNode((ROOT, node)))
    b = subgraph_b()
    data = objects({**DATA, "best": {"id": "2"}})
    result = await run(plan, SUPERGRAPH, {"a": says(data), "b": b})
    assert result.to_response() == {
        "data": {"me": {"level": 10}, "users": [{"level": 20}, {"level": 10}], "best": {"level": 20}}
    }
    assert [sent["id"] for sent in b.requests[0].variables[REPRESENTATIONS]] == ["1", "2"]


async def test_an_error_of_an_entity_at_two_paths_stands_at_both() -> None:
    node = FlattenNode(path_to("me"), LEVEL.node, (path_to("users.@"),))
    plan = plan_of("me { level } users { level }", SequenceNode((ROOT, node)))
    b = says({"_entities": [None, {"level": 20}]}, {"message": "Gone.", "path": ["_entities", 0, "level"]})
    result = await run(plan, SUPERGRAPH, {"a": says(objects(DATA)), "b": b})
    assert [error["path"] for error in result.errors] == [["me", "level"], ["users", 1, "level"]]


async def test_a_subgraph_that_is_down_costs_the_fields_at_all_paths() -> None:
    node = FlattenNode(path_to("me"), LEVEL.node, (path_to("users.@"),))
    plan = plan_of("me { id level } users { level }", SequenceNode((ROOT, node)))
    b = fails(SubgraphUnreachable("no answer", SubgraphName("b")))
    result = await run(plan, SUPERGRAPH, {"a": says(objects(DATA)), "b": b})
    paths = [["me", "level"], ["users", 0, "level"], ["users", 1, "level"]]
    assert sorted((error["path"] for error in result.errors), key=str) == paths


async def test_the_parts_of_a_batch_travel_in_one_request() -> None:
    b = subgraph_b()
    assert (await answer_of(b)).to_response() == {"data": WHOLE}
    (request,) = b.requests
    assert [[sent["id"] for sent in request.variables[name]] for name in ("r0", "r1")] == [["1"], ["2", "1"]]


async def test_a_part_that_alone_has_representations_sends_its_own_document() -> None:
    b = subgraph_b()
    result = await answer_of(b, {"me": {"id": "1"}, "users": []})
    assert result.to_response() == {"data": {"me": {"id": "1", "level": 10}, "users": []}}
    assert [request.operation for request in b.requests] == [LEVEL.node.operation]


async def test_no_request_is_made_where_no_part_has_a_representation() -> None:
    b = subgraph_b()
    await answer_of(b, {"me": None, "users": []})
    assert b.requests == []


async def test_of_three_parts_an_empty_one_sends_an_empty_list() -> None:
    best = flatten("best", "b", "... on User { level }", BY_ID)
    plan = plan_of(SELECTION, SequenceNode((ROOT, batch(LEVEL, NAME, best))))
    b = subgraph_b()
    await run(plan, SUPERGRAPH, {"a": says(objects(DATA)), "b": b})
    assert [len(b.requests[0].variables[name]) for name in ("r0", "r1", "r2")] == [1, 2, 0]


@pytest.mark.parametrize(
    ("path", "expected"), [(["_0", 0, "level"], ["me", "level"]), (["_1", 1, "name"], ["users", 1, "name"])]
)
async def test_an_error_in_a_part_stands_at_the_clients_path(path: list[str | int], expected: list[str | int]) -> None:
    result = await answer_of(subgraph_b({"message": "Gone.", "path": path}))
    assert result.errors == [
        {
            "message": "Gone.",
            "path": expected,
            "extensions": {"code": "DOWNSTREAM_SERVICE_ERROR", "service": "b"},
        }
    ]


async def test_an_internal_alias_is_undone_in_a_parts_data_and_errors() -> None:
    renamed = flatten(
        "me", "b", "... on User { _kumiki_level: level }", BY_ID, renames=(rename("", "_kumiki_level", "level"),)
    )
    plan = plan_of("me { level } users { name }", SequenceNode((ROOT, batch(renamed, NAME))))
    b = says(
        {"_0": [{"_kumiki_level": 7}], "_1": [None, {"name": "Aoi"}]},
        {"message": "Odd.", "path": ["_0", 0, "_kumiki_level"]},
    )
    result = await run(plan, SUPERGRAPH, {"a": says(objects(DATA)), "b": b})
    assert result.data == {"me": {"level": 7}, "users": [{"name": None}, {"name": "Aoi"}]}
    assert [error["path"] for error in result.errors] == [["me", "level"]]


async def test_a_part_that_is_null_costs_that_part() -> None:
    b = says({"_0": None, "_1": [{"name": "Ren"}, {"name": "Aoi"}]}, {"message": "Gone.", "path": ["_0"]})
    result = await answer_of(b)
    assert result.data == {**WHOLE, "me": {"id": "1", "level": None}}
    assert [error["path"] for error in result.errors] == [["me", "level"]]


async def test_a_part_with_too_few_answers_costs_that_part() -> None:
    result = await answer_of(says({"_0": [{"level": 10}], "_1": []}))
    assert result.data == {"me": WHOLE["me"], "users": [{"id": "2", "name": None}, {"id": "1", "name": None}]}
    assert {error["extensions"]["code"] for error in result.errors} == {"SUBREQUEST_MALFORMED_RESPONSE"}


async def test_a_part_that_fails_the_whole_answer_costs_that_part() -> None:
    b = subgraph_b({"message": "Boom.", "path": ["_0"]}, without_data=True)
    result = await answer_of(b)
    assert result.data == {**WHOLE, "me": {"id": "1", "level": None}}
    assert [(error["message"], error["path"]) for error in result.errors] == [("Boom.", ["me", "level"])]
    assert [request.operation for request in b.requests] == ["the batch", NAME.node.operation]


async def test_a_subgraph_that_refuses_a_batch_is_asked_for_each_part() -> None:
    b = subgraph_b({"message": "Too complex."}, without_data=True)
    assert (await answer_of(b)).to_response() == {"data": WHOLE}
    assert len(b.requests) == 3


async def test_a_subgraph_that_is_down_costs_all_parts_and_is_asked_once() -> None:
    b = fails(SubgraphUnreachable("no answer", SubgraphName("b")))
    result = await answer_of(b)
    assert [error["path"] for error in result.errors] == [["me", "level"], ["users", 0, "name"], ["users", 1, "name"]]
    assert {error["extensions"]["reason"] for error in result.errors} == {"no answer"}
    assert len(b.requests) == 1


async def test_an_answer_without_data_or_errors_is_malformed_for_each_part() -> None:
    result = await answer_of(says(None))
    assert [error["path"] for error in result.errors] == [["me", "level"], ["users", 0, "name"], ["users", 1, "name"]]


def limited(clients: dict[str, ScriptedSubgraph], limit: int, trace: FetchTrace | None = None) -> ExecutionContext:
    context = context_of(SUPERGRAPH, clients)
    return ExecutionContext(context.supergraph, context.clients, max_representations=limit, trace=trace)


async def test_more_representations_than_one_request_may_carry_are_split() -> None:
    plan = plan_of("users { id name }", SequenceNode((ROOT, NAME)))
    b = subgraph_b()
    users = [{"id": "1"}, {"id": "2"}, {"id": "1"}]
    result = await execute_plan(plan, limited({"a": says(objects({"users": users})), "b": b}, 1))
    assert result.data == {
        "users": [{"id": "1", "name": "Aoi"}, {"id": "2", "name": "Ren"}, {"id": "1", "name": "Aoi"}]
    }
    assert [len(request.variables[REPRESENTATIONS]) for request in b.requests] == [1, 1]


async def test_a_split_that_fails_costs_its_own_entities() -> None:
    def answer(request: SubgraphRequest) -> SubgraphResponse | SubgraphUnreachable:
        sent = request.variables[REPRESENTATIONS]
        failure = SubgraphUnreachable("no answer", SubgraphName("b"))
        return failure if sent[0]["id"] == "1" else SubgraphResponse(answered(request))

    plan = plan_of("users { name }", SequenceNode((ROOT, NAME)))
    result = await execute_plan(plan, limited({"a": says(objects(DATA)), "b": ScriptedSubgraph(answer)}, 1))
    assert result.data == {"users": [{"name": "Ren"}, {"name": None}]}
    assert [error["path"] for error in result.errors] == [["users", 1, "name"]]


async def test_a_batch_over_the_limit_is_asked_part_by_part() -> None:
    b = subgraph_b()
    plan = plan_of("me { id level } users { id name }", SequenceNode((ROOT, batch(LEVEL, NAME))))
    result = await execute_plan(plan, limited({"a": says(objects(DATA)), "b": b}, 2))
    assert result.to_response() == {"data": WHOLE}
    assert [len(request.variables[REPRESENTATIONS]) for request in b.requests] == [1, 2]


async def test_the_trace_counts_what_a_batch_carries() -> None:
    trace = FetchTrace()
    node = batch(LEVEL, NAME)
    plan = plan_of("me { id level } users { id name }", SequenceNode((ROOT, node)))
    await execute_plan(plan, limited({"a": says(objects(DATA)), "b": subgraph_b()}, 100, trace))
    assert [(timing.node, timing.representations) for timing in trace.timings] == [(ROOT, None), (node.request, 3)]


async def test_a_part_that_goes_alone_is_traced_as_its_batch() -> None:
    trace = FetchTrace()
    node = batch(LEVEL, NAME)
    plan = plan_of("me { id level } users { id name }", SequenceNode((ROOT, node)))
    data = objects({"me": {"id": "1"}, "users": []})
    await execute_plan(plan, limited({"a": says(data), "b": subgraph_b()}, 100, trace))
    assert trace.timings[1].node is node.request
    assert trace.timings[1].representations == 1

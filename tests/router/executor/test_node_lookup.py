import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from router.errors import InternalError
from router.executor.execution_context import RequestSlots
from router.executor.node_lookup import NodeAccess, NodeLookup
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse, SubgraphUnreachable
from router.language.names import SubgraphName, TypeName
from router.query_plan import REPRESENTATIONS
from router.supergraph.node_fields import NODE_LOOKUP, NodeSource
from tests.router.executor.plans import ScriptedSubgraph, fails, says

A, B = SubgraphName("a"), SubgraphName("b")
SOURCES = {
    TypeName("Kanji"): (NodeSource(A, True),),
    TypeName("User"): (NodeSource(B, False),),
    TypeName("Word"): (NodeSource(A, True),),
}


def has(*records: tuple[str, str]) -> ScriptedSubgraph:
    """A subgraph that knows these records, by type and id."""

    def answer(request: SubgraphRequest) -> SubgraphResponse:
        sent = [(each["__typename"], each["id"]) for each in request.variables[REPRESENTATIONS]]
        found = [{"__typename": pair[0], "id": pair[1]} if pair in records else None for pair in sent]
        return SubgraphResponse({"_entities": found})

    return ScriptedSubgraph(answer)


async def look_up(
    operation: str, a: SubgraphClient, b: SubgraphClient, variables: Mapping[str, Any] | None = None, **access: Any
) -> SubgraphResponse:
    lookup = NodeLookup(SOURCES, NodeAccess({A: a, B: b}, **access))
    return await lookup.execute(SubgraphRequest(NODE_LOOKUP, operation, variables=variables or {}, headers={"x": "y"}))


NODE = "{node(id:$id){__typename id}}"


async def test_the_type_that_has_the_id_is_told() -> None:
    a, b = has(("Word", "1")), has(("User", "2"))
    response = await look_up("query($id:ID!)" + NODE, a, b, {"id": 2})
    assert response.data == {"node": {"__typename": "User", "id": "2"}}
    assert not response.errors
    assert [len(a.requests), len(b.requests)] == [1, 1]
    assert dict(a.requests[0].headers) == {"x": "y"}


async def test_all_records_of_one_subgraph_are_asked_about_in_one_request_and_each_once() -> None:
    a, b = has(("Word", "1"), ("Kanji", "3")), has()
    fields = '{x:node(id:"1"){__typename} y:nodes(ids:["1","3"]){id ...on Word{word:id}}}'
    response = await look_up(fields, a, b)
    assert response.data == {"x": {"__typename": "Word"}, "y": [{"id": "1", "word": "1"}, {"id": "3"}]}
    (request,) = a.requests
    assert len(request.variables[REPRESENTATIONS]) == 4
    assert request.operation == (
        "query($_representations:[_Any!]!){_entities(representations:$_representations)"
        "{__typename ...on Kanji{id} ...on Word{id}}}"
    )


async def test_only_the_named_types_are_asked_about() -> None:
    a, b = has(("Word", "1")), has()
    response = await look_up('{node(id:"1",among:["Word"]){__typename}}', a, b)
    assert response.data == {"node": {"__typename": "Word"}}
    assert (len(a.requests[0].variables[REPRESENTATIONS]), len(b.requests)) == (1, 0)


async def test_an_id_of_two_records_is_an_error_that_names_them() -> None:
    response = await look_up('{node(id:"1"){id}}', has(("Word", "1"), ("Kanji", "1")), has())
    assert response.data == {"node": None}
    (error,) = response.errors
    assert (error["path"], error["extensions"]["code"]) == (["node"], "AMBIGUOUS_NODE")
    assert "Kanji, Word" in error["message"]


async def test_a_failure_is_told_only_where_it_may_have_hidden_the_record() -> None:
    down = fails(SubgraphUnreachable("no connection", B))
    response = await look_up('{found:node(id:"1"){id} lost:node(id:"2"){id}}', has(("Word", "1")), down)
    assert response.data == {"found": {"id": "1"}, "lost": None}
    (error,) = response.errors
    assert (error["path"], error["extensions"]["service"]) == (["lost"], "b")
    assert error["extensions"]["code"] == "SUBREQUEST_HTTP_ERROR"


async def test_an_error_of_one_representation_is_of_its_record_alone() -> None:
    told = {"message": "not yours", "path": ["_entities", 0], "extensions": {"code": "FORBIDDEN"}}
    b = says({"_entities": [None, None]}, told)
    response = await look_up('{nodes(ids:["1","2"],among:["User"]){id}}', has(), b)
    assert response.data == {"nodes": [None, None]}
    (error,) = response.errors
    assert (error["path"], error["extensions"]) == (["nodes", 0], {"code": "FORBIDDEN", "service": "b"})


@pytest.mark.parametrize("data", [{"_entities": []}, {"_entities": None}, None, {"_entities": {}}])
async def test_a_malformed_answer_is_a_failure(data: dict[str, Any] | None) -> None:
    response = await look_up('{node(id:"1",among:["User"]){id}}', has(), says(data))
    assert response.data == {"node": None}
    assert response.errors[0]["extensions"]["code"] == "SUBREQUEST_MALFORMED_RESPONSE"


async def test_errors_without_data_fail_all_that_was_asked() -> None:
    response = await look_up('{node(id:"1",among:["User"]){id}}', has(), says(None, {"message": "no"}))
    assert [error["message"] for error in response.errors] == ["no"]


async def test_an_answer_of_another_type_is_no_record() -> None:
    response = await look_up('{node(id:"1",among:["User"]){id}}', has(), says({"_entities": [{"__typename": "Word"}]}))
    assert (response.data, response.errors) == ({"node": None}, ())


async def test_more_ids_than_allowed_are_refused_without_asking() -> None:
    a = has()
    response = await look_up('{nodes(ids:["1","2","3"]){id}}', a, has(), max_ids=2)
    assert response.data is None
    assert response.errors[0]["extensions"]["code"] == "NODE_LIMIT_EXCEEDED"
    assert "ask for 2 at most" in response.errors[0]["message"]
    assert not a.requests


async def test_a_request_asks_about_a_bounded_number_of_records() -> None:
    a = has(("Word", "3"))
    response = await look_up('{nodes(ids:["1","2","3"],among:["Word"]){id}}', a, has(), max_representations=2)
    assert response.data == {"nodes": [None, None, {"id": "3"}]}
    assert [len(request.variables[REPRESENTATIONS]) for request in a.requests] == [2, 1]


async def test_a_subgraph_without_a_client_is_a_failure() -> None:
    lookup = NodeLookup(SOURCES, NodeAccess({A: has()}))
    response = await lookup.execute(SubgraphRequest(NODE_LOOKUP, '{node(id:"1"){id}}'))
    assert response.errors[0]["extensions"]["service"] == "b"


async def test_a_subgraph_has_its_own_time_to_answer() -> None:
    slow = ScriptedSubgraph(lambda _: SubgraphResponse(None), delay=60)
    response = await look_up('{node(id:"1",among:["User"]){id}}', has(), slow, timeouts={B: 0.01})
    assert response.errors[0]["extensions"]["code"] == "SUBREQUEST_TIMEOUT"


async def test_requests_take_a_slot_of_their_subgraph() -> None:
    slots = RequestSlots(1)
    await slots.of(B).acquire()
    b = has(("User", "1"))
    asking = asyncio.create_task(look_up('{node(id:"1",among:["User"]){id}}', has(), b, slots=slots))
    await asyncio.sleep(0)
    assert not b.requests
    slots.of(B).release()
    assert (await asking).data == {"node": {"id": "1"}}


async def test_cancelling_it_cancels_its_requests() -> None:
    waiting = ScriptedSubgraph(lambda _: SubgraphResponse(None), delay=60)
    asking = asyncio.create_task(look_up('{node(id:"1",among:["User"]){id}}', has(), waiting))
    await waiting.started.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert waiting.cancelled == 1


async def test_there_is_nothing_to_subscribe_to() -> None:
    lookup = NodeLookup(SOURCES, NodeAccess({}))
    with pytest.raises(InternalError):
        lookup.subscribe(SubgraphRequest(NODE_LOOKUP, "subscription{x}"))
    await lookup.aclose()

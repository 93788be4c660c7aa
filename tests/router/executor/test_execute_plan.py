import asyncio
from typing import Any

import pytest

from router.errors import InternalError
from router.executor.execute_plan import execute_plan
from router.executor.execution_context import RequestSlots
from router.executor.prepare import prepare
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName
from router.query_plan import (
    REPRESENTATIONS,
    ConditionNode,
    FetchNode,
    FlattenNode,
    OperationKind,
    ParallelNode,
    SequenceNode,
    SubscriptionNode,
)
from tests.router.executor.plans import (
    ScriptedSubgraph,
    context_of,
    fails,
    fetch,
    flatten,
    knows,
    path_to,
    plan_of,
    rename,
    requirement,
    run,
    says,
    supergraph_of,
)

SUPERGRAPH = supergraph_of("""
    type Query { viewer: User  users: [User]  product: Product  products: [Product!]  count: Int }
    type Mutation { first: Int  second: Int  must: Int! }
    type User { id: ID!  name: String  level: Int  rank: Int  best: Product  size: Size }
    type Size { cm: Int inch: Int }
    type Product { id: ID!  name: String!  price: Int  shipping: Int  owner: User  size: Size }
""")
BY_ID = requirement("User", "id")
PRODUCT_BY_ID = requirement("Product", "id")
DOWN = SubgraphUnreachable("no connection", SubgraphName("b"))


def user(number: str, **more: Any) -> dict[str, Any]:
    return {"__typename": "User", "id": number, **more}


def product(number: str, **more: Any) -> dict[str, Any]:
    return {"__typename": "Product", "id": number, **more}


def then(*nodes: Any) -> SequenceNode:
    return SequenceNode(nodes)


def paths_of(errors: list[dict[str, Any]]) -> list[list[str | int]]:
    return [error.get("path", []) for error in errors]


async def test_a_root_fetch_answers_the_operation() -> None:
    subgraph = says({"viewer": {"id": "1", "name": "Mia"}})
    result = await run(plan_of("viewer { name }", fetch("a", "viewer { id name }")), SUPERGRAPH, {"a": subgraph})
    assert result.to_response() == {"data": {"viewer": {"name": "Mia"}}}


async def test_a_request_carries_the_documents_variables_and_the_headers() -> None:
    subgraph = says({"count": 1})
    node = fetch("a", "count", variables=("n", "left_out"))
    await run(plan_of("count", node), SUPERGRAPH, {"a": subgraph}, {"n": 2**40, "other": 1})
    (request,) = subgraph.requests
    assert request.variables == {"n": 2**40}
    assert request.headers == {"kumiki-caller": "token"}
    assert request.operation == node.operation
    assert request.timeout == 5.0


async def test_an_entity_fetch_completes_each_object() -> None:
    a = says({"users": [user("1"), None, user("2"), user("1")]})
    b = knows({"1": {"level": 10}, "2": {"level": 20}})
    plan = plan_of(
        "users { level id }", then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "level", BY_ID))
    )
    result = await run(plan, SUPERGRAPH, {"a": a, "b": b})
    assert result.errors == []
    assert result.data == {
        "users": [{"level": 10, "id": "1"}, None, {"level": 20, "id": "2"}, {"level": 10, "id": "1"}]
    }
    assert b.requests[0].variables[REPRESENTATIONS] == [user("1"), user("2")]


async def test_an_entity_fetch_sends_the_clients_variables_too() -> None:
    b = knows({"1": {"level": 1}})
    node = FetchNode(
        SubgraphName("b"), "query($_representations: [_Any!]!, $n: Int) {}", variable_names=("n",), requires=(BY_ID,)
    )
    plan = plan_of(
        "viewer { id }",
        then(fetch("a", "viewer { id }"), FlattenNode(path_to("viewer"), node)),
    )
    await run(plan, SUPERGRAPH, {"a": says({"viewer": user("1")}), "b": b}, {"n": 3})
    assert b.requests[0].variables == {REPRESENTATIONS: [user("1")], "n": 3}


async def test_no_request_is_made_where_no_object_needs_it() -> None:
    b = knows({})
    node = then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "level", BY_ID))
    for users in ([], None, [None], [{"__typename": "User", "id": None}], [{"__typename": "Other", "id": "1"}]):
        result = await run(plan_of("users { level }", node), SUPERGRAPH, {"a": says({"users": users}), "b": b})
        assert result.errors == []
    assert b.requests == []


async def test_an_entity_that_the_subgraph_does_not_know_stays_without_its_fields() -> None:
    node = then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "level", BY_ID))
    clients = {"a": says({"users": [user("1"), user("2")]}), "b": knows({"2": {"level": 2}})}
    result = await run(plan_of("users { id level }", node), SUPERGRAPH, clients)
    assert result.to_response() == {"data": {"users": [{"id": "1", "level": None}, {"id": "2", "level": 2}]}}


async def test_what_a_later_fetch_adds_to_one_place_does_not_show_at_another() -> None:
    a = says({"viewer": user("1"), "users": [user("1"), user("1", name="second")]})
    sizes = knows({"1": {"size": {"cm": 100}}})
    ranks = ScriptedSubgraph(
        lambda request: SubgraphResponse(
            {"_entities": [{"size": {"inch": len(r["name"] or "")}} for r in request.variables[REPRESENTATIONS]]}
        )
    )
    by_name = requirement("User", "id name", nullable=("name",))
    node = then(
        fetch("a", "users { __typename id name }"),
        flatten("users.@", "b", "size { cm }", BY_ID),
        flatten("users.@", "c", "size { inch }", by_name),
    )
    a = says({"users": [user("1", name=None), user("1", name="second")]})
    result = await run(plan_of("users { size { cm inch } }", node), SUPERGRAPH, {"a": a, "b": sizes, "c": ranks})
    assert result.data == {"users": [{"size": {"cm": 100, "inch": 0}}, {"size": {"cm": 100, "inch": 6}}]}


async def test_parallel_fetches_run_at_the_same_time_and_merge() -> None:
    together = asyncio.Barrier(3)

    class Meeting(ScriptedSubgraph):
        async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
            await together.wait()
            return await super().execute(request)

    def one(data: dict[str, Any]) -> Meeting:
        return Meeting(lambda _: SubgraphResponse(data))

    clients = {
        "a": one({"viewer": {"name": "Mia"}}),
        "b": one({"viewer": {"level": 3}}),
        "c": one({"count": 7}),
    }
    node = ParallelNode((fetch("a", "viewer { name }"), fetch("b", "viewer { level }"), fetch("c", "count")))
    result = await run(plan_of("count viewer { level name }", node), SUPERGRAPH, clients)
    assert result.data == {"count": 7, "viewer": {"level": 3, "name": "Mia"}}


async def test_parallel_nodes_of_one_or_no_child_run() -> None:
    node = ParallelNode((ParallelNode(()), ParallelNode((fetch("a", "count"),))))
    assert (await run(plan_of("count", node), SUPERGRAPH, {"a": says({"count": 1})})).data == {"count": 1}


async def test_a_root_fetch_under_a_path_is_asked_once_for_all_objects_there() -> None:
    a = says({"users": [{"again": {"__typename": "Query"}}, {"again": None}, {"again": {}}]})
    b = says({"count": 7, "viewer": None}, {"message": "x", "path": ["viewer"]})
    supergraph = supergraph_of("""
        type Query { users: [User] count: Int viewer: User }
        type User { again: Query }
    """)
    node = then(
        fetch("a", "users { again { __typename } }"), flatten("users.@.again", "b", "count viewer { __typename }")
    )
    plan = plan_of("users { again { count viewer { __typename } } }", node)
    result = await run(plan, supergraph, {"a": a, "b": b})
    answered = {"count": 7, "viewer": None}
    assert result.data == {"users": [{"again": answered}, {"again": None}, {"again": answered}]}
    assert paths_of(result.errors) == [["users", 0, "again", "viewer"], ["users", 2, "again", "viewer"]]
    assert len(b.requests) == 1


async def test_a_root_fetch_under_a_path_that_reaches_nothing_is_not_sent() -> None:
    b = says({"count": 7})
    node = then(fetch("a", "viewer { again { __typename } }"), flatten("viewer.again", "b", "count"))
    supergraph = supergraph_of("type Query { viewer: User count: Int } type User { again: Query }")
    plan = plan_of("viewer { again { count } }", node)
    result = await run(plan, supergraph, {"a": says({"viewer": {"again": None}}), "b": b})
    assert result.to_response() == {"data": {"viewer": {"again": None}}}
    assert b.requests == []


async def test_a_field_that_the_client_calls_typename_is_held_under_another_key() -> None:
    a = says(
        {"viewer": user("1", _kumiki_t="Mia")}, {"message": "x", "path": ["viewer", "_kumiki_t"]}, {"message": "y"}
    )
    node = fetch("a", "viewer { __typename id _kumiki_t: name }")
    plan = plan_of("viewer { _kumiki_t: name id }", node, aliases=(("_kumiki_t", "__typename"),))
    result = await run(plan, SUPERGRAPH, {"a": a})
    assert result.data == {"viewer": {"__typename": "Mia", "id": "1"}}
    assert paths_of(result.errors) == [["viewer", "__typename"], ["viewer"]]


async def test_internal_aliases_are_undone_before_merging() -> None:
    a = says({"products": [product("1", _kumiki_0="x")]})
    b = knows({"1": {"_kumiki_1": {"_kumiki_2": 5}}})
    node = then(
        fetch("a", "products { __typename id _kumiki_0: name }", renames=(rename("products.@", "_kumiki_0", "name"),)),
        flatten(
            "products.@",
            "b",
            "_kumiki_1: size { _kumiki_2: cm }",
            PRODUCT_BY_ID,
            renames=(rename("_kumiki_1", "_kumiki_2", "cm"), rename("", "_kumiki_1", "size")),
        ),
    )
    result = await run(plan_of("products { name size { cm } }", node), SUPERGRAPH, {"a": a, "b": b})
    assert result.to_response() == {"data": {"products": [{"name": "x", "size": {"cm": 5}}]}}


async def test_required_fields_travel_and_do_not_leak() -> None:
    b = knows({"1": {"_kumiki_0": 7}})
    c = ScriptedSubgraph(
        lambda request: SubgraphResponse(
            {"_entities": [{"shipping": r["price"] * 2} for r in request.variables[REPRESENTATIONS]]}
        )
    )
    node = then(
        fetch("a", "product { __typename id }"),
        flatten("product", "b", "_kumiki_0: price", PRODUCT_BY_ID),
        flatten("product", "c", "shipping", requirement("Product", "id _kumiki_0: price", nullable=("price",))),
    )
    clients = {"a": says({"product": product("1")}), "b": b, "c": c}
    result = await run(plan_of("product { shipping }", node), SUPERGRAPH, clients)
    assert result.to_response() == {"data": {"product": {"shipping": 14}}}
    assert c.requests[0].variables[REPRESENTATIONS] == [product("1", price=7)]


@pytest.mark.parametrize(("flag", "expected"), [(True, {"count": 1}), (False, {"count": 2})])
async def test_a_condition_chooses_its_branch(flag: bool, expected: dict[str, int]) -> None:
    node = ConditionNode("flag", if_true=fetch("a", "count"), if_false=fetch("b", "count"))
    clients = {"a": says({"count": 1}), "b": says({"count": 2})}
    assert (await run(plan_of("count", node), SUPERGRAPH, clients, {"flag": flag})).data == expected


async def test_a_condition_without_the_branch_does_nothing() -> None:
    a = says({"count": 1})
    plan = plan_of("count", ConditionNode("flag", if_true=fetch("a", "count")))
    assert (await run(plan, SUPERGRAPH, {"a": a}, {"flag": False})).data == {"count": None}
    assert a.requests == []


async def test_a_plan_without_fetches_answers_the_type_name() -> None:
    assert (await run(plan_of("__typename", None), SUPERGRAPH, {})).data == {"__typename": "Query"}


async def test_introspection_mixes_with_data_in_the_clients_order() -> None:
    plan = plan_of(
        "s: __schema { queryType { name } } count __type(name: $t) { kind }",
        fetch("a", "count"),
        introspection="query($t: String!) { s: __schema { queryType { name } } __type(name: $t) { kind } }",
    )
    prepared = prepare(plan, SUPERGRAPH)
    for type_name, answer in (("User", {"kind": "OBJECT"}), ("Nobody", None)):
        result = await execute_plan(prepared, context_of(SUPERGRAPH, {"a": says({"count": 1})}, {"t": type_name}))
        assert result.errors == []
        assert list((result.data or {}).items()) == [
            ("s", {"queryType": {"name": "Query"}}),
            ("count", 1),
            ("__type", answer),
        ]


async def test_introspection_without_variables_is_worked_out_once() -> None:
    prepared = prepare(
        plan_of("__schema { types { name } }", None, introspection="{ __schema { types { name } } }"), SUPERGRAPH
    )
    first = await execute_plan(prepared, context_of(SUPERGRAPH, {}))
    second = await execute_plan(prepared, context_of(SUPERGRAPH, {}))
    assert first.data is not None and second.data is not None
    assert first.data["__schema"] is second.data["__schema"]


async def test_introspection_that_fails_says_so() -> None:
    plan = plan_of("__type(name: $t) { kind }", None, introspection="query($t: Int!) { __type(name: $t) { kind } }")
    result = await run(plan, SUPERGRAPH, {}, {"t": "x"})
    assert result.data == {"__type": None}
    assert result.errors[0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


async def test_mutations_run_one_after_another_also_past_a_failure() -> None:
    order: list[str] = []

    def recording(name: str, answer: dict[str, Any] | None) -> ScriptedSubgraph:
        def respond(_: SubgraphRequest) -> SubgraphResponse | SubgraphUnreachable:
            order.append(name)
            return SubgraphResponse(answer) if answer else SubgraphUnreachable("no connection", SubgraphName(name))

        return ScriptedSubgraph(respond)

    kind = OperationKind.MUTATION
    node = then(fetch("a", "must", kind=kind), fetch("b", "first", kind=kind), fetch("c", "second", kind=kind))
    clients = {"a": recording("a", None), "b": recording("b", {"first": 1}), "c": recording("c", {"second": 2})}
    plan = plan_of("must first second", node, kind=kind, root_type="Mutation")
    result = await run(plan, SUPERGRAPH, clients)
    assert order == ["a", "b", "c"]
    assert result.data is None
    assert paths_of(result.errors) == [["must"]]


async def test_a_subgraph_that_is_down_costs_its_own_fields_only() -> None:
    node = then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "level rank", BY_ID))
    clients = {"a": says({"users": [user("1"), user("2")]}), "b": fails(DOWN)}
    result = await run(plan_of("users { id level r: rank }", node), SUPERGRAPH, clients)
    assert result.data == {"users": [{"id": "1", "level": None, "r": None}, {"id": "2", "level": None, "r": None}]}
    assert result.errors[0] == {
        "message": 'Subgraph "b" failed: no connection.',
        "path": ["users", 0, "level"],
        "extensions": {"code": "SUBREQUEST_HTTP_ERROR", "service": "b", "reason": "no connection"},
    }
    assert paths_of(result.errors) == [["users", 0, "level"], ["users", 1, "level"]]


async def test_a_root_fetch_that_fails_is_reported_at_each_of_its_fields() -> None:
    node = ParallelNode((fetch("b", "viewer { name } c: count"), fetch("a", "users { id }")))
    clients = {"a": says({"users": []}), "b": fails(DOWN)}
    result = await run(plan_of("viewer { name } c: count users { id }", node), SUPERGRAPH, clients)
    assert result.data == {"viewer": None, "c": None, "users": []}
    assert paths_of(result.errors) == [["viewer"], ["c"]]


async def test_a_field_under_an_internal_alias_is_reported_under_the_clients_key() -> None:
    node = then(
        fetch("a", "viewer { __typename id }"),
        flatten("viewer", "b", "_kumiki_0: level", BY_ID, renames=(rename("", "_kumiki_0", "l"),)),
    )
    clients = {"a": says({"viewer": user("1")}), "b": fails(DOWN)}
    result = await run(plan_of("viewer { l: level }", node), SUPERGRAPH, clients)
    assert paths_of(result.errors) == [["viewer", "l"]]


async def test_a_failed_fetch_of_hidden_fields_is_reported_at_the_object() -> None:
    c = knows({})
    node = then(
        fetch("a", "viewer { __typename id }"),
        flatten("viewer", "b", "rank", BY_ID),
        flatten("viewer", "c", "level", requirement("User", "id rank", nullable=("rank",))),
    )
    clients = {"a": says({"viewer": user("1")}), "b": fails(DOWN), "c": c}
    result = await run(plan_of("viewer { level }", node), SUPERGRAPH, clients)
    assert result.data == {"viewer": {"level": None}}
    assert paths_of(result.errors) == [["viewer"]]
    assert c.requests == []


async def test_a_skipped_fetch_says_so_where_the_cause_stands_at_another_field() -> None:
    node = then(
        fetch("a", "viewer { __typename id }"),
        flatten("viewer", "b", "rank", BY_ID),
        flatten("viewer", "c", "level", requirement("User", "id rank", nullable=("rank",))),
    )
    clients = {"a": says({"viewer": user("1")}), "b": fails(DOWN), "c": knows({})}
    result = await run(plan_of("viewer { rank level }", node), SUPERGRAPH, clients)
    assert paths_of(result.errors) == [["viewer", "rank"], ["viewer", "level"]]
    assert result.errors[1]["extensions"]["code"] == "SUBREQUEST_SKIPPED"
    assert result.errors[1]["extensions"]["service"] == "c"


async def test_a_fetch_skipped_for_a_key_that_is_null_in_earnest_is_silent() -> None:
    a = says({"users": [user("1"), {"__typename": "User", "id": None}]}, {"message": "x", "path": ["users", 1, "name"]})
    node = then(fetch("a", "users { __typename id name }"), flatten("users.@", "b", "level", BY_ID))
    result = await run(plan_of("users { level name }", node), SUPERGRAPH, {"a": a, "b": knows({"1": {"level": 1}})})
    assert result.data == {"users": [{"level": 1, "name": None}, {"level": None, "name": None}]}
    assert paths_of(result.errors) == [["users", 1, "name"]]


async def test_an_error_of_a_root_fetch_keeps_its_path_code_and_extensions() -> None:
    error = {
        "message": "no",
        "path": ["viewer", "_kumiki_0"],
        "locations": [{"line": 1, "column": 2}],
        "extensions": {"code": "FORBIDDEN", "more": 1},
    }
    node = fetch("a", "viewer { _kumiki_0: name }", renames=(rename("viewer", "_kumiki_0", "n"),))
    result = await run(
        plan_of("viewer { n: name }", node), SUPERGRAPH, {"a": says({"viewer": {"_kumiki_0": None}}, error)}
    )
    assert result.to_response() == {
        "data": {"viewer": {"n": None}},
        "errors": [
            {
                "message": "no",
                "path": ["viewer", "n"],
                "extensions": {"code": "FORBIDDEN", "more": 1, "service": "a"},
            }
        ],
    }


async def test_an_error_inside_an_entity_is_mapped_to_every_place_of_it() -> None:
    a = says({"users": [user("1"), user("2"), user("1")]})
    error = {"message": "boom", "path": ["_entities", 0, "size", "cm"]}
    b = says({"_entities": [{"size": {"cm": None}}, {"size": {"cm": 2}}]}, error)
    node = then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "size { cm }", BY_ID))
    result = await run(plan_of("users { size { cm } }", node), SUPERGRAPH, {"a": a, "b": b})
    assert paths_of(result.errors) == [["users", 0, "size", "cm"], ["users", 2, "size", "cm"]]
    assert result.errors[0]["extensions"] == {"code": "DOWNSTREAM_SERVICE_ERROR", "service": "b"}
    assert result.data == {"users": [{"size": {"cm": None}}, {"size": {"cm": 2}}, {"size": {"cm": None}}]}


async def test_an_error_at_a_hidden_field_is_told_at_the_visible_part_of_its_path_once_the_field_is_needed() -> None:
    a = says({"viewer": user("1", rank=None)}, {"message": "x", "path": ["viewer", "rank"]})
    b = says({"_entities": [{"name": "Ada"}]})
    by_rank = requirement("User", "id rank", nullable=("rank",))
    node = then(fetch("a", "viewer { __typename id rank }"), flatten("viewer", "b", "name", by_rank))
    result = await run(plan_of("viewer { id name }", node), SUPERGRAPH, {"a": a, "b": b})
    assert [(error["message"], error["path"]) for error in result.errors] == [("x", ["viewer"])]


async def test_an_error_at_a_hidden_field_that_nobody_needs_is_not_told() -> None:
    a = says({"viewer": user("1", rank=None)}, {"message": "x", "path": ["viewer", "rank"]})
    result = await run(plan_of("viewer { id }", fetch("a", "viewer { id rank }")), SUPERGRAPH, {"a": a})
    assert result.to_response() == {"data": {"viewer": {"id": "1"}}}


async def test_an_error_at_a_hidden_field_is_told_where_it_took_the_object_that_holds_it() -> None:
    a = says({"viewer": None}, {"message": "x", "path": ["viewer", "rank"]})
    result = await run(plan_of("viewer { id }", fetch("a", "viewer { id rank }")), SUPERGRAPH, {"a": a})
    assert [(error["message"], error["path"]) for error in result.errors] == [("x", ["viewer"])]


async def test_an_error_at_a_hidden_field_is_told_where_it_took_an_entity() -> None:
    a = says({"viewer": user("1")})
    b = says({"_entities": [None]}, {"message": "x", "path": ["_entities", 0, "rank"]})
    node = then(fetch("a", "viewer { __typename id }"), flatten("viewer", "b", "name rank", BY_ID))
    result = await run(plan_of("viewer { id name }", node), SUPERGRAPH, {"a": a, "b": b})
    assert [(error["message"], error["path"]) for error in result.errors] == [("x", ["viewer"])]


async def test_an_error_at_one_field_that_took_an_entity_explains_its_other_fields_too() -> None:
    a = says({"viewer": user("1")})
    b = says({"_entities": [None]}, {"message": "x", "path": ["_entities", 0, "rank"]})
    node = then(fetch("a", "viewer { __typename id }"), flatten("viewer", "b", "name rank level", BY_ID))
    result = await run(plan_of("viewer { id name rank }", node), SUPERGRAPH, {"a": a, "b": b})
    assert [(error["message"], error["path"]) for error in result.errors] == [
        ("x", ["viewer", "rank"]),
        ("x", ["viewer", "name"]),
    ]


async def test_an_error_that_took_an_object_which_another_fetch_brings_explains_what_that_one_lacks() -> None:
    a = says({"viewer": None}, {"message": "x", "path": ["viewer", "rank"]})
    b = says({"viewer": {"name": "Ada"}})
    beside = ParallelNode((fetch("b", "viewer { name }"), fetch("a", "viewer { rank level }")))
    result = await run(plan_of("viewer { rank level name }", beside), SUPERGRAPH, {"a": a, "b": b})
    assert result.data == {"viewer": {"rank": None, "level": None, "name": "Ada"}}
    assert [(error["message"], error["path"]) for error in result.errors] == [
        ("x", ["viewer", "rank"]),
        ("x", ["viewer", "level"]),
    ]


async def test_what_waits_for_a_field_that_was_taken_with_its_object_says_so() -> None:
    a = says({"users": [None]}, {"message": "x", "path": ["users", 0, "best", "name"]})
    b = says({"users": [{"__typename": "User", "id": "1"}]})
    by_rank = requirement("User", "id rank", nullable=("rank",))
    node = then(
        ParallelNode((fetch("a", "users { rank best { name } }"), fetch("b", "users { __typename id }"))),
        flatten("users.@", "c", "level", by_rank),
    )
    result = await run(plan_of("users { level best { name } }", node), SUPERGRAPH, {"a": a, "b": b, "c": knows({})})
    assert result.data == {"users": [{"level": None, "best": None}]}
    assert paths_of(result.errors) == [["users", 0, "best", "name"], ["users", 0, "level"]]


@pytest.mark.parametrize("best", [None, [None]])
async def test_a_null_that_stands_for_what_an_error_took_is_not_sent(best: list[None] | None) -> None:
    beneath = [] if best is None else [0]
    a = says({"viewer": user("1", best=best)}, {"message": "x", "path": ["viewer", "best", *beneath, "name"]})
    b = knows({"1": {"level": 3}})
    by_best = requirement("User", "id best { price }", nullable=("best",))
    node = then(fetch("a", "viewer { __typename id best { name price } }"), flatten("viewer", "b", "level", by_best))
    result = await run(plan_of("viewer { id level }", node), SUPERGRAPH, {"a": a, "b": b})
    assert result.data == {"viewer": {"id": "1", "level": None}}
    assert [(error["message"], error["path"]) for error in result.errors] == [("x", ["viewer"])]
    assert b.requests == []


async def test_what_an_error_took_keeps_nobody_waiting_who_does_not_need_it() -> None:
    a = says({"viewer": user("1", best=None)}, {"message": "x", "path": ["viewer", "best", "name"]})
    b = knows({"1": {"level": 3}})
    node = then(fetch("a", "viewer { __typename id best { name } }"), flatten("viewer", "b", "level", BY_ID))
    result = await run(plan_of("viewer { best { name } level }", node), SUPERGRAPH, {"a": a, "b": b})
    assert result.data == {"viewer": {"best": None, "level": 3}}
    assert paths_of(result.errors) == [["viewer", "best", "name"]]


async def test_an_error_without_path_stands_at_the_fields_that_stayed_empty() -> None:
    a = says({"viewer": None, "count": 1}, {"message": "x"})
    result = await run(plan_of("viewer { id } count", fetch("a", "viewer { id } count")), SUPERGRAPH, {"a": a})
    assert result.data == {"viewer": None, "count": 1}
    assert paths_of(result.errors) == [["viewer"]]


async def test_an_error_without_path_and_without_loss_stands_alone() -> None:
    a = says({"count": 1}, {"message": "deprecated"})
    result = await run(plan_of("count", fetch("a", "count")), SUPERGRAPH, {"a": a})
    assert result.data == {"count": 1}
    assert "path" not in result.errors[0]


async def test_an_error_without_path_of_an_entity_fetch_stands_at_every_place() -> None:
    a = says({"users": [user("1"), user("2")]})
    node = then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "level", BY_ID))
    b = says(None, {"message": "denied", "extensions": {"code": "FORBIDDEN"}})
    result = await run(plan_of("users { level }", node), SUPERGRAPH, {"a": a, "b": b})
    assert paths_of(result.errors) == [["users", 0, "level"], ["users", 1, "level"]]
    assert {error["extensions"]["code"] for error in result.errors} == {"FORBIDDEN"}


async def test_places_that_errors_do_not_name_are_explained_where_all_data_is_lost() -> None:
    a = says({"users": [user("1"), user("2")]})
    node = then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "level", BY_ID))
    b = says({"_entities": None}, {"message": "boom", "path": ["_entities", 1, "level"]})
    result = await run(plan_of("users { level }", node), SUPERGRAPH, {"a": a, "b": b})
    codes = {tuple(error["path"]): error["extensions"]["code"] for error in result.errors}
    assert codes == {
        ("users", 1, "level"): "DOWNSTREAM_SERVICE_ERROR",
        ("users", 0, "level"): "SUBREQUEST_MALFORMED_RESPONSE",
    }


async def test_an_error_that_nulled_more_than_its_field_explains_the_nulls_above_it() -> None:
    a = says({"product": None}, {"message": "x", "path": ["product", "name"]})
    result = await run(plan_of("product { name }", fetch("a", "product { name }")), SUPERGRAPH, {"a": a})
    assert result.data == {"product": None}
    assert paths_of(result.errors) == [["product", "name"]]


async def test_a_non_null_field_lost_with_its_subgraph_propagates_without_a_second_error() -> None:
    a = says({"products": [product("1"), product("2")]})
    node = then(fetch("a", "products { __typename id }"), flatten("products.@", "b", "name", PRODUCT_BY_ID))
    result = await run(plan_of("products { id name }", node), SUPERGRAPH, {"a": a, "b": fails(DOWN)})
    assert result.data == {"products": None}
    assert {error["extensions"]["code"] for error in result.errors} == {"SUBREQUEST_HTTP_ERROR"}


async def test_data_null_without_errors_is_malformed() -> None:
    result = await run(plan_of("count", fetch("a", "count")), SUPERGRAPH, {"a": says(None)})
    assert result.errors[0]["extensions"]["code"] == "SUBREQUEST_MALFORMED_RESPONSE"
    assert paths_of(result.errors) == [["count"]]


@pytest.mark.parametrize("entities", [[], [None, None], "x", {"0": None}, None])
async def test_entities_that_do_not_fit_the_representations_are_malformed(entities: object) -> None:
    node = then(fetch("a", "viewer { __typename id }"), flatten("viewer", "b", "level", BY_ID))
    clients = {"a": says({"viewer": user("1")}), "b": says({"_entities": entities})}
    result = await run(plan_of("viewer { id level }", node), SUPERGRAPH, clients)
    assert result.data == {"viewer": {"id": "1", "level": None}}
    assert result.errors[0]["extensions"]["code"] == SubgraphAnswerMalformed.code
    assert paths_of(result.errors) == [["viewer", "level"]]


async def test_an_entity_of_the_wrong_shape_costs_its_own_places_only() -> None:
    node = then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "level", BY_ID))
    clients = {"a": says({"users": [user("1"), user("2")]}), "b": says({"_entities": [7, {"level": 2}]})}
    result = await run(plan_of("users { level }", node), SUPERGRAPH, clients)
    assert result.data == {"users": [{"level": None}, {"level": 2}]}
    assert paths_of(result.errors) == [["users", 0, "level"]]


@pytest.mark.parametrize("path", [["_entities", 9, "level"], ["_entities"], ["elsewhere", 0], "x", [None], None])
async def test_an_error_path_that_leads_nowhere_is_not_lost(path: object) -> None:
    node = then(fetch("a", "viewer { __typename id }"), flatten("viewer", "b", "level", BY_ID))
    b = says({"_entities": [{"level": None}]}, {"message": "boom", "path": path})
    result = await run(plan_of("viewer { level }", node), SUPERGRAPH, {"a": says({"viewer": user("1")}), "b": b})
    assert paths_of(result.errors) == [["viewer", "level"]]
    assert result.errors[0]["message"] == "boom"


async def test_a_slow_subgraph_is_given_up_at_its_deadline() -> None:
    a = says({"count": 1})
    a.delay = 30
    result = await run(plan_of("count", fetch("a", "count")), SUPERGRAPH, {"a": a}, timeout=0.02)
    assert result.data == {"count": None}
    assert result.errors[0]["extensions"] == {
        "code": SubgraphTimedOut.code,
        "service": "a",
        "reason": "no answer within 0.02 s",
    }
    assert a.cancelled == 1


async def test_a_subgraph_without_client_is_unreachable() -> None:
    result = await run(plan_of("count", fetch("a", "count")), SUPERGRAPH, {})
    assert result.data == {"count": None}
    assert result.errors[0]["extensions"]["code"] == "SUBREQUEST_HTTP_ERROR"


async def test_the_number_of_errors_is_bounded() -> None:
    a = says({"users": [user(str(number)) for number in range(500)]})
    node = then(fetch("a", "users { __typename id }"), flatten("users.@", "b", "level", BY_ID))
    result = await run(plan_of("users { level }", node), SUPERGRAPH, {"a": a, "b": fails(DOWN)}, max_errors=10)
    assert len(result.errors) == 11


async def test_cancelling_the_execution_cancels_its_requests() -> None:
    a, b = says({"count": 1}), says({"viewer": None})
    a.delay = b.delay = 30
    plan = plan_of("count viewer { id }", ParallelNode((fetch("a", "count"), fetch("b", "viewer { id }"))))
    task = asyncio.create_task(run(plan, SUPERGRAPH, {"a": a, "b": b}))
    await asyncio.gather(a.started.wait(), b.started.wait())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (a.cancelled, b.cancelled) == (1, 1)


async def test_no_more_requests_than_slots_are_under_way_to_one_subgraph() -> None:
    a, b = says({"count": 1}), says({"count": 1})
    a.delay = b.delay = 0.001
    slots = RequestSlots(per_subgraph=2)
    plans = [plan_of("count", fetch(name, "count")) for name in "ab" * 6]
    await asyncio.gather(*(run(plan, SUPERGRAPH, {"a": a, "b": b}, slots=slots) for plan in plans))
    assert (a.most_under_way, b.most_under_way) == (2, 2)
    assert len(a.requests) == 6


async def test_a_subscription_is_not_executed_once() -> None:
    with pytest.raises(InternalError):
        await run(plan_of("count", SubscriptionNode(fetch("a", "count"))), SUPERGRAPH, {})


async def test_a_subscription_inside_another_node_is_refused() -> None:
    with pytest.raises(InternalError):
        prepare(plan_of("count", then(SubscriptionNode(fetch("a", "count")))), SUPERGRAPH)

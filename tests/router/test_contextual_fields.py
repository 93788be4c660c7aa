"""Contextual arguments from the supergraph to the requests; the answers are judged by the scenarios."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from graphql import FieldNode, OperationDefinitionNode, parse, print_ast

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.errors import SubgraphError
from router.executor.execute_plan import execute_plan
from router.executor.execution_context import ExecutionContext, ExecutionResult
from router.executor.fetch_trace import FetchTrace
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse, SubgraphUnreachable
from router.language.names import SubgraphName
from router.planner.operation import OperationNotPlannable
from router.planner.plan_document import Planner
from router.query_plan import fetches_in, print_query_plan
from router.query_plan_json import query_plan_to_json
from router.supergraph.load import load_supergraph
from tests.router.executor.plans import ScriptedSubgraph, context_of

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@context", "@fromContext"])'
)
BLOG = """
type Query { users: [User!]! }
type User @key(fields: "id") @context(name: "user") { id: ID! language: String! posts: [Post!]! }
type Post @key(fields: "id") {
  id: ID!
  text(language: String! @fromContext(field: "$user { language }")): String
  price(words: Int, language: String! @fromContext(field: "$user { language }")): String
}
"""
TITLES = """type Post @key(fields: "id") { id: ID! title: String }"""

Respond = Callable[[SubgraphRequest], SubgraphResponse | SubgraphError]


@cache
def blog() -> Planner:
    sources = [("blog", LINK + BLOG), ("titles", LINK + TITLES)]
    result = compose([SubgraphSource(SubgraphName(name), f"http://{name}.test", sdl) for name, sdl in sources])
    assert result.supergraph is not None, result.errors
    return Planner(result.supergraph)


async def answer(
    operation: str,
    users: list[tuple[str | None, list[str]]],
    respond: Respond | None = None,
    variables: dict[str, Any] | None = None,
    trace: FetchTrace | None = None,
) -> tuple[ExecutionResult, list[SubgraphRequest]]:
    """The blog's users with a language and the ids of their posts; `respond` answers for entities."""

    def from_blog(request: SubgraphRequest) -> SubgraphResponse | SubgraphError:
        if "_entities" in request.operation:
            return (respond or tell_values)(request)
        posts = [[{"__typename": "Post", "id": number} for number in numbers] for _, numbers in users]
        found = [{"language": language, "posts": own} for (language, _), own in zip(users, posts, strict=True)]
        return SubgraphResponse({"users": found})

    subgraph = ScriptedSubgraph(from_blog)
    plan = blog().plan(parse(operation), None, variables)
    context = context_of(blog().supergraph, {"blog": subgraph}, variables)
    result = await execute_plan(plan, _traced(context, trace))
    return result, subgraph.requests[1:]


def _traced(context: ExecutionContext, trace: FetchTrace | None) -> ExecutionContext:
    return ExecutionContext(context.supergraph, context.clients, context.variables, trace=trace)


def tell_values(request: SubgraphRequest) -> SubgraphResponse:
    """Each field says for whom and with which values it was asked."""
    data = {}
    for entities in _fields(_operation(request)):
        (sent,) = _values(entities, request)
        told: list[dict[str, Any]] = [{} for _ in sent]
        for field in _fields(entities.selection_set.selections[0]):  # type: ignore[union-attr]
            for each, entity in zip(sent, told, strict=True):
                entity[_key(field)] = ", ".join(map(str, [each["id"], *_values(field, request)]))
        data[_key(entities)] = told
    return SubgraphResponse(data)


def _operation(request: SubgraphRequest) -> OperationDefinitionNode:
    (operation,) = parse(request.operation).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation


def _fields(node: Any) -> list[FieldNode]:
    return [each for each in node.selection_set.selections if isinstance(each, FieldNode)]


def _key(field: FieldNode) -> str:
    return field.alias.value if field.alias else field.name.value


def _values(field: FieldNode, request: SubgraphRequest) -> list[Any]:
    return [request.variables[print_ast(argument.value)[1:]] for argument in field.arguments]


async def test_objects_with_equal_values_are_one_ordinary_fetch() -> None:
    result, requests = await answer("{ users { posts { text } } }", [("de", ["1", "2"]), ("de", ["1"])])
    texts = [[post["text"] for post in user["posts"]] for user in result.data["users"]]  # type: ignore[index]
    assert texts == [["1, de", "2, de"], ["1, de"]]
    (request,) = requests
    assert [each["id"] for each in request.variables["_representations"]] == ["1", "2"]


async def test_objects_with_different_values_are_parts_of_one_request() -> None:
    users: list[tuple[str | None, list[str]]] = [("de", ["1"]), ("ja", ["1", "2"]), ("de", ["2"])]
    result, requests = await answer("{ users { posts { text } } }", users)
    texts = [[post["text"] for post in user["posts"]] for user in result.data["users"]]  # type: ignore[index]
    assert texts == [["1, de"], ["1, ja", "2, ja"], ["2, de"]]
    assert len(requests) == 1


async def test_a_request_holds_a_bounded_number_of_parts() -> None:
    users: list[tuple[str | None, list[str]]] = [(f"l{number}", ["1"]) for number in range(70)]
    result, requests = await answer("{ users { posts { text } } }", users)
    assert [user["posts"][0]["text"] for user in result.data["users"]] == [f"1, l{n}" for n in range(70)]  # type: ignore[index]
    assert len(requests) == 3


async def test_client_variables_travel_in_every_part() -> None:
    operation = "query Prices($n: Int = 7, $m: Int) { users { posts { price(words: $n) other: price(words: $m) } } }"
    result, requests = await answer(operation, [("de", ["1"]), ("ja", ["1"])], variables={"n": 3, "m": 4})
    assert result.data is not None
    assert result.data["users"][1]["posts"] == [{"price": "1, 3, ja", "other": "1, 4, ja"}]
    assert _operation(requests[0]).name.value == requests[0].operation_name  # type: ignore[union-attr]
    defaults = [print_ast(each) for each in _operation(requests[0]).variable_definitions]
    assert "$n: Int = 7" in defaults


async def test_an_error_in_one_part_stands_at_its_own_places() -> None:
    def respond(request: SubgraphRequest) -> SubgraphResponse:
        good = tell_values(request)
        assert good.data is not None
        good.data["_entities_1"][0]["text"] = None
        return SubgraphResponse(good.data, ({"message": "no", "path": ["_entities_1", 0, "text"]},))

    users: list[tuple[str | None, list[str]]] = [("de", ["1"]), ("ja", ["1", "2"])]
    result, _ = await answer("{ users { posts { text } } }", users, respond)
    assert [error["path"] for error in result.errors] == [["users", 1, "posts", 0, "text"]]


async def test_a_subgraph_that_fails_leaves_every_field_null_with_an_error() -> None:
    error = SubgraphUnreachable("no connection", SubgraphName("blog"))
    result, _ = await answer("{ users { posts { text } } }", [("de", ["1"]), ("ja", ["2"])], lambda _: error)
    paths = [error["path"] for error in result.errors]
    assert paths == [["users", 0, "posts", 0, "text"], ["users", 1, "posts", 0, "text"]]


async def test_where_one_part_spoils_the_data_the_others_are_asked_again() -> None:
    def respond(request: SubgraphRequest) -> SubgraphResponse:
        if "_entities_1" in request.operation:
            return SubgraphResponse(None, ({"message": "no", "path": ["_entities_1"]},))
        return tell_values(request)

    result, requests = await answer("{ users { posts { text } } }", [("de", ["1"]), ("ja", ["2"])], respond)
    assert result.data is not None
    assert [user["posts"][0]["text"] for user in result.data["users"]] == ["1, de", None]
    assert len(requests) == 2


async def test_a_missing_value_costs_only_the_fields_that_need_it() -> None:
    users: list[tuple[str | None, list[str]]] = [(None, ["1"]), ("ja", ["2"]), ("de", ["3"])]
    result, requests = await answer("{ users { posts { text } } }", users)
    assert result.data is not None
    assert [user["posts"][0]["text"] for user in result.data["users"]] == [None, "2, ja", "3, de"]
    (error,) = result.errors
    assert error["path"] == ["users", 0, "posts", 0, "text"]
    assert error["extensions"]["service"] == "blog"
    assert 'the context "user" has no value here' in error["extensions"]["reason"]
    assert len(requests) == 1


async def test_nobody_is_asked_where_no_object_has_a_value() -> None:
    result, requests = await answer("{ users { posts { text } } }", [(None, ["1"])])
    assert (len(requests), len(result.errors)) == (0, 1)


async def test_the_trace_lists_the_request_as_the_plans_fetch() -> None:
    trace = FetchTrace()
    operation = "{ users { posts { text } } }"
    await answer(operation, [("de", ["1"]), ("ja", ["1", "2"])], trace=trace)
    last = trace.timings[-1]
    planned = list(fetches_in(blog().plan(parse(operation)).node))[-1]
    assert (last.node.operation, last.representations) == (planned.operation, 3)


def test_a_variable_of_the_router_takes_no_name_of_the_client() -> None:
    operation = "query Q($_context_0_language: Int) { users { posts { price(words: $_context_0_language) } } }"
    plan = blog().plan(parse(operation))
    assert "price(words: $_context_0_language language: $__context_0_language)" in print_query_plan(plan).replace(
        ",", ""
    )


def test_clients_do_not_see_arguments_from_a_context() -> None:
    fields = blog().supergraph.api_schema.type_map["Post"].fields  # type: ignore[attr-defined]
    assert set(fields["price"].args) == {"words"}


def test_fields_of_one_subgraph_for_the_same_objects_share_the_contextual_fetch() -> None:
    plan = blog().plan(parse("{ users { posts { text price(words: 1) title } } }"))
    assert [str(fetch.subgraph) for fetch in fetches_in(plan.node)] == ["blog", "blog", "titles"]


def test_a_contextual_field_can_be_what_another_subgraph_requires() -> None:
    asks = """type Post @key(fields: "id") {
      id: ID! text: String @external words: Int @requires(fields: "text")
    }"""
    link = LINK.replace('"@context"', '"@external", "@requires"').replace(', "@fromContext"', "")
    sources = [("blog", LINK + BLOG), ("counts", link + asks)]
    result = compose([SubgraphSource(SubgraphName(name), f"http://{name}.test", sdl) for name, sdl in sources])
    assert result.supergraph is not None, result.errors
    plan = Planner(result.supergraph).plan(parse("{ users { posts { words } } }"))
    assert [str(fetch.selection_set) for fetch in fetches_in(plan.node)] == [
        "{users{posts{__typename id} language}}",
        "{...on Post{text(language: $_context_0_language)}}",
        "{...on Post{words}}",
    ]


def test_the_published_json_tells_how_to_go_up_for_a_value() -> None:
    plan = query_plan_to_json(blog().plan(parse("{ users { posts { text } } }")))
    flatten = plan["node"]["nodes"][1]
    assert flatten["kind"] == "Flatten"
    assert flatten["node"]["contextRewrites"] == [
        {"kind": "KeyRenamer", "path": ["..", "language"], "renameKeyTo": "_context_0_language"}
    ]


def test_without_an_object_that_sets_the_context_there_is_no_plan() -> None:
    result = compose([SubgraphSource(SubgraphName("blog"), "http://blog.test", LINK + BLOG)])
    unsafe = str(result.supergraph_sdl).replace("  users:", "  post: Post @join__field(graph: BLOG)\n  users:")
    supergraph = load_supergraph(unsafe)
    with pytest.raises(OperationNotPlannable, match=r"Post\.text"):
        Planner(supergraph).plan(parse("{ post { text } }"))

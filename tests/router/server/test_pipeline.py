from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import DocumentNode

from router.planner.plan_document import Planner
from router.query_plan import QueryPlan
from router.server.app import create_app
from router.server.graphql_request import GraphQLRequest
from router.server.pipeline import Pipeline
from router.server.read_operation import ValidationFailed
from router.server.subgraph_access import SubgraphClients, subgraph_access
from router.settings import CacheSettings, LimitsSettings, SubgraphSettings, SubgraphsSettings
from router.supergraph.access import AccessConditions
from tests.router.server.example import BOOKS, Shelf, example_supergraph
from tests.router.server.raw_http import post


@dataclass
class CountingPlanner:
    """The real planner, counted."""

    planner: Planner
    planned: list[Mapping[str, Any]] = field(default_factory=list)
    failure: Exception | None = None
    before: Callable[[], object] = lambda: None

    def plan(
        self,
        document: DocumentNode,
        operation_name: str | None = None,
        variables: Mapping[str, Any] | None = None,
        active_labels: frozenset[str] = frozenset(),
        unmet: AccessConditions = frozenset(),
        defers: bool = False,
    ) -> QueryPlan:
        self.planned.append(variables or {})
        self.before()
        if self.failure is not None:
            raise self.failure
        return self.planner.plan(document, operation_name, variables, active_labels, unmet, defers)


def counting_planner() -> CountingPlanner:
    return CountingPlanner(Planner(example_supergraph()))


def make_pipeline(planner: CountingPlanner, cache: CacheSettings | None = None) -> Pipeline:
    supergraph = example_supergraph()
    settings = SubgraphsSettings()
    clients = SubgraphClients(supergraph, settings, Shelf().clients())
    access = subgraph_access(clients, settings)
    return Pipeline(supergraph, planner, access, LimitsSettings(), cache or CacheSettings())


CONDITIONAL = """
query Q($id: ID!, $stars: Boolean = false) { book(id: $id) { ...T } }
fragment T on Book { title stars @include(if: $stars) }
"""


async def test_a_plan_is_made_once_whatever_the_other_variables_are() -> None:
    planner = counting_planner()
    pipeline = make_pipeline(planner)
    plans = [(await pipeline.plan(GraphQLRequest(CONDITIONAL, variables={"id": str(n)}))).plan for n in range(5)]
    assert len(planner.planned) == 1
    assert all(plan is plans[0] for plan in plans)


async def test_a_plan_is_made_for_each_value_of_a_condition() -> None:
    planner = counting_planner()
    pipeline = make_pipeline(planner)
    for stars in (True, False, True):
        await pipeline.plan(GraphQLRequest(CONDITIONAL, variables={"id": "1", "stars": stars}))
    await pipeline.plan(GraphQLRequest(CONDITIONAL, variables={"id": "1"}))
    assert [variables["stars"] for variables in planner.planned] == [True, False]


async def test_operations_of_one_document_have_plans_of_their_own() -> None:
    planner = counting_planner()
    pipeline = make_pipeline(planner)
    text = 'query A { book(id: "1") { title } } query B { book(id: "1") { stars } }'
    plans = {(await pipeline.plan(GraphQLRequest(text, name))).plan.plan.selection_set for name in ("A", "B")}
    assert len(plans) == 2


async def test_a_forgotten_plan_is_made_again() -> None:
    planner = counting_planner()
    pipeline = make_pipeline(planner, CacheSettings(plans=1))
    for text in ("{ a: __typename }", "{ b: __typename }", "{ a: __typename }"):
        await pipeline.plan(GraphQLRequest(text))
    assert len(planner.planned) == 3


async def test_plans_of_spread_fragments_weigh_more_than_their_text() -> None:
    planner = counting_planner()
    pipeline = make_pipeline(planner, CacheSettings(characters=300))
    spread = "{ book(id: 1) { ...A ...A ...A ...A } } fragment A on Book { id title stars }"
    for text in (spread, spread):
        await pipeline.plan(GraphQLRequest(text))
    assert len(planner.planned) == 2
    for text in ("{ book(id: 1) { id } }", "{ book(id: 1) { id } }"):
        await pipeline.plan(GraphQLRequest(text))
    assert len(planner.planned) == 3


async def test_a_refused_document_is_refused_again() -> None:
    pipeline = make_pipeline(counting_planner())
    for _ in range(2):
        with pytest.raises(ValidationFailed):
            await pipeline.plan(GraphQLRequest("{ film }"))


async def test_variables_go_on_as_they_were_sent_with_defaults_applied() -> None:
    pipeline = make_pipeline(counting_planner())
    text = """query Q($id: ID!, $v: Anything = {deep: [1, 2.5, RED]}, $w: Anything) {
      book(id: $id) { id } e: echo(value: $v) f: echo(value: $w)
    }"""
    operation = await pipeline.plan(GraphQLRequest(text, variables={"id": 5, "stray": 1}))
    assert operation.variables == {"id": 5, "v": {"deep": [1, 2.5, "RED"]}}


async def test_a_bug_of_ours_is_a_500_in_json_without_its_text() -> None:
    planner = counting_planner()
    planner.failure = ZeroDivisionError("secret")
    app = create_app(example_supergraph(), clients=Shelf().clients(), planner=planner)
    answer = await post(app, {"query": "{ __typename }"})
    assert (answer.status, answer.codes) == (500, ["INTERNAL_SERVER_ERROR"])
    assert b"secret" not in answer.body
    assert answer.json["errors"][0]["extensions"]["traceId"] == answer.headers["x-request-id"]


async def test_a_recursion_that_planning_cannot_end_is_a_refusal() -> None:
    planner = counting_planner()
    planner.failure = RecursionError()
    app = create_app(example_supergraph(), clients=Shelf().clients(), planner=planner)
    answer = await post(app, {"query": "{ __typename }"})
    assert (answer.status, answer.codes) == (200, ["GRAPHQL_VALIDATION_FAILED"])


def test_settings_of_one_subgraph_override_those_of_all() -> None:
    settings = SubgraphsSettings(timeout_seconds=7, overrides={"books": SubgraphSettings(timeout_seconds=2)})
    access = subgraph_access(SubgraphClients(example_supergraph(), settings, {}), settings)
    assert (access.timeout, access.timeouts) == (7, {BOOKS: 2})

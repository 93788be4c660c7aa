"""No operation blows planning up: work is counted in calls, which are the same in every run, and grows gently."""

import math

import pytest
from graphql import DocumentNode, parse

from bench.planning_cases import CASES, Case
from router.planner import choose_paths
from router.planner.plan_document import Planner
from router.query_plan import fetches_in, print_query_plan
from tests.router.planner.supergraphs import compose_planner
from tests.support.counted_calls import calls_during

STEEPEST = 2.0
"""The exponent of growth: 1 is linear, 2 quadratic."""

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)


def planner_and_document(case: Case, size: int) -> tuple[Planner, DocumentNode]:
    situation = case.build(size)
    return compose_planner(**situation.subgraphs), parse(situation.operation)


def calls_of(case: Case, size: int) -> int:
    planner, document = planner_and_document(case, size)
    planner.plan(document)
    return calls_during(lambda: planner.plan(document), "router.planner")


@each_case
def test_work_grows_gently_with_an_operation(case: Case) -> None:
    smaller, larger = case.sizes[0], case.sizes[1]
    growth = math.log(calls_of(case, larger) / calls_of(case, smaller), larger / smaller)
    assert growth < STEEPEST


@each_case
def test_a_hostile_operation_has_the_same_plan_every_time(case: Case) -> None:
    size = case.sizes[0]
    plans = [planner.plan(document) for planner, document in (planner_and_document(case, size) for _ in range(2))]
    assert print_query_plan(plans[0]) == print_query_plan(plans[1])


def test_two_hundred_aliases_take_two_requests() -> None:
    (case,) = (case for case in CASES if case.title.startswith("aliases"))
    planner, document = planner_and_document(case, 200)
    assert len(list(fetches_in(planner.plan(document).node))) == 2


def test_every_search_ends_after_a_fixed_number_of_steps() -> None:
    """Forty fields, six subgraphs with all of them in names: far more sets than could be tried."""
    names = [f"f{number}" for number in range(40)]
    owners = {
        f"s{subgraph}": f'type Item @key(fields: "id") {{ id: ID! {_fields(names, subgraph)} }}'
        for subgraph in range(1, 13)
    }
    root = 'type Query { item: Item } type Item @key(fields: "id") { id: ID! }'
    planner = compose_planner(s0=root, **owners)
    document = parse(f"{{ item {{ {' '.join(names)} }} }}")
    assert calls_during(lambda: planner.plan(document), "router.planner") < 60 * choose_paths.MAX_STEPS
    assert len(list(fetches_in(planner.plan(document).node))) <= 8


def _fields(names: list[str], subgraph: int) -> str:
    held = (
        name for index, name in enumerate(names) if (index * 7 + subgraph * 5) % 12 < 4 or (index + subgraph) % 6 == 0
    )
    return " ".join(f"{name}: Int @shareable" for name in held)

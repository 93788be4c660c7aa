"""Plans held against the cheapest that trying everything finds: fetches in sequence first, then fetches."""

from collections import Counter

import pytest
from graphql import validate

from router.query_plan import print_query_plan
from tests.support.cheapest_plan import CheapestPlan, NotEnumerable, cost_of_plan
from tests.support.generate.random_case import random_cases
from tests.support.router_run import planner_of
from tests.support.scenario import Case, read_scenarios

RANDOM_SUPERGRAPHS = 300
SLICES = 10
OPERATIONS_EACH = 2


def verdict(case: Case) -> str:
    """`cheapest`, why nothing can be said, or the plan with what would be cheaper."""
    planner = planner_of(case.supergraph_sdl)
    if case.is_subscription or validate(planner.supergraph.api_schema, case.document):
        return "not a query"
    labels = frozenset(case.data.get("$labels", ()))
    variables = case.variables_with_defaults
    plan = planner.plan(case.document, case.operation_name, variables, labels)
    operation = planner.operation(case.document, case.operation_name, variables)
    try:
        ours = cost_of_plan(plan)
        cheapest = CheapestPlan(planner.query_graph, operation, labels, ours[0]).cost(ours)
    except NotEnumerable as reason:
        return str(reason)
    return "cheapest" if cheapest == ours else f"{ours}, where {cheapest} would do:\n{print_query_plan(plan)}"


def counted(cases: list[Case]) -> tuple[int, list[str]]:
    """How many plans are the cheapest, and those that are not."""
    verdicts = Counter(map(verdict, cases))
    return verdicts["cheapest"], [each for each in verdicts if "would do" in each]


def test_the_plans_of_scenarios_are_the_cheapest() -> None:
    cases = [case for scenario in read_scenarios() for case in scenario.cases]
    cheapest, worse = counted(cases)
    assert not worse
    assert cheapest > len(cases) / 2


@pytest.mark.parametrize("first", range(0, RANDOM_SUPERGRAPHS, RANDOM_SUPERGRAPHS // SLICES))
def test_the_plans_of_random_operations_are_the_cheapest(first: int) -> None:
    seeds = range(first, first + RANDOM_SUPERGRAPHS // SLICES)
    cases = [case for seed in seeds for case in random_cases(seed)[:OPERATIONS_EACH]]
    cheapest, worse = counted(cases)
    assert not worse
    assert cheapest > len(cases) / 4

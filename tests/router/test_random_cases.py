"""A short run of what `make fuzz` does at length: random supergraphs, records and operations, answered twice.

Hypothesis draws which; a case that fails is told in its smallest form.
"""

from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.generate.random_case import (
    FAILURES,
    OPERATIONS_PER_SUPERGRAPH,
    Failure,
    failures_of,
    outage_failures_of,
    random_cases,
)
from tests.support.generate.smallest_form import smallest_form

CASES = 500
SLICES = 5

unhurried = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=12,
    phases=(Phase.generate,),  # a smaller seed is no smaller case: what is drawn is made small afterwards
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("slice_number", range(SLICES))
def test_the_router_answers_random_operations_as_the_monolith_does(slice_number: int) -> None:
    answered, seed = 0, slice_number * CASES
    while answered < CASES // SLICES:
        for case in random_cases(seed):
            assert not failures_of(case), smallest_form(case, failures_of)
            answered += 1
        seed += 1


@unhurried
@given(
    seed=st.integers(0, 10**9),
    number=st.integers(0, OPERATIONS_PER_SUPERGRAPH - 1),
    chosen=st.integers(0, 7),
    failure=st.sampled_from(FAILURES),
)
def test_a_subgraph_that_fails_costs_nulls_with_errors_and_nothing_else(
    seed: int, number: int, chosen: int, failure: Failure
) -> None:
    for case in random_cases(seed)[number:]:
        down = sorted(case.subgraphs)[chosen % len(case.subgraphs)]
        check = partial(outage_failures_of, down=down, failure=failure)
        assert not check(case), smallest_form(case, check)

"""A short run of what `make fuzz` does at length for answers in parts."""

import pytest

from tests.support.generate.deferred_case import deferred_failures_of, deferred_outage_failures_of
from tests.support.generate.random_case import FAILURES, random_cases


@pytest.mark.parametrize("first", range(200, 220, 5))
def test_the_parts_of_random_operations_are_what_the_monolith_answers(first: int) -> None:
    cases = [case for seed in range(first, first + 5) for case in random_cases(seed)]
    assert cases
    failures = [found for case in cases if (found := deferred_failures_of(case))]
    assert not failures


@pytest.mark.parametrize("first", range(300, 310, 5))
def test_a_subgraph_that_fails_costs_nulls_and_parts_with_errors_and_nothing_else(first: int) -> None:
    cases = [case for seed in range(first, first + 5) for case in random_cases(seed)]
    assert cases
    failures = [
        (down, found)
        for number, case in enumerate(cases)
        for down in [sorted(case.subgraphs)[number % len(case.subgraphs)]]
        if (found := deferred_outage_failures_of(case, down, FAILURES[number % len(FAILURES)]))
    ]
    assert not failures

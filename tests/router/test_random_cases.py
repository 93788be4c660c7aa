"""A short run of what `make fuzz` does at length: random supergraphs, records and operations, answered twice."""

import pytest

from tests.support.generate.random_case import OPERATIONS_PER_SUPERGRAPH, failures_of, outage_failures_of, random_cases

SUPERGRAPHS = 40
SLICES = 4


@pytest.mark.parametrize("first", range(0, SUPERGRAPHS, SUPERGRAPHS // SLICES))
def test_the_router_answers_random_operations_as_the_monolith_does(first: int) -> None:
    cases = [case for seed in range(first, first + SUPERGRAPHS // SLICES) for case in random_cases(seed)]
    assert len(cases) >= SUPERGRAPHS // SLICES * OPERATIONS_PER_SUPERGRAPH * 0.3
    failures = {case.document_text: found for case in cases if (found := failures_of(case))}
    assert not failures


@pytest.mark.parametrize("first", range(100, 115, 5))
def test_a_subgraph_that_is_down_costs_nulls_with_errors_and_nothing_else(first: int) -> None:
    cases = [case for seed in range(first, first + 5) for case in random_cases(seed)]
    failures = [
        (down, case.document_text, found)
        for number, case in enumerate(cases)
        for down in [sorted(case.subgraphs)[number % len(case.subgraphs)]]
        if (found := outage_failures_of(case, down))
    ]
    assert cases
    assert not failures

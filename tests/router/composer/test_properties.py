"""What holds whatever is composed: the order of subgraphs does not matter, and what comes out can be served."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from random import Random

import pytest
from graphql import (
    GraphQLSchema,
    IntrospectionQuery,
    build_client_schema,
    get_introspection_query,
    lexicographic_sort_schema,
    print_schema,
)

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from tests.support.federation_sdl import SubgraphFacts
from tests.support.generate.random_supergraph import random_supergraph
from tests.support.router_run import run_router
from tests.support.scenario import Case

SEEDS_WANTED = 30
ORDERS = 2


def composable_inputs() -> dict[int, Sequence[SubgraphSource]]:
    """Random subgraphs that compose, by seed."""
    found: dict[int, Sequence[SubgraphSource]] = {}
    seed = 10_000
    while len(found) < SEEDS_WANTED:
        sdls = random_supergraph(Random(seed))
        sources = [SubgraphSource(SubgraphName(name), f"http://{name}.test", sdl) for name, sdl in sdls.items()]
        if compose(sources).supergraph_sdl is not None:
            found[seed] = sources
        seed += 1
    return found


@pytest.fixture(scope="module")
def inputs() -> dict[int, Sequence[SubgraphSource]]:
    return composable_inputs()


def test_any_order_of_subgraphs_gives_the_same_api_schema(inputs: dict[int, Sequence[SubgraphSource]]) -> None:
    for seed, sources in inputs.items():
        given = {api_schema(order) for order in [sources, *orders_of(sources, seed)]}
        assert len(given) == 1, f"seed {seed}"


def test_composing_twice_gives_the_same_bytes(inputs: dict[int, Sequence[SubgraphSource]]) -> None:
    for seed, sources in inputs.items():
        assert compose(sources).supergraph_sdl == compose(sources).supergraph_sdl, f"seed {seed}"


def test_every_composed_supergraph_answers_introspection(inputs: dict[int, Sequence[SubgraphSource]]) -> None:
    for seed, sources in inputs.items():
        result = compose(sources)
        assert result.supergraph is not None
        answer = introspect(sources, result.supergraph_sdl or "")
        assert sorted_text(build_client_schema(answer)) == sorted_text(result.supergraph.api_schema), f"seed {seed}"


def test_errors_do_not_depend_on_the_order_of_subgraphs() -> None:
    refused = 0
    for seed in range(40):
        sdls = random_supergraph(Random(seed))
        sources = [SubgraphSource(SubgraphName(name), f"http://{name}.test", sdl) for name, sdl in sdls.items()]
        codes = {error.code for error in compose(sources).errors}
        for order in orders_of(sources, seed):
            assert {error.code for error in compose(order).errors} == codes, f"seed {seed}"
        refused += bool(codes)
    assert refused > 3


def orders_of(sources: Sequence[SubgraphSource], seed: int) -> list[list[SubgraphSource]]:
    return [Random(seed + number).sample(sources, len(sources)) for number in range(ORDERS)]


def api_schema(sources: Sequence[SubgraphSource]) -> str:
    supergraph = compose(sources).supergraph
    assert supergraph is not None
    return sorted_text(supergraph.api_schema)


def introspect(sources: Sequence[SubgraphSource], supergraph_sdl: str) -> IntrospectionQuery:
    subgraphs = {str(source.name): SubgraphFacts(source.name, source.sdl) for source in sources}
    case = Case(subgraphs, supergraph_sdl, {}, get_introspection_query(), "IntrospectionQuery", {})
    answers = asyncio.run(run_router(case)).answers
    found: IntrospectionQuery = answers[0]["data"]
    return found


def sorted_text(schema: GraphQLSchema) -> str:
    return print_schema(lexicographic_sort_schema(schema))


def test_every_process_writes_the_same_bytes() -> None:
    command = [sys.executable, "-m", "router", "compose", "--config", "supergraph.yaml"]
    outputs = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1

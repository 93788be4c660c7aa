"""A random case from a seed, and whether the router is right about it."""

import asyncio
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from tests.support.federation_sdl import SubgraphFacts
from tests.support.generate.random_contexts import make_contexts
from tests.support.generate.random_data import NoSuchValue, random_data
from tests.support.generate.random_operation import random_operation
from tests.support.generate.random_supergraph import random_supergraph
from tests.support.monolith import build_api_schema
from tests.support.records import Json
from tests.support.router_run import disagreements, run_router, unexplained_losses
from tests.support.scenario import Case

OPERATIONS_PER_SUPERGRAPH = 10

Failure = Callable[[str], Mapping[str, Json]]

FAILURES: tuple[Failure, ...] = (
    lambda name: {"$down": [name]},
    lambda name: {"$down": {name: "<html>no JSON</html>"}},
    lambda name: {"$down": {name: {"$hangs": True}}},
    lambda name: {"$down": {name: {"data": None, "errors": [{"message": "refused"}]}}},
    lambda name: {"$down": {name: {"errors": [{"message": "refused", "path": ["no", "such", 1, "path"]}]}}},
    lambda name: {"$down": {name: {"data": {"_entities": [{"__typename": "No"}]}, "errors": [{"message": "lost"}]}}},
    lambda name: {"$pathless": [name], "$slow": {name: 4}},
)
"""What can go wrong with one subgraph as a whole, as `data.json` says it."""


def compose_sdl(subgraphs: Mapping[str, str]) -> str | None:
    """The supergraph, or None where the subgraphs do not compose."""
    sources = [
        SubgraphSource(SubgraphName(name), f"http://{name}.test/graphql", sdl) for name, sdl in subgraphs.items()
    ]
    return compose(sources).supergraph_sdl


def random_cases(seed: int) -> list[Case]:
    """Several operations over one supergraph; none where it does not compose."""
    random = Random(seed)
    sdls = random_supergraph(random, make_contexts)
    supergraph_sdl = compose_sdl(sdls)
    if supergraph_sdl is None:
        return []
    subgraphs = {name: SubgraphFacts(name, sdl) for name, sdl in sdls.items()}
    return cases_of(random, subgraphs, supergraph_sdl)


def cases_of(random: Random, subgraphs: Mapping[str, SubgraphFacts], supergraph_sdl: str) -> list[Case]:
    """Random operations on random records of a given supergraph."""
    try:
        data = random_data(random, subgraphs)
    except NoSuchValue:
        return []
    api_schema = build_api_schema(supergraph_sdl)
    operations = [random_operation(random, api_schema) for _ in range(OPERATIONS_PER_SUPERGRAPH)]
    return [Case(subgraphs, supergraph_sdl, data, each.text, "Random", each.variables) for each in operations]


def failures_of(case: Case) -> list[str]:
    """What is wrong with the router's answer; empty where it is right. An exception of the router is a failure."""
    truth = case.truth
    try:
        return disagreements(asyncio.run(run_router(case)), truth)
    except Exception as error:  # whatever the router raises is a finding here
        return [f"{type(error).__name__}: {error}\n{''.join(traceback.format_tb(error.__traceback__)[-1:])}"]


def outage_failures_of(case: Case, down: str, failure: Failure = FAILURES[0]) -> list[str]:
    """The same while one subgraph fails as a whole: it may cost nulls with errors, and nothing else."""
    truth = case.truth
    broken = replace(case, data={**case.data, **failure(down)})
    try:
        return unexplained_losses(asyncio.run(run_router(broken)), truth)
    except Exception as error:  # whatever the router raises is a finding here
        return [f"{type(error).__name__}: {error}\n{''.join(traceback.format_tb(error.__traceback__)[-1:])}"]

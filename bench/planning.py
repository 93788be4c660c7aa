"""What planning costs: cold, as sizes grow, in memory, and where the plan is remembered.

    python -m bench.planning [--rounds N]

Cold is everything that the first request with a document pays before it is executed: reading and validating it,
planning, and compiling the plan. Growth is the exponent between a size and the one before: 1 is linear, 2 quadratic.
Memory is the peak of what planning allocates beyond the supergraph.
"""

import argparse
import asyncio
import gc
import math
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graphql import DocumentNode

from bench.planning_cases import CASES, Case
from bench.subgraph_answers import SDL_FOLDER, SUBGRAPHS
from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.executor.prepare import PreparedPlan, prepare
from router.executor.regular_projection import compile_small
from router.language.names import SubgraphName
from router.planner.plan_document import Planner
from router.query_plan import QueryPlan, fetches_in
from router.server.graphql_request import GraphQLRequest
from router.server.pipeline import Pipeline, SubgraphAccess
from router.server.read_operation import read_document
from router.settings import CacheSettings, LimitsSettings
from router.supergraph.load import load_supergraph
from router.supergraph.model import Supergraph

OPERATIONS = Path(__file__).parent / "operations"
LIMITS = LimitsSettings()
HITS = 20_000


@dataclass(frozen=True)
class Costs:
    """Of one operation; milliseconds, medians."""

    reading: float
    planning: float
    preparing: float
    peak_megabytes: float
    fetches: int

    @property
    def cold(self) -> float:
        return self.reading + self.planning + self.preparing


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.planning", description="What planning costs.")
    parser.add_argument("--rounds", type=int, default=5, help="times that each operation is planned")
    rounds = parser.parse_args().rounds
    print("| Operation | Size | Fetches | Read ms | Plan ms | Prepare ms | Cold ms | Growth | Peak MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in (*standard_rows(rounds), *(row for case in CASES for row in growth_rows(case, rounds))):
        print(row, flush=True)
    print(
        f"\nPlan cache, a hit: {asyncio.run(hit_microseconds()):.1f} µs from the request's text to the prepared plan."
    )


def standard_rows(rounds: int) -> Iterator[str]:
    """The operations of `python -m bench`."""
    supergraph = standard_supergraph()
    for name in ("small", "medium", "big"):
        yield row_of(f"standard, {name}", "", costs_of(supergraph, read(name), rounds), "")


def growth_rows(case: Case, rounds: int) -> Iterator[str]:
    before: tuple[int, float] | None = None
    for size in case.sizes:
        situation = case.build(size)
        costs = costs_of(supergraph_of(situation.subgraphs), situation.operation, rounds)
        growth = math.log(costs.cold / before[1], size / before[0]) if before else None
        yield row_of(case.title, str(size), costs, f"{growth:.1f}" if growth is not None else "")
        before = (size, costs.cold)


def row_of(title: str, size: str, costs: Costs, growth: str) -> str:
    times = [f"{value:.2f}" for value in (costs.reading, costs.planning, costs.preparing, costs.cold)]
    cells = [title, size, str(costs.fetches), *times, growth, f"{costs.peak_megabytes:.2f}"]
    return f"| {' | '.join(cells)} |"


def costs_of(supergraph: Supergraph, operation: str, rounds: int) -> Costs:
    planner = Planner(supergraph)

    def read() -> DocumentNode:
        return read_document(operation, supergraph.api_schema, LIMITS).document

    document = read()

    def plan() -> QueryPlan:
        return planner.plan(document)

    made = plan()

    def compile_plan() -> PreparedPlan:
        compile_small.cache_clear()  # as if no plan had held such objects before
        return prepare(made, supergraph)

    return Costs(
        milliseconds(read, rounds),
        milliseconds(plan, rounds),
        milliseconds(compile_plan, rounds),
        peak_megabytes(plan),
        sum(1 for _ in fetches_in(made.node)),
    )


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """CPU time, so that a busy machine counts less."""
    times: list[float] = []
    for _ in range(rounds):
        gc.collect()
        began = time.process_time()
        work()
        times.append(1000 * (time.process_time() - began))
    return statistics.median(times)


def peak_megabytes(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


async def hit_microseconds() -> float:
    supergraph = standard_supergraph()
    pipeline = Pipeline(supergraph, Planner(supergraph), SubgraphAccess({}), LIMITS, CacheSettings())
    request = GraphQLRequest(read("big"))
    await pipeline.plan(request)
    began = time.process_time()
    for _ in range(HITS):
        await pipeline.plan(request)
    return 1e6 * (time.process_time() - began) / HITS


def standard_supergraph() -> Supergraph:
    return supergraph_of({name: (SDL_FOLDER / f"{name}.graphql").read_text() for name in SUBGRAPHS})


def supergraph_of(subgraphs: Mapping[str, str]) -> Supergraph:
    sources = [SubgraphSource(SubgraphName(name), f"http://127.0.0.1/{name}", sdl) for name, sdl in subgraphs.items()]
    result = compose(sources)
    if result.supergraph_sdl is None:
        raise RuntimeError(result.errors)
    return load_supergraph(result.supergraph_sdl)


def read(name: str) -> str:
    return (OPERATIONS / f"{name}.graphql").read_text()


if __name__ == "__main__":
    main()

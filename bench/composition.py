"""How much CPU and memory composing a large supergraph takes, and where the time goes.

    python -m bench.composition [--subgraphs N] [--types N] [--fields N] [--profile] [--growth]

Runs in a process of its own per measurement, so that the peak of memory is composing's own. With `--growth`, measures
shapes of supergraphs instead on which a naive check for satisfiability takes exponential time.
"""

import argparse
import cProfile
import pstats
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bench.growing_supergraphs import GROWING
from bench.large_supergraph import Size, large_subgraphs
from router.composer.compose import compose
from router.composer.composition import index_subgraphs
from router.composer.merge.merge_subgraphs import merge_subgraphs
from router.composer.pause_collection import collection_paused
from router.composer.read_subgraph import read_subgraph
from router.composer.result import SubgraphSource
from router.composer.rule_tables import COMPOSITION_RULES, MERGED_SCHEMA_RULES, SUBGRAPH_RULES
from router.composer.satisfiability import check_satisfiability
from router.composer.supergraph_sdl import print_supergraph
from router.composer.upgrade_v1 import upgrade_subgraphs
from router.language.names import SubgraphName
from router.supergraph.load import load_supergraph

T = TypeVar("T")


def main() -> int:
    arguments = read_arguments()
    if arguments.growth:
        report_growth()
        return 0
    size = Size(arguments.subgraphs, arguments.types, arguments.fields)
    sdls = large_subgraphs(size)
    sources = [SubgraphSource(SubgraphName(name), f"http://{name}", sdl) for name, sdl in sdls.items()]
    megabytes = sum(map(len, sdls.values())) / 1e6
    print(f"{size.subgraphs} subgraphs, {megabytes:.1f} MB of SDL; before composing {peak_mib():.0f} MiB.")
    if arguments.profile:
        profile(sources)
        return 0
    started, wall_started = time.process_time(), time.perf_counter()
    result = compose(sources)
    seconds, wall_seconds = time.process_time() - started, time.perf_counter() - wall_started
    if result.supergraph is None:
        print(*(f"{error.code}: {error.message}" for error in result.errors[:5]), sep="\n")
        return 1
    types = result.supergraph.types.values()
    fields = sum(len(definition.fields) for definition in types)
    print(
        f"Supergraph: {len(types)} types, {fields} fields of objects, {len(result.supergraph_sdl or '') / 1e6:.1f} MB."
    )
    print(f"Composed in {seconds:.1f} s of CPU, {wall_seconds:.1f} s by the clock, {peak_mib():.0f} MiB at the peak.")
    report_steps(sources)
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.composition", description=__doc__)
    parser.add_argument("--subgraphs", type=int, default=Size.subgraphs)
    parser.add_argument("--types", type=int, default=Size.types)
    parser.add_argument("--fields", type=int, default=Size.fields)
    parser.add_argument("--profile", action="store_true", help="print the functions that take longest")
    parser.add_argument("--growth", action="store_true", help="compose shapes that grow in one direction")
    return parser.parse_args()


def report_steps(sources: Sequence[SubgraphSource]) -> None:
    """The same once more, step by step, without the collector as composing has it."""
    with collection_paused():
        time_steps(sources)


def time_steps(sources: Sequence[SubgraphSource]) -> None:
    readings = timed("read", lambda: [read_subgraph(source) for source in sources])
    found = [reading.subgraph for reading in readings if reading.subgraph is not None]
    subgraphs = timed("upgrade", lambda: upgrade_subgraphs(found))
    timed("rules of subgraphs", lambda: [error for s in subgraphs for rule in SUBGRAPH_RULES for error in rule(s)])
    composition = timed("index", lambda: index_subgraphs(subgraphs))
    timed("rules of the composition", lambda: [error for rule in COMPOSITION_RULES for error in rule(composition)])
    merged = timed("merge", lambda: merge_subgraphs(composition))
    timed("rules of the whole", lambda: [e for rule in MERGED_SCHEMA_RULES for e in rule(composition, merged)])
    sdl = timed("print", lambda: print_supergraph(merged))
    supergraph = timed("load", lambda: load_supergraph(sdl))
    timed("satisfiability", lambda: list(check_satisfiability(supergraph)))


def report_growth() -> None:
    for what, (make, most) in GROWING.items():
        seconds = [seconds_to_compose(make(size)) for size in (most // 4, most // 2, most)]
        sizes = f"{most // 4}, {most // 2}, {most}"
        print(f"{what + ':':40}{sizes:>12} in {', '.join(f'{found:.2f}' for found in seconds)} s of CPU")


def seconds_to_compose(sdls: Mapping[str, str]) -> float:
    started = time.process_time()
    result = compose([SubgraphSource(SubgraphName(name), f"http://{name}", sdl) for name, sdl in sdls.items()])
    if result.errors:
        raise ValueError(result.errors[0].message)
    return time.process_time() - started


def timed(step: str, run: Callable[[], T]) -> T:
    started = time.process_time()
    value = run()
    print(f"  {step:26}{time.process_time() - started:7.2f} s")
    return value


def profile(sources: Sequence[SubgraphSource]) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(compose, sources)
    pstats.Stats(profiler, stream=sys.stdout).sort_stats("tottime").print_stats(30)


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())

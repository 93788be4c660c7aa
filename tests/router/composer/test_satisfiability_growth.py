from collections.abc import Callable

import pytest

from bench.growing_supergraphs import GROWING, Sdls
from router.composer.satisfiability import MAX_VALIDATION_SUBGRAPH_PATHS, Walk
from router.query_graph.build import build_query_graph
from tests.router.composer.composing import compose_all


@pytest.mark.parametrize(("make", "most"), GROWING.values(), ids=GROWING)
def test_twice_the_size_takes_at_most_five_times_the_steps(make: Callable[[int], Sdls], most: int) -> None:
    assert steps_for(make(most)) <= 5 * steps_for(make(most // 2)) <= 2000


def steps_for(sdls: Sdls) -> int:
    supergraph = compose_all(**sdls).supergraph
    assert supergraph is not None
    walk = Walk(build_query_graph(supergraph), {}, set(), MAX_VALIDATION_SUBGRAPH_PATHS, smallest_first=True)
    assert list(walk.errors()) == []
    return walk.work

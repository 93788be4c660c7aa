"""Random operations on supergraphs that another composer wrote, answered twice.

Needs Node.js and the packages of tests/oracle; `scripts/install_oracle.sh` installs them.
"""

from random import Random

import pytest

from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from tests.oracle.other_composer import compose_by_other
from tests.support.federation_sdl import SubgraphFacts
from tests.support.generate.random_case import cases_of, compose_sdl, failures_of
from tests.support.generate.random_supergraph import random_supergraph
from tests.support.scenario import Case

SUPERGRAPHS = 60
SLICES = 3


def cases_by_other(first: int, count: int) -> list[Case]:
    """Of subgraphs that both composers accept; what only one does is judged elsewhere."""
    drawn = [(Random(seed), random_supergraph(Random(seed))) for seed in range(first, first + count)]
    composed = [(random, sdls) for random, sdls in drawn if compose_sdl(sdls) is not None]
    answers = compose_by_other(
        [SubgraphSource(SubgraphName(name), f"http://{name}.test/graphql", sdl) for name, sdl in sdls.items()]
        for _, sdls in composed
    )
    return [
        case
        for (random, sdls), answer in zip(composed, answers, strict=True)
        if answer.sdl is not None
        for case in cases_of(random, {name: SubgraphFacts(name, sdl) for name, sdl in sdls.items()}, answer.sdl)
    ]


@pytest.mark.parametrize("first", range(5000, 5000 + SUPERGRAPHS, SUPERGRAPHS // SLICES))
def test_the_router_answers_on_supergraphs_of_another_composer(first: int) -> None:
    cases = cases_by_other(first, SUPERGRAPHS // SLICES)
    assert len(cases) > SUPERGRAPHS // SLICES
    failures = {case.document_text: found for case in cases if (found := failures_of(case))}
    assert not failures

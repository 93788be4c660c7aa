"""Our composer and one that nobody here wrote must accept the same subgraphs, and make the same API schema of them.

Where they differ, the other one must be wrong: its objection is disproved, or the difference is known and has a reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

import pytest
from graphql import GraphQLDirective, GraphQLSchema, lexicographic_sort_schema, print_schema

from router.composer.compose import compose
from router.composer.kept_directives import EXECUTABLE_LOCATIONS
from router.composer.result import CompositionResult, SubgraphSource
from router.language.names import SubgraphName
from router.supergraph.load import load_supergraph
from tests.oracle.known_differences import PARTLY_CHECKED_CODES, SINGLE_INPUTS, UNKNOWN_CODES
from tests.oracle.other_composer import OtherAnswer, compose_by_other
from tests.oracle.refute import is_refuted, is_upheld
from tests.router.composer.error_situation import read_error_situations
from tests.support.generate.random_supergraph import random_supergraph
from tests.support.scenario import SCENARIOS

RANDOM_INPUTS = 300
SLICES = 6

Inputs = Mapping[str, Sequence[SubgraphSource]]


def test_scenarios_compose_alike() -> None:
    assert differences_in(dict(scenario_inputs())) == {}


def test_error_situations_are_judged_alike() -> None:
    assert differences_in(dict(situation_inputs())) == {}


@pytest.mark.parametrize("first", range(0, RANDOM_INPUTS, RANDOM_INPUTS // SLICES))
def test_random_subgraphs_compose_alike(first: int) -> None:
    seeds = range(first, first + RANDOM_INPUTS // SLICES)
    assert differences_in({f"random {seed}": random_input(seed) for seed in seeds}) == {}


def test_a_known_difference_is_one_still() -> None:
    inputs = dict(scenario_inputs()) | dict(situation_inputs())
    known = {name: inputs[name] for name in (*SINGLE_INPUTS, *(f"cause {code}" for code in UNKNOWN_CODES))}
    answers = zip(known.items(), compose_by_other(known.values()), strict=True)
    accepted_alike = [
        name for (name, sources), other in answers if (compose(sources).supergraph is None) == (other.sdl is None)
    ]
    assert accepted_alike == []


def scenario_inputs() -> Iterator[tuple[str, Sequence[SubgraphSource]]]:
    for folder in sorted(path for path in SCENARIOS.iterdir() if path.is_dir()):
        files = (path for path in sorted(folder.glob("*.graphql")) if path.stem not in ("operation", "supergraph"))
        sdls = {path.stem: path.read_text("utf-8") for path in files}
        if sdls:
            yield f"scenario {folder.name}", sources_of(sdls)


def situation_inputs() -> Iterator[tuple[str, Sequence[SubgraphSource]]]:
    for situation in read_error_situations():
        yield f"cause {situation.code}", situation.cause
        yield f"cure {situation.code}", situation.cure


def random_input(seed: int) -> Sequence[SubgraphSource]:
    return sources_of(random_supergraph(Random(seed)))


def sources_of(sdls: Mapping[str, str]) -> Sequence[SubgraphSource]:
    return [SubgraphSource(SubgraphName(name), f"http://{name}", sdl) for name, sdl in sdls.items()]


def differences_in(inputs: Inputs) -> dict[str, str]:
    """What is different and not known to be the other composer's fault, by input."""
    compared = {name: sources for name, sources in inputs.items() if name not in SINGLE_INPUTS}
    assert compared
    answers = compose_by_other(compared.values())
    pairs = zip(compared.items(), answers, strict=True)
    found = {name: difference_between(sources, compose(sources), answer) for (name, sources), answer in pairs}
    return {name: difference for name, difference in found.items() if difference is not None}


def difference_between(sources: Sequence[SubgraphSource], ours: CompositionResult, other: OtherAnswer) -> str | None:
    if ours.supergraph_sdl is None and other.sdl is None:
        return None
    if ours.supergraph_sdl is None:
        known = is_known(ours, other.sdl or "")
        return None if known else f"We refuse ({', '.join(codes_of(ours))}), the other accepts."
    if other.sdl is None:
        refuted = is_refuted(sources, ours.supergraph_sdl, other)
        return None if refuted else f"We accept, the other refuses: {'; '.join(other.errors)}"
    own_schema, other_schema = api_schema(ours.supergraph_sdl), api_schema(other.sdl)
    return None if own_schema == other_schema else f"Ours:\n{own_schema}\nThe other:\n{other_schema}"


def is_known(ours: CompositionResult, other_sdl: str) -> bool:
    """Whether the other composer is known not to see what we refuse, or can be shown to be wrong to accept it."""
    codes = codes_of(ours)
    if codes == ["SATISFIABILITY_ERROR"]:
        return is_upheld(ours.errors, other_sdl)
    return {*codes} <= {*UNKNOWN_CODES, *PARTLY_CHECKED_CODES}


def codes_of(result: CompositionResult) -> list[str]:
    return sorted({error.code for error in result.errors})


def api_schema(supergraph_sdl: str) -> str:
    """Without directives for schemas only: the other composer leaves definitions there that it does not link to."""
    schema = load_supergraph(supergraph_sdl).api_schema
    executable = GraphQLSchema(
        query=schema.query_type,
        mutation=schema.mutation_type,
        subscription=schema.subscription_type,
        types=tuple(schema.type_map.values()),
        directives=[directive for directive in schema.directives if _is_executable(directive)],
    )
    return print_schema(lexicographic_sort_schema(executable))


def _is_executable(directive: GraphQLDirective) -> bool:
    return any(location.value in EXECUTABLE_LOCATIONS for location in directive.locations)

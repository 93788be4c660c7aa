"""Subgraphs in, a supergraph out, or every reason why there is none."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from router.composer.check_merged_graphql import check_merged_graphql
from router.composer.composition import Composition, index_subgraphs
from router.composer.hint_table import HINTS
from router.composer.merge.merge_subgraphs import merge_subgraphs
from router.composer.pause_collection import collection_paused
from router.composer.read_subgraph import read_subgraph
from router.composer.result import CompositionResult, SubgraphSource
from router.composer.rollout import rollout_hints, without_unused_inputs
from router.composer.rule_tables import (
    COMPOSITION_RULES,
    MERGED_SCHEMA_RULES,
    SOURCE_RULES,
    SUBGRAPH_RULES,
    SUPERGRAPH_RULES,
)
from router.composer.satisfiability import MAX_VALIDATION_SUBGRAPH_PATHS, check_satisfiability
from router.composer.subgraph import Subgraph
from router.composer.supergraph_sdl import print_supergraph
from router.composer.upgrade_v1 import upgrade_subgraphs
from router.errors import CompositionError
from router.supergraph.load import load_supergraph


def compose(
    sources: Sequence[SubgraphSource],
    rollout: bool = False,
    max_validation_paths: int = MAX_VALIDATION_SUBGRAPH_PATHS,
) -> CompositionResult:
    """Compose subgraphs of Federation 1 and 2 into a supergraph.

    The result holds the supergraph, as SDL and loaded, or every error; and hints in either case, where it came so far.
    Nothing is raised for what is wrong with a subgraph, and nothing is read but the arguments: the same sources in the
    same order give the same bytes. Each step needs the one before it to have found nothing wrong; within a step,
    everything is reported at once.

        result = compose([SubgraphSource("accounts", "http://127.0.0.1:4001/graphql", sdl)])
        assert result.errors == ()

    With `rollout`, enum values and input fields that some subgraphs lack are let in where that is safe.
    `max_validation_paths` bounds how many paths through subgraphs may wait while satisfiability is checked; past it,
    the result is the error MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED.
    """
    with collection_paused():
        subgraphs, errors = _read(sources)
        if errors:
            return CompositionResult(errors=errors)
        if rollout:
            return _roll_out(subgraphs, max_validation_paths)
        return _compose(index_subgraphs(subgraphs), max_validation_paths)


def _roll_out(subgraphs: Sequence[Subgraph], max_paths: int) -> CompositionResult:
    result = _compose(index_subgraphs(without_unused_inputs(subgraphs), is_rollout=True), max_paths)
    return replace(result, hints=(*result.hints, *rollout_hints(index_subgraphs(subgraphs))))


def _compose(composition: Composition, max_paths: int) -> CompositionResult:
    errors = tuple(error for rule in COMPOSITION_RULES for error in rule(composition))
    return CompositionResult(errors=errors) if errors else _merge(composition, max_paths)


def _read(sources: Sequence[SubgraphSource]) -> tuple[tuple[Subgraph, ...], tuple[CompositionError, ...]]:
    """Findings of one subgraph do not hide those of another."""
    errors = [error for rule in SOURCE_RULES for error in rule(sources)]
    readings = [read_subgraph(source) for source in sources]
    errors += [error for reading in readings for error in reading.errors]
    subgraphs = upgrade_subgraphs([reading.subgraph for reading in readings if reading.subgraph is not None])
    errors += _check_each(subgraphs)
    return subgraphs, tuple(errors)


def _check_each(subgraphs: Iterable[Subgraph]) -> list[CompositionError]:
    return [error for subgraph in subgraphs for rule in SUBGRAPH_RULES for error in rule(subgraph)]


def _merge(composition: Composition, max_paths: int) -> CompositionResult:
    merged = merge_subgraphs(composition)
    errors = tuple(error for rule in MERGED_SCHEMA_RULES for error in rule(composition, merged))
    if errors:
        return CompositionResult(errors=errors)
    sdl = print_supergraph(merged)
    supergraph = load_supergraph(sdl)
    errors = (
        tuple(check_merged_graphql(composition, supergraph))
        or tuple(error for rule in SUPERGRAPH_RULES for error in rule(composition, supergraph))
        or tuple(check_satisfiability(supergraph, max_paths))
    )
    hints = tuple(hint for find_hints in HINTS for hint in find_hints(composition))
    return CompositionResult(errors=errors, hints=hints) if errors else CompositionResult(sdl, supergraph, hints=hints)

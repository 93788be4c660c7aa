"""Is an objection of the other composer wrong? It is where we can show so, by the answer to its own example."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from random import Random

from graphql import parse, parse_type

from router.composer.result import SubgraphSource
from router.composer.type_reference import is_subtype
from router.errors import CompositionError, RouterError
from router.supergraph.load import load_supergraph
from router.supergraph.model import FieldDefinition, Supergraph
from tests.oracle.other_composer import OtherAnswer
from tests.support.federation_sdl import SubgraphFacts
from tests.support.generate.random_data import NoSuchValue, random_data
from tests.support.router_run import disagreements, planner_of, run_router
from tests.support.scenario import Case, answer_by_monolith

MOST_OBJECTIONS = 5
"""An input may bring dozens of the same kind, each of which takes a run of the router."""

_OPERATION = re.compile(r"supergraph API query:\n(.*?)\ncannot be satisfied", re.DOTALL)
_OWN_OPERATION = re.compile(r"can answer it:\n(.*?)\nField ", re.DOTALL)
_ANONYMOUS = re.compile(r"^(query|mutation|subscription)?\s*\{")
_CONTEXT_TYPES = re.compile(r'type of the selection "([^"]+)" does not match the expected type "([^"]+)"')
_COORDINATE = re.compile(r'EXTERNAL_TYPE_MISMATCH: Type of field "(\w+)\.(\w+)"')


def is_refuted(sources: Sequence[SubgraphSource], supergraph_sdl: str, other: OtherAnswer) -> bool:
    """Whether what the other composer holds against these subgraphs is disproved; of many objections, some."""
    examined = other.errors[:MOST_OBJECTIONS]
    return bool(examined) and all(_is_disproved(sources, supergraph_sdl, error) for error in examined)


def _is_disproved(sources: Sequence[SubgraphSource], supergraph_sdl: str, error: str) -> bool:
    if error.startswith("SATISFIABILITY_ERROR"):
        return _is_answered(sources, supergraph_sdl, error)
    if error.startswith("Error: Not implemented path"):
        return True  # it gives up where a root type has a name of its own: that is no objection
    if error.startswith("EXTERNAL_TYPE_MISMATCH"):
        return _is_narrow_enough(load_supergraph(supergraph_sdl), error)
    if error.startswith("CONTEXT_INVALID_SELECTION"):
        return _differs_by_null_only(error)
    return False


def _differs_by_null_only(error: str) -> bool:
    """The published example selects a `String!` for a `String!`; the other composer forgets that it cannot be null."""
    found = _CONTEXT_TYPES.search(error)
    return found is not None and found[1].replace("!", "") == found[2].replace("!", "")


def _is_answered(sources: Sequence[SubgraphSource], supergraph_sdl: str, error: str) -> bool:
    """Whether the router answers the operation that allegedly no plan can answer, as the monolith does."""
    operation = _OPERATION.search(error)
    if operation is None:
        return False
    subgraphs = {str(source.name): SubgraphFacts(source.name, source.sdl) for source in sources}
    try:
        data = random_data(Random(error), subgraphs)
    except NoSuchValue:  # these subgraphs cannot tell one truth, so that there is a plan must do
        return _has_plan(supergraph_sdl, _named(operation[1]))
    case = Case(subgraphs, supergraph_sdl, data, _named(operation[1]), "Refuted", {})
    try:
        return not disagreements(asyncio.run(run_router(case)), answer_by_monolith(case))
    except RouterError:
        return False


def is_upheld(errors: Sequence[CompositionError], other_supergraph_sdl: str) -> bool:
    """Whether the planner too, given the other composer's supergraph, finds no plan where we say that there is none."""
    examples = [_OWN_OPERATION.search(error.message) for error in errors[:MOST_OBJECTIONS]]
    return all(found is not None and not _has_plan(other_supergraph_sdl, _named(found[1])) for found in examples)


def _has_plan(supergraph_sdl: str, document_text: str) -> bool:
    try:
        planner_of(supergraph_sdl).plan(parse(document_text), "Refuted", {})
    except RouterError:
        return False
    return True


def _named(text: str) -> str:
    """The operation with a name and with something selected in its innermost braces."""
    completed = re.sub(r"\{\s*\.\.\.\s*\}", "{ __typename }", text)
    named = _ANONYMOUS.sub(lambda found: f"{found[1] or 'query'} Refuted {{", completed.strip(), count=1)
    parse(named)
    return named


def _is_narrow_enough(supergraph: Supergraph, error: str) -> bool:
    """An external declaration may give a subtype of the merged type: it only reads what others resolve."""
    found = _COORDINATE.match(error)
    types = {str(name): definition for name, definition in supergraph.types.items()}
    fields = {str(name): field for name, field in types[found[1]].fields.items()} if found else {}
    return found is not None and all(_external_types_fit(fields[found[2]]))


def _external_types_fit(field: FieldDefinition) -> Iterator[bool]:
    for join in field.joins.values():
        if join.external:
            yield is_subtype(parse_type(join.type), parse_type(field.type), lambda narrow, wide: narrow == wide)

"""The router answers a case over fake subgraphs, and its answer is held against the true one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from router.executor.execute_plan import execute_plan, subscribe_plan
from router.executor.execution_context import ExecutionContext, ExecutionResult
from router.executor.node_lookup import NodeAccess, NodeLookup
from router.executor.prepare import PreparedPlan, prepare
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest
from router.language.names import SubgraphName
from router.planner.plan_document import Planner
from router.query_plan import QueryPlan
from router.supergraph.load import load_supergraph
from router.supergraph.node_fields import NODE_LOOKUP, add_node_fields, find_node_sources
from tests.support.fake_subgraph import FakeSubgraph, fake_subgraphs
from tests.support.records import FAILS
from tests.support.scenario import Answer, Case, read_document, refused

_NULL_IN_THE_WRONG_PLACE = "Cannot return null for non-nullable"

_REMARK = "NOT_IN_API_SCHEMA"
"""The code by which the router says that a null hides something inaccessible; the monolith keeps quiet there."""


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class RouterRun:
    """What the router did with a case."""

    answers: list[Answer]
    plan: QueryPlan | None = None
    requests: list[SubgraphRequest] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


@lru_cache(maxsize=8)
def planner_of(supergraph_sdl: str, has_node_fields: bool = False) -> Planner:
    supergraph = load_supergraph(supergraph_sdl)
    return Planner(add_node_fields(supergraph) if has_node_fields else supergraph)


async def run_router(case: Case) -> RouterRun:
    """Validate, plan and execute, as the server does."""
    planner = planner_of(case.supergraph_sdl, "$node" in case.data)
    refusals = case.refusals_by(planner.supergraph.api_schema)
    if refusals:
        return RouterRun([refused(refusals)])
    variables = case.variables_with_defaults
    plan = prepared_plan(planner, case)
    fakes = fake_subgraphs(case.fresh_records())
    clients = clients_of(case, fakes)
    context = ExecutionContext(supergraph=planner.supergraph, clients=clients, variables=variables)
    if case.is_subscription:
        results = [result async for result in subscribe_plan(plan, context)]
    else:
        results = [await execute_plan(plan, context)]
    log = next(iter(fakes.values()))
    return RouterRun([_answer(result) for result in results], plan.plan, log.requests, log.violations)


def prepared_plan(planner: Planner, case: Case, defers: bool = False) -> PreparedPlan:
    """As from the server's cache: a case that is answered again, while something fails, is not planned again."""
    labels = frozenset(case.data.get("$labels", ()))
    variables = json.dumps(case.variables_with_defaults, sort_keys=True)
    return _prepared_plan(planner, case.document_text, case.operation_name, variables, labels, defers)


@lru_cache(maxsize=8)
def _prepared_plan(
    planner: Planner, text: str, name: str | None, variables: str, labels: frozenset[str], defers: bool
) -> PreparedPlan:
    plan = planner.plan(read_document(text, name), name, json.loads(variables), labels, defers=defers)
    return prepare(plan, planner.supergraph)


def clients_of(case: Case, fakes: Mapping[SubgraphName, FakeSubgraph]) -> Mapping[SubgraphName, SubgraphClient]:
    """The fakes, and the router's own lookup of nodes where the case has the fields for it."""
    if "$node" not in case.data:
        return fakes
    sources = find_node_sources(load_supergraph(case.supergraph_sdl))
    lookup: SubgraphClient = NodeLookup(sources, NodeAccess(fakes))
    return {**fakes, NODE_LOOKUP: lookup}


def _answer(result: ExecutionResult) -> Answer:
    """The answer after a trip over the wire."""
    answer: Answer = json.loads(json.dumps(result.to_response()))
    return answer


def disagreements(run: RouterRun, truth: list[Answer]) -> list[str]:
    """How the router differs from the monolith; empty where it is right."""
    found = [f"violation: {violation}" for violation in run.violations]
    if len(run.answers) != len(truth):
        return [*found, f"{len(truth)} answers expected, {len(run.answers)} given"]
    for ours, expected in zip(run.answers, truth, strict=True):
        if _printed(ours, "data") != _printed(expected, "data"):
            found.append(f"expected {_printed(expected, 'data')}\n  actual {_printed(ours, 'data')}")
        found.extend(_differing_errors(ours.get("errors", []), expected.get("errors", [])))
    return found


def _printed(answer: Answer, member: str) -> str:
    return json.dumps(answer[member], ensure_ascii=False) if member in answer else "nothing"


def _differing_errors(ours: list[Answer], expected: list[Answer]) -> list[str]:
    if not expected:
        unexpected = (error for error in ours if error.get("extensions", {}).get("code") != _REMARK)
        return [f"unexpected error: {json.dumps(error, ensure_ascii=False)}" for error in unexpected]
    return [
        f"missing error: {json.dumps(error, ensure_ascii=False)} in {json.dumps(ours, ensure_ascii=False)}"
        for error in expected
        if not any(_explains(candidate, error) for candidate in ours)
    ]


def _explains(ours: Answer, expected: Answer) -> bool:
    """The same message at the place or above it; the router words its own failures in its own way."""
    ours_path, path = ours.get("path", []), expected.get("path", [])
    shorter = min(len(ours_path), len(path))
    if ours_path[:shorter] != path[:shorter]:
        return False
    message = str(expected["message"])
    is_own_wording = message.startswith(_NULL_IN_THE_WRONG_PLACE) or message.endswith(FAILS)
    return is_own_wording or (message == ours["message"] and len(ours_path) <= len(path))


def unexplained_losses(run: RouterRun, truth: list[Answer]) -> list[str]:
    """For a run with subgraphs that are down: what is lost must be null with an error, and all else must be true."""
    found = [f"violation: {violation}" for violation in run.violations]
    answers = list(run.answers)
    if len(answers) != len(truth):  # a subscription whose subgraph is down ends with the reason, at whatever event
        if not answers or not answers[-1].get("errors"):
            return [*found, f"{len(truth)} answers expected, {len(answers)} given, and no reason"]
        answers.pop()
    for ours, expected in zip(answers, truth, strict=False):
        paths = [tuple(error.get("path", ())) for error in ours.get("errors", [])]
        found.extend(_losses(ours.get("data"), expected.get("data"), (), paths))
    return found


def _losses(ours: Any, truth: Any, path: Path, explained: list[Path]) -> Iterator[str]:
    if ours is None and truth is not None:
        if not any(each[: len(path)] == path[: len(each)] for each in explained):
            yield f"a null that nothing explains at {path}"
    elif isinstance(ours, dict) and isinstance(truth, dict) and list(ours) == list(truth):
        for key, value in ours.items():
            yield from _losses(value, truth[key], (*path, key), explained)
    elif isinstance(ours, list) and isinstance(truth, list) and len(ours) == len(truth):
        for index, value in enumerate(ours):
            yield from _losses(value, truth[index], (*path, index), explained)
    elif ours != truth:
        yield f"{ours!r} instead of {truth!r} at {path}"

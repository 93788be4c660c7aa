"""The router answers an operation in parts, and a client puts the parts together."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from router.executor.execute_incrementally import execute_incrementally
from router.executor.execute_plan import execute_plan
from router.executor.execution_context import ExecutionContext
from router.executor.incremental_answer import AnswerUpdate, InitialAnswer
from router.executor.prepare import prepare
from tests.support.fake_subgraph import fake_subgraphs
from tests.support.router_run import RouterRun, planner_of
from tests.support.scenario import Answer, Case


@dataclass(frozen=True, slots=True)
class DeferredRun:
    """What came, in the order in which it came."""

    run: RouterRun
    """With the answer that the client has in the end."""

    first: InitialAnswer
    updates: list[AnswerUpdate] = field(default_factory=list)


async def run_deferred(case: Case) -> DeferredRun:
    """Plan and execute a valid operation, as the server does for a client that takes answers in parts."""
    planner = planner_of(case.supergraph_sdl)
    variables = case.variables_with_defaults
    labels = frozenset(case.data.get("$labels", ()))
    plan = planner.plan(case.document, case.operation_name, variables, labels, defers=True)
    prepared = prepare(plan, planner.supergraph)
    fakes = fake_subgraphs(case.fresh_records())
    context = ExecutionContext(supergraph=planner.supergraph, clients=fakes, variables=variables)
    updates: list[AnswerUpdate] = []
    if prepared.deferred:
        execution = execute_incrementally(prepared, context)
        first = await execution.first()
        answer = _over_the_wire(first.result.to_response())
        async for update in execution:
            updates.append(update)
            _add(answer, update)
    else:
        first = InitialAnswer(await execute_plan(prepared, context), ())
        answer = _over_the_wire(first.result.to_response())
    log = next(iter(fakes.values()))
    return DeferredRun(RouterRun([answer], plan, log.requests, log.violations), first, updates)


def answer_in_parts(case: Case) -> DeferredRun:
    return asyncio.run(run_deferred(case))


def _add(answer: Answer, update: AnswerUpdate) -> None:
    for part in update.completed:
        if part.data is not None:
            target = answer["data"]
            for element in part.pending.path:
                target = target[element]
            merge_into(target, _over_the_wire(part.data))
        if part.errors:
            answer.setdefault("errors", []).extend(_over_the_wire(part.errors))


def merge_into(target: dict[str, Any], data: dict[str, Any]) -> None:
    """As clients do: objects by key, lists by position, all else replaced."""
    for key, value in data.items():
        target[key] = _merged(target[key], value) if key in target else value


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        merge_into(old, new)
        return old
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_merged(before, after) for before, after in zip(old, new, strict=True)]
    return new


def _over_the_wire(value: Any) -> Any:
    return json.loads(json.dumps(value))

"""The router answers an operation in parts, a client puts the parts together, and both are held against the truth."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from graphql import DocumentNode, print_ast

from router.executor.execute_incrementally import execute_incrementally
from router.executor.execute_plan import execute_plan
from router.executor.execution_context import ExecutionContext
from router.executor.incremental_answer import AnswerUpdate, CompletedPart, InitialAnswer
from router.planner.plan_document import Planner
from router.supergraph.defer_directive import with_defer
from router.supergraph.load import load_supergraph
from router.supergraph.node_fields import add_node_fields
from tests.support.defer_documents import answered_first, without_directives
from tests.support.fake_subgraph import fake_subgraphs
from tests.support.monolith import Monolith
from tests.support.router_run import RouterRun, clients_of, disagreements, prepared_plan
from tests.support.scenario import Answer, Case, answer_by_monolith


@dataclass(frozen=True, slots=True)
class DeferredRun:
    """What came, in the order in which it came."""

    run: RouterRun
    """With the answer that the client has in the end."""

    first: InitialAnswer
    updates: list[AnswerUpdate] = field(default_factory=list)

    @property
    def parts(self) -> list[CompletedPart]:
        return [part for update in self.updates for part in update.completed]


@lru_cache(maxsize=8)
def deferring_planner(supergraph_sdl: str, has_node_fields: bool = False) -> Planner:
    supergraph = with_defer(load_supergraph(supergraph_sdl))
    return Planner(add_node_fields(supergraph) if has_node_fields else supergraph)


async def run_deferred(case: Case) -> DeferredRun:
    """Validate, plan and execute, as the server does for a client that takes answers in parts."""
    planner = deferring_planner(case.supergraph_sdl, "$node" in case.data)
    assert not case.refusals_by(planner.supergraph.api_schema)
    variables = case.variables_with_defaults
    prepared = prepared_plan(planner, case, defers=True)
    fakes = fake_subgraphs(case.fresh_records())
    context = ExecutionContext(supergraph=planner.supergraph, clients=clients_of(case, fakes), variables=variables)
    updates: list[AnswerUpdate] = []
    if prepared.deferred:
        execution = execute_incrementally(prepared, context)
        first = await execution.first()
        answer = over_the_wire(first.result.to_response())
        async for update in execution:
            updates.append(update)
            _add(answer, update)
    else:
        first = InitialAnswer(await execute_plan(prepared, context), ())
        answer = over_the_wire(first.result.to_response())
    log = next(iter(fakes.values()))
    return DeferredRun(RouterRun([answer], prepared.plan, log.requests, log.violations), first, updates)


def deferred_disagreements(case: Case, deferred: DeferredRun) -> list[str]:
    """How the parts together differ from the true answer, and the first from what is not deferred."""
    (truth,) = answer_by_monolith(_with_document(case, without_directives(case.document)))
    (answer,) = deferred.run.answers
    for part in deferred.parts:
        if part.data is None:
            give_up(answer, truth, part.pending.path)
    ordered = {**answer, "data": in_order_of(answer["data"], truth["data"])}
    found = disagreements(replace(deferred.run, answers=[ordered]), [_with_first_causes(truth, answer)])
    return [*found, *_wrong_first(case, deferred), *_wrong_announcements(deferred)]


def _wrong_first(case: Case, deferred: DeferredRun) -> Iterator[str]:
    document = answered_first(case.document, case.variables_with_defaults)
    monolith = Monolith(case.supergraph_sdl, case.fresh_records(loses_the_down=True))
    expected = json.dumps(monolith.execute(document, case.operation_name, case.variables).data, ensure_ascii=False)
    actual = json.dumps(deferred.first.result.data, ensure_ascii=False)
    if actual != expected:
        yield f"first expected {expected}\n  actual {actual}"


def _wrong_announcements(deferred: DeferredRun) -> Iterator[str]:
    waited_for = {part.id for part in deferred.first.pending}
    for update in deferred.updates:
        for part in update.completed:
            if part.pending.id not in waited_for:
                yield f"part {part.pending.id} was not announced"
            waited_for.discard(part.pending.id)
        waited_for |= {part.id for part in update.pending}
        if update.has_next is not bool(waited_for):
            yield f"has_next is {update.has_next} while {sorted(waited_for)} are awaited"
    if waited_for:
        yield f"parts {sorted(waited_for)} never came"


def give_up(answer: Answer, truth: Answer, path: tuple[str | int, ...]) -> None:
    """A null in a field that must not be null takes a part alone, where it takes more of an answer in one piece."""
    ours: Any = answer
    true: Any = truth
    key: str | int = "data"
    for element in (*path, None):
        if true[key] is None:
            ours[key] = None
        if ours[key] is None or element is None:
            return
        ours, true, key = ours[key], true[key], element


def _with_first_causes(truth: Answer, answer: Answer) -> Answer:
    """Of several values that each take an object along only the first is told, and in parts another may be first."""
    errors = truth.get("errors", ())
    return {**truth, "errors": [_first_cause(error, truth, answer) for error in errors]} if errors else truth


def _first_cause(error: Answer, truth: Answer, answer: Answer) -> Answer:
    path = error.get("path", [])
    depth = _depth_of_null(truth["data"], path)
    if depth == len(path):
        return error
    same_null = (each for each in answer.get("errors", ()) if each.get("path", [])[:depth] == path[:depth])
    return next(same_null, error)


def _depth_of_null(value: Any, path: list[str | int]) -> int:
    for depth, element in enumerate(path):
        if value is None:
            return depth
        value = value[element]
    return len(path)


def _with_document(case: Case, document: DocumentNode) -> Case:
    return replace(case, document_text=print_ast(document))


def _add(answer: Answer, update: AnswerUpdate) -> None:
    for part in update.completed:
        target = answer["data"]
        for element in part.pending.path:
            target = target[element] if target is not None else None
        if part.data is not None and target is not None:
            merge_into(target, over_the_wire(part.data))
        if part.errors:
            answer.setdefault("errors", []).extend(over_the_wire(part.errors))


def merge_into(target: dict[str, Any], data: dict[str, Any]) -> None:
    """As clients do: objects by key, lists by position. A null stays null: the formats see to that."""
    for key, value in data.items():
        target[key] = _merged(target[key], value) if key in target else value


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        merge_into(old, new)
        return old
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_merged(before, after) for before, after in zip(old, new, strict=True)]
    return None if old is None and isinstance(new, dict | list) else new


def in_order_of(value: Any, model: Any) -> Any:
    """The same value, its keys in the order of another where they are the same keys."""
    if isinstance(value, dict) and isinstance(model, dict) and value.keys() == model.keys():
        return {key: in_order_of(value[key], model[key]) for key in model}
    if isinstance(value, list) and isinstance(model, list) and len(value) == len(model):
        return [in_order_of(item, other) for item, other in zip(value, model, strict=True)]
    return value


def over_the_wire(value: Any) -> Any:
    return json.loads(json.dumps(value))

"""Compile a plan: the work that it needs once, however often it is executed. What a plan cache holds."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import assert_never

from router.errors import InternalError
from router.executor.answer_introspection import AnswerIntrospection, prepare_introspection
from router.executor.awaited_fetches import requests_in
from router.executor.batch import prepare_batch, run_batch
from router.executor.contextual_fetch import prepare_contextual_fetch, run_contextual_fetch
from router.executor.execution import Execution
from router.executor.fetch import run_entity_fetch, run_root_fetch
from router.executor.merge_response import MergeShape, answer_shape
from router.executor.prepared_fetch import PreparedFetch, prepare_fetch
from router.executor.prepared_part import PreparedPart, RunNode, all_seen_from_the_top, seen_from_the_top
from router.executor.project_response import ProjectResponse, prepare_object_projection, prepare_projection
from router.query_plan import (
    BatchNode,
    ConditionNode,
    ContextNode,
    DeferNode,
    DeferredNode,
    FetchNode,
    FlattenNode,
    ParallelNode,
    PlanNode,
    QueryPlan,
    SequenceNode,
    SubscriptionNode,
)
from router.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """A query plan compiled for one supergraph; shared between requests."""

    plan: QueryPlan
    primary: PreparedFetch | None
    """What a subscription subscribes to."""

    run: RunNode | None
    """Fills the response tree; for a subscription, after each event. None where nothing is left to fetch."""

    project: ProjectResponse
    introspect: AnswerIntrospection | None
    visible: QueryPlan
    """The plan, with all that the client selected; `plan` has no deferred parts in its selection."""

    deferred: tuple[PreparedPart, ...] = ()
    requests: Counter[int] = field(default_factory=Counter)
    """How many requests each fetch has that deferred parts wait for."""

    awaited: tuple[int, ...] = ()
    """Those of these fetches that are not of a deferred part."""

    shape: MergeShape = field(default_factory=dict)
    """Of the whole answer, where it has deferred parts."""


def prepare(plan: QueryPlan, supergraph: Supergraph) -> PreparedPlan:
    """Compile a plan for the supergraph that it was made for."""
    node, primary = plan.node, None
    if isinstance(node, SubscriptionNode):
        primary, node = prepare_fetch(node.primary, (), supergraph), node.rest
    visible = plan
    deferred: tuple[PreparedPart, ...] = ()
    if isinstance(node, DeferNode):
        visible = replace(plan, selection_set=node.whole)
        deferred = tuple(_prepare_part(part, plan, supergraph) for part in node.deferred)
        node = node.primary
    return PreparedPlan(
        plan=plan,
        primary=primary,
        run=_prepare_node(node, supergraph) if node is not None else None,
        project=prepare_projection(plan, supergraph),
        introspect=prepare_introspection(plan.introspection, supergraph.api_schema) if plan.introspection else None,
        visible=visible,
        deferred=deferred,
        requests=requests_in(plan.node),
        awaited=tuple(requests_in(node)),
        shape=answer_shape(visible.selection_set, dict(plan.aliases)) if deferred else {},
    )


def _prepare_part(part: DeferredNode, plan: QueryPlan, supergraph: Supergraph) -> PreparedPart:
    return PreparedPart(
        node=part,
        own=seen_from_the_top(part),
        visible=replace(plan, selection_set=all_seen_from_the_top(part)),
        run=_prepare_node(part.node, supergraph) if part.node is not None else None,
        project=prepare_object_projection(part.type_name, part.selection_set, dict(plan.aliases), supergraph),
        awaited=tuple(requests_in(part.node)),
        within=tuple(_prepare_part(inner, plan, supergraph) for inner in part.deferred),
    )


def _prepare_node(node: PlanNode, supergraph: Supergraph) -> RunNode:
    run = _prepare_kind(node, supergraph)
    number = _awaited_id(node)
    return run if number is None else partial(_run_and_tell, run, number)


def _awaited_id(node: PlanNode) -> int | None:
    match node:
        case FetchNode(id=number) | FlattenNode(node=FetchNode(id=number)) | BatchNode(request=FetchNode(id=number)):
            return number
        case ContextNode(node=inner):
            return inner.node.id
        case _:
            return None


async def _run_and_tell(run: RunNode, number: int, execution: Execution) -> None:
    await run(execution)
    if execution.awaited is not None:
        execution.awaited.tell(number)


def _prepare_kind(node: PlanNode, supergraph: Supergraph) -> RunNode:
    match node:
        case FetchNode():
            return partial(run_root_fetch, prepare_fetch(node, (), supergraph))
        case FlattenNode(path=path, node=fetch, also_at=also_at):
            run_fetch = run_entity_fetch if fetch.requires else run_root_fetch
            return partial(run_fetch, prepare_fetch(fetch, path, supergraph, also_at))
        case ContextNode():
            return partial(run_contextual_fetch, prepare_contextual_fetch(node, supergraph))
        case BatchNode():
            return partial(run_batch, prepare_batch(node, supergraph))
        case SequenceNode(nodes=children) | ParallelNode(nodes=(() | (_,)) as children):
            return partial(_run_sequence, tuple(_prepare_node(child, supergraph) for child in children))
        case ParallelNode(nodes=children):
            return partial(_run_parallel, tuple(_prepare_node(child, supergraph) for child in children))
        case ConditionNode():
            return _prepare_condition(node, supergraph)
        case SubscriptionNode() | DeferNode():
            raise InternalError(f"A whole plan stands inside another plan node: {node}")
        case _:
            assert_never(node)


def _prepare_condition(node: ConditionNode, supergraph: Supergraph) -> RunNode:
    if_true = _prepare_node(node.if_true, supergraph) if node.if_true is not None else None
    if_false = _prepare_node(node.if_false, supergraph) if node.if_false is not None else None

    async def run(execution: Execution) -> None:
        chosen = if_true if execution.context.variables.get(node.condition) else if_false
        if chosen is not None:
            await chosen(execution)

    return run


async def _run_sequence(children: tuple[RunNode, ...], execution: Execution) -> None:
    for run in children:
        await run(execution)


async def _run_parallel(children: tuple[RunNode, ...], execution: Execution) -> None:
    # The first runs here, which saves a task.
    first, *others = children
    async with asyncio.TaskGroup() as group:
        for run in others:
            group.create_task(run(execution))
        await first(execution)

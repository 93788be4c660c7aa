"""The header `Kumiki-Plan`, by which a client sees its operation's query plan, beside the answer or in its place."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from router.errors import OperationError
from router.executor.fetch_trace import FetchTiming, FetchTrace
from router.query_plan import QueryPlan, fetches_in, print_query_plan
from router.query_plan_json import query_plan_to_json
from router.server.graphql_request import BadRequest

HEADER = "kumiki-plan"
EXTENSION = "kumikiPlan"


class PlanView(StrEnum):
    """What a client asked for."""

    ONLY = "only"
    """The plan. Nothing is executed."""

    INCLUDE = "include"
    """The answer, and the plan with what each of its fetches took."""


class PlansNotExposed(OperationError):
    code: ClassVar[str] = "PLANS_NOT_EXPOSED"


def read_plan_view(headers: Mapping[str, str], exposed: bool) -> PlanView | None:
    """Refuses rather than ignores: who wants to see a mutation's plan only must not find it executed."""
    text = headers.get(HEADER)
    if text is None:
        return None
    if not exposed:
        raise PlansNotExposed("This router does not show query plans; its setting plans.exposed is off.")
    try:
        return PlanView(text.strip().lower())
    except ValueError as error:
        raise BadRequest("The header Kumiki-Plan is either only or include.") from error


def plan_extension(plan: QueryPlan, trace: FetchTrace | None = None) -> dict[str, Any]:
    """`extensions.kumikiPlan`: the plan as text and in the published shape, and what its fetches took."""
    shown: dict[str, Any] = {"text": print_query_plan(plan), "plan": query_plan_to_json(plan)}
    if trace is not None:
        shown["fetches"] = list(_fetches(plan, trace))
    return {EXTENSION: shown}


def _fetches(plan: QueryPlan, trace: FetchTrace) -> Iterator[dict[str, Any]]:
    """By their start. `fetch` counts the plan's fetches from the top, from 0; one that was not needed is missing."""
    positions = {id(node): position for position, node in enumerate(fetches_in(plan.node))}
    for timing in sorted(trace.timings, key=lambda one: one.start):
        yield _fetch(timing, positions[id(timing.node)])


def _fetch(timing: FetchTiming, position: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "fetch": position,
        "serviceName": timing.node.subgraph,
        "startMs": _milliseconds(timing.start),
        "durationMs": _milliseconds(timing.duration),
    }
    optional = {
        "representations": timing.representations,
        "responseBytes": timing.response_bytes,
        "failure": timing.failure,
    }
    return told | {name: value for name, value in optional.items() if value is not None}


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)

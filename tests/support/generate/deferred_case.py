"""A random case whose operation is answered in parts, and whether the router is right about it."""

import asyncio
import traceback
import zlib
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from tests.support.deferred_run import (
    DeferredRun,
    deferred_disagreements,
    give_up,
    in_order_of,
    run_deferred,
)
from tests.support.generate.random_case import FAILURES, Failure
from tests.support.generate.random_defer import with_random_defer
from tests.support.router_run import Path, unexplained_losses
from tests.support.scenario import Answer, Case


def deferred(case: Case) -> Case:
    """The same operation, random parts of it deferred; always the same parts."""
    random = Random(zlib.crc32(case.document_text.encode()))
    return replace(case, document_text=with_random_defer(random, case.document_text))


def deferred_failures_of(case: Case) -> list[str]:
    """What is wrong with the answer to the deferred case; empty where it is right, and for subscriptions."""
    return _failures(case, lambda chosen, run: deferred_disagreements(chosen, run))


def deferred_outage_failures_of(case: Case, down: str, failure: Failure = FAILURES[0]) -> list[str]:
    """The same while one subgraph fails as a whole: it may cost nulls with errors, and parts, and nothing else."""
    truth = case.truth
    broken = replace(case, data={**case.data, **failure(down)})
    return _failures(broken, lambda _, run: losses_in_parts(run, truth))


def _failures(case: Case, judge: Callable[[Case, DeferredRun], list[str]]) -> list[str]:
    if case.is_subscription:
        return []
    chosen = deferred(case)
    try:
        found = judge(chosen, asyncio.run(run_deferred(chosen)))
    except Exception as error:  # whatever the router raises is a finding here
        found = [f"{type(error).__name__}: {error}\n{''.join(traceback.format_tb(error.__traceback__)[-1:])}"]
    return [*found, chosen.document_text] if found else []


def losses_in_parts(run: DeferredRun, truth: list[Answer]) -> list[str]:
    (answer,) = run.run.answers
    for part in run.parts:
        if part.data is None:
            give_up(answer, truth[0], part.pending.path)
            _lose(answer, part.pending.path)
    explained = {tuple(error.get("path", ())) for error in answer.get("errors", ())}
    _add_lost_fields(answer["data"], truth[0]["data"], (), explained)
    ordered = {**answer, "data": in_order_of(answer["data"], truth[0]["data"])}
    return unexplained_losses(replace(run.run, answers=[ordered]), truth)


def _lose(answer: Answer, path: Path) -> None:
    """A part that failed is as much as a null in the place of its object."""
    *above, last = ("data", *path)
    target: Any = answer
    for element in above:
        target = target[element] if target is not None else None
    if target is not None:
        target[last] = None


def _add_lost_fields(ours: Any, true: Any, path: Path, explained: set[Path]) -> None:
    """Where an error says why nobody knows what an object is, the parts that depend on it never come, here or beneath:
    what explains a null explains them."""
    if isinstance(ours, dict) and isinstance(true, dict):
        if path in explained or any(path[:length] in explained for length in range(1, len(path))):
            ours.update((key, None) for key in true if key not in ours)
        for key in ours.keys() & true.keys():
            _add_lost_fields(ours[key], true[key], (*path, key), explained)
    elif isinstance(ours, list) and isinstance(true, list):
        for index, (item, other) in enumerate(zip(ours, true, strict=False)):
            _add_lost_fields(item, other, (*path, index), explained)

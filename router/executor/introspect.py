"""Put the answers of `__schema` and `__type` into the response tree."""

from typing import Any

from router.errors import InternalError
from router.executor.error_report import ClientPath
from router.executor.execution import Execution
from router.executor.find_objects import find_objects, find_places
from router.executor.prepare import PreparedPlan
from router.language.response_path import ResponsePath


def introspect(prepared: PreparedPlan, execution: Execution) -> None:
    """At the root, before anything else is there."""
    if prepared.introspect is None:
        return
    introspected = prepared.introspect(execution.context.variables)
    execution.tree.update(introspected.data or {})
    below = {each.alias for each in prepared.plan.introspection_below}
    for error in introspected.errors or ():
        if not error.path or error.path[0] not in below:
            _report(error.message, tuple(error.path or ()), execution)


def introspect_below(prepared: PreparedPlan, execution: Execution) -> None:
    """At the objects of the query root's type that are in the tree by now."""
    if prepared.introspect is None or not prepared.plan.introspection_below:
        return
    introspected = prepared.introspect(execution.context.variables)
    for each in prepared.plan.introspection_below:
        for found in find_objects([execution.tree], each.path):
            answer = (introspected.data or {}).get(each.alias)
            found[each.response_key] = _merged(found.get(each.response_key), answer)
        for error in introspected.errors or ():
            if error.path and error.path[0] == each.alias:
                for place in _places(execution, each.path):
                    _report(error.message, (*place, each.response_key, *error.path[1:]), execution)


def _merged(known: Any, answer: Any) -> Any:
    """Two selections may meet at one object. Answers are shared between requests, so neither is written to."""
    if isinstance(known, dict) and isinstance(answer, dict):
        return {**known, **{key: _merged(known.get(key), value) for key, value in answer.items()}}
    if isinstance(known, list) and isinstance(answer, list) and len(known) == len(answer):
        return [_merged(*pair) for pair in zip(known, answer, strict=True)]
    return answer


def _places(execution: Execution, path: ResponsePath) -> list[ClientPath]:
    return [place for places in find_places(execution.tree, path).values() for place in places]


def _report(message: str, path: ClientPath, execution: Execution) -> None:
    execution.report.add(message, path, {"code": InternalError.code})

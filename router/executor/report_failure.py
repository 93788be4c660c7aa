"""Put what went wrong in a fetch into the answer's errors, at the client's paths and with the subgraph's name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from router.errors import SubgraphError
from router.executor.error_report import ClientPath, ErrorReport
from router.executor.execution import Execution
from router.executor.find_objects import ResponseObject, find_places, type_name_of
from router.executor.lost_fields import lost_keys, visible_keys, visible_path
from router.language.names import TYPENAME, ResponseKey, SubgraphName
from router.language.response_path import ResponsePath
from router.query_plan import ContextVariable, FetchNode
from router.supergraph.node_fields import NODE_LOOKUP

DOWNSTREAM_SERVICE_ERROR = "DOWNSTREAM_SERVICE_ERROR"
"""For an error of a subgraph that has no code of its own."""

SUBREQUEST_SKIPPED = "SUBREQUEST_SKIPPED"

Place = tuple[ResponseObject, ClientPath]

IsLost = Callable[[ClientPath], bool]
"""Whether a subgraph's errors took the object at a client's path."""


def lost_paths(
    fetch: FetchNode, path: ResponsePath, places: Iterable[Place], execution: Execution
) -> Iterator[ClientPath]:
    """The client's fields that stay without a value, because of what happened to this fetch."""
    visible = visible_keys(execution.plan.selection_set, path)
    for found, place in places:
        for key in _lost_keys(fetch, path, found, execution):
            if key in visible and str(key) != TYPENAME:
                yield (*place, key)


def report_failure(
    error: SubgraphError, fetch: FetchNode, path: ResponsePath, places: Iterable[Place], execution: Execution
) -> None:
    """The fetch as a whole brought nothing to these places."""
    for found, place in places:
        if execution.report.is_full:
            return
        lost = list(lost_paths(fetch, path, [(found, place)], execution))
        note_unseen(fetch, path, (found, place), execution)
        # What fed only other fetches has no field of its own in the answer: the object stands for it.
        report_failure_at(lost or [visible_path(execution.plan.selection_set, place)], error, execution.report)


def note_unseen(fetch: FetchNode, path: ResponsePath, place: Place, execution: Execution) -> None:
    """Remember every field that the fetch did not bring to an object, for those who wait for it."""
    for key in _lost_keys(fetch, path, place[0], execution):
        execution.report.note_unseen((*place[1], key))


def lacks_any(fetch: FetchNode, path: ResponsePath, place: Place, execution: Execution) -> bool:
    """Whether the object has no value where the fetch should have brought one, seen by the client or not."""
    return any(place[0].get(key) is None for key in _lost_keys(fetch, path, place[0], execution))


def _lost_keys(
    fetch: FetchNode, path: ResponsePath, found: ResponseObject, execution: Execution
) -> Iterator[ResponseKey]:
    type_name = type_name_of(found) if path else execution.plan.root_type
    return lost_keys(fetch, found, type_name, execution.context.supergraph.schema)


def report_failure_at(paths: Iterable[ClientPath], error: SubgraphError, report: ErrorReport) -> None:
    message = f'Subgraph "{error.subgraph}" failed: {error.message}.'
    extensions = {"code": error.code, "service": error.subgraph, "reason": error.message}
    for path in paths:
        report.add(message, path, extensions)


def report_skipped(
    fetch: FetchNode, path: ResponsePath, places: Iterable[Place], needs: frozenset[str], execution: Execution
) -> None:
    """A fetch that could not be sent for some objects, because a failure took what it needs from them.

    A key that is null in earnest is no failure, so only errors at the needed fields count.
    """
    report = execution.report
    reason = "not asked, because what it needs of this object is missing"
    extensions = {"code": SUBREQUEST_SKIPPED, "service": fetch.subgraph, "reason": reason}
    for found, place in places:
        lacking = [key for key in (TYPENAME, *needs) if _may_lack(found.get(key))]
        if report.covers(place) or not any(report.took((*place, key)) for key in lacking):
            continue
        note_unseen(fetch, path, (found, place), execution)
        for lost_path in lost_paths(fetch, path, [(found, place)], execution):
            if not report.covers(lost_path):
                report.add(f'Subgraph "{fetch.subgraph}" was {reason}.', lost_path, extensions)


def report_without_context(
    variable: ContextVariable, lost: FetchNode, path: ResponsePath, places: Iterable[Place], execution: Execution
) -> None:
    """Fields that were not asked for, because no object above gave them a value; `lost` selects nothing but these."""
    reason = f'not asked, because the context "{variable.context}" has no value here'
    extensions = {"code": SUBREQUEST_SKIPPED, "service": lost.subgraph, "reason": reason}
    for found, place in places:
        note_unseen(lost, path, (found, place), execution)
        for lost_path in lost_paths(lost, path, [(found, place)], execution):
            if not execution.report.covers(lost_path):
                execution.report.add(f'Subgraph "{lost.subgraph}" was {reason}.', lost_path, extensions)


def _may_lack(value: object) -> bool:
    """Is this needed value null, or an object or list in which something may be missing?"""
    return value is None or isinstance(value, dict | list)


def forward_error(
    error: Mapping[str, Any],
    subgraph: SubgraphName,
    internal_path: ClientPath,
    execution: Execution,
    is_lost: IsLost = lambda _: True,
) -> None:
    """Pass on an error that a subgraph reported. Its locations speak of a document that the client never saw.

    Where the client did not ask for the value, and `is_lost` says that nothing around it was lost, the error is
    withheld until another fetch needs the value.
    """
    told = error.get("extensions")
    extensions = {"code": DOWNSTREAM_SERVICE_ERROR, **(told if isinstance(told, dict) else {})}
    if subgraph != NODE_LOOKUP:  # which says itself what failed
        extensions["service"] = subgraph
    path = visible_path(execution.plan.selection_set, internal_path)
    message = str(error.get("message", "The subgraph gave no message."))
    if path == internal_path or is_lost(path):
        execution.report.add(message, path, extensions)
    else:
        execution.report.withhold(message, path, extensions, internal_path)


def release_withheld(path: ResponsePath, needs: Iterable[str], execution: Execution) -> None:
    """What the objects at a path are needed for now is told, if it failed."""
    if execution.report.withholds_any:
        for places in find_places(execution.tree, path).values():
            for place in places:
                for key in needs:
                    execution.report.release((*place, key))

"""Run one fetch node: ask the subgraph, merge what it answers, and turn whatever fails into recorded errors."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from router.errors import SubgraphError
from router.executor.call_subgraph import call_subgraph, client_variables
from router.executor.error_report import ClientPath
from router.executor.execution import Execution
from router.executor.find_objects import ResponseObject, find_objects, find_places
from router.executor.merge_response import MergeShape, copy_object, merge_object
from router.executor.prepared_fetch import PreparedFetch
from router.executor.report_failure import (
    Place,
    forward_error,
    lost_paths,
    report_failure,
    report_failure_at,
    report_skipped,
)
from router.executor.representations import RepresentationBatch, build_representations
from router.executor.subgraph_client import SubgraphAnswerMalformed, SubgraphResponse
from router.executor.undo_renames import undo_renames, undo_renames_in_path
from router.query_plan import REPRESENTATIONS, FetchNode

ENTITIES = "_entities"


async def run_root_fetch(fetch: PreparedFetch, execution: Execution) -> None:
    """Under a path, where a field returns the root type, it is asked once for all the objects there."""
    if fetch.path and not find_objects([execution.tree], fetch.path):
        return
    try:
        response = await call_subgraph(fetch, client_variables(fetch.node, execution.context), execution.context)
        if response.data is None and not response.errors:
            raise _without_data(fetch)
    except SubgraphError as error:
        report_failure(error, fetch.node, fetch.path, _all_places(fetch, execution), execution)
        return
    merge_root_response(fetch, response, execution)


def merge_root_response(fetch: PreparedFetch, response: SubgraphResponse, execution: Execution) -> None:
    """Also for a subscription's event, whose request is made elsewhere."""
    if response.data is not None:
        undo_renames([response.data], fetch.renames)
        owners = find_objects([execution.tree], fetch.path)
        _merge_for(owners, response.data, fetch.shape)
    if response.errors or response.data is None:
        _report_root_errors(fetch, response, execution)


def _merge_for(owners: list[ResponseObject], answer: ResponseObject, shape: MergeShape) -> None:
    for owner in owners[1:]:
        merge_object(owner, copy_object(answer, shape), shape)
    merge_object(owners[0], answer, shape)


def _report_root_errors(fetch: PreparedFetch, response: SubgraphResponse, execution: Execution) -> None:
    places = _all_places(fetch, execution)
    for error in response.errors:
        path = undo_renames_in_path(_path_of(error), fetch.renames)
        if not path:
            _spread_error(error, fetch, places, execution)
        for _, place in places if path else ():
            forward_error(error, fetch.node.subgraph, (*place, *path), execution)
    if response.data is None:
        _report_unexplained(fetch, places, execution)


async def run_entity_fetch(fetch: PreparedFetch, execution: Execution) -> None:
    objects = find_objects([execution.tree], fetch.path)
    batch = build_representations(objects, fetch.readers)
    if batch.left_out and execution.report:
        report_skipped(fetch.node, fetch.path, _places(fetch, batch.left_out, execution), fetch.needs, execution)
    if not batch.representations:
        return
    variables = client_variables(fetch.node, execution.context)
    variables[REPRESENTATIONS] = batch.representations
    try:
        response = await call_subgraph(fetch, variables, execution.context)
        answers = _entities_of(response, batch, fetch.node)
    except SubgraphError as error:
        asked = list(chain.from_iterable(batch.owners))
        report_failure(error, fetch.node, fetch.path, _places(fetch, asked, execution), execution)
        return
    _merge_entities(answers, batch, fetch, execution)
    if response.errors:
        _report_entity_errors(fetch, response, batch, execution)


def _entities_of(response: SubgraphResponse, batch: RepresentationBatch, node: FetchNode) -> list[Any]:
    """As many answers as representations; empty where there is no data, and errors say why."""
    answers = response.data.get(ENTITIES) if response.data is not None else None
    if answers is None and response.errors:
        return []
    if not isinstance(answers, list) or len(answers) != len(batch.representations):
        raise SubgraphAnswerMalformed("it did not answer each representation", node.subgraph)
    return answers


def _merge_entities(answers: list[Any], batch: RepresentationBatch, fetch: PreparedFetch, execution: Execution) -> None:
    undo_renames(answers, fetch.renames)
    for answer, owners in zip(answers, batch.owners, strict=False):
        if type(answer) is dict:
            _merge_for(owners, answer, fetch.shape)
        elif answer is not None:
            malformed = SubgraphAnswerMalformed("it answered an entity with something else", fetch.node.subgraph)
            report_failure(malformed, fetch.node, fetch.path, _places(fetch, owners, execution), execution)


def _report_entity_errors(
    fetch: PreparedFetch, response: SubgraphResponse, batch: RepresentationBatch, execution: Execution
) -> None:
    places_by_id = find_places(execution.tree, fetch.path)
    everywhere = [(owner, place) for owners in batch.owners for owner in owners for place in places_by_id[id(owner)]]
    for error in response.errors:
        index, beneath = _entity_path(_path_of(error), len(batch.owners))
        if index is None:
            _spread_error(error, fetch, everywhere, execution)
            continue
        restored = undo_renames_in_path(beneath, fetch.renames)
        for owner in batch.owners[index]:
            for place in places_by_id[id(owner)]:
                forward_error(error, fetch.node.subgraph, (*place, *restored), execution)
    if response.data is None or response.data.get(ENTITIES) is None:
        _report_unexplained(fetch, everywhere, execution)


def _spread_error(error: dict[str, Any], fetch: PreparedFetch, places: list[Place], execution: Execution) -> None:
    """An error without a place of its own stands at every field that stayed empty; if none did, it stands alone."""
    lost = list(lost_paths(fetch.node, fetch.path, places, execution)) or [()]
    for path in lost:
        forward_error(error, fetch.node.subgraph, path, execution)


def _report_unexplained(fetch: PreparedFetch, places: list[Place], execution: Execution) -> None:
    """The subgraph gave no data at all, and its errors name only some of the fields."""
    lost = lost_paths(fetch.node, fetch.path, places, execution)
    report_failure_at(
        [path for path in lost if not execution.report.explains(path)], _without_data(fetch), execution.report
    )


def _without_data(fetch: PreparedFetch) -> SubgraphAnswerMalformed:
    return SubgraphAnswerMalformed("it answered without data", fetch.node.subgraph)


def _all_places(fetch: PreparedFetch, execution: Execution) -> list[Place]:
    return _places(fetch, find_objects([execution.tree], fetch.path), execution)


def _places(fetch: PreparedFetch, objects: Sequence[ResponseObject], execution: Execution) -> list[Place]:
    places_by_id = find_places(execution.tree, fetch.path)
    return [(found, place) for found in objects for place in places_by_id[id(found)]]


def _path_of(error: dict[str, Any]) -> ClientPath:
    path = error.get("path")
    if not isinstance(path, list):
        return ()
    return tuple(element for element in path if isinstance(element, str | int))


def _entity_path(path: ClientPath, count: int) -> tuple[int | None, ClientPath]:
    """The index of the representation that an error is about, and the path beneath it."""
    if len(path) >= 2 and path[0] == ENTITIES and isinstance(path[1], int) and 0 <= path[1] < count:
        return path[1], path[2:]
    return None, ()

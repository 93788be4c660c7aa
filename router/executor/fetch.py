"""Run one fetch node: ask the subgraph, merge what it answers, and turn whatever fails into recorded errors."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from itertools import chain
from typing import Any

from router.errors import SubgraphError
from router.executor.call_subgraph import call_subgraph, client_variables
from router.executor.error_report import ClientPath
from router.executor.execution import Execution
from router.executor.find_objects import ResponseObject, find_objects, find_places
from router.executor.lost_fields import visible_path
from router.executor.merge_response import MergeShape, copy_object, merge_object
from router.executor.prepared_fetch import PreparedFetch
from router.executor.report_failure import (
    IsLost,
    Place,
    forward_error,
    lacks_any,
    lost_paths,
    note_unseen,
    release_withheld,
    report_failure,
    report_failure_at,
    report_skipped,
)
from router.executor.representations import RepresentationBatch, build_representations
from router.executor.subgraph_client import SubgraphAnswerMalformed, SubgraphResponse
from router.executor.taken_objects import element_of, note_taken, readers_of_taken
from router.executor.undo_renames import undo_renames, undo_renames_in_path
from router.language.names import TYPENAME
from router.language.response_path import ResponsePath
from router.query_plan import ENTITIES, FetchNode

PlacesByPath = Sequence[tuple[ResponsePath, list[Place]]]


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
        if len(response.data) < len(fetch.always_answered) and not response.errors:
            _report_left_out_fields(fetch, response.data, owners, execution)
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
            _spread_error(error, fetch, [(fetch.path, places)], execution)
        for _, place in places if path else ():
            is_lost = _loss_in(response.data, place, path)
            forward_error(error, fetch.node.subgraph, (*place, *path), execution, is_lost)
            if response.data is not None:
                note_taken(error, fetch.node, response.data, place, path, execution)
    if response.data is None:
        _report_unexplained(fetch, [(fetch.path, places)], execution)


async def run_entity_fetch(fetch: PreparedFetch, execution: Execution) -> None:
    batch = represent(fetch, execution)
    if batch.representations:
        await ask_for_entities(fetch, batch, execution)


def represent(fetch: PreparedFetch, execution: Execution) -> RepresentationBatch:
    """What to ask about: the objects at the fetch's paths, each entity once."""
    objects = find_objects([execution.tree], fetch.path)
    for path in fetch.also_at:
        objects += find_objects([execution.tree], path)
    return represent_objects(fetch, objects, execution)


def represent_objects(
    fetch: PreparedFetch, objects: Sequence[ResponseObject], execution: Execution
) -> RepresentationBatch:
    for path in (fetch.path, *fetch.also_at) if execution.report.withholds_any else ():
        release_withheld(path, fetch.needs, execution)
    lacking = readers_of_taken(fetch, execution) if execution.has_taken else None
    sent = [found for found in objects if id(found) not in lacking] if lacking else objects
    batch = build_representations(sent, fetch.readers)
    if lacking:
        batch.left_out.extend(found for found in objects if id(found) in lacking)
    if batch.left_out and execution.report:
        for path, places in _places_by_path(fetch, batch.left_out, execution):
            report_skipped(fetch.node, path, places, fetch.needs, execution)
    return batch


def ask_for_entities(
    fetch: PreparedFetch, batch: RepresentationBatch, execution: Execution
) -> Coroutine[Any, Any, None]:
    """One request; a few beside one another where it would carry too many representations."""
    fits = len(batch.representations) <= execution.context.max_representations
    return _ask_once(fetch, batch, execution) if fits else _ask_in_parts(fetch, batch, execution)


async def _ask_in_parts(fetch: PreparedFetch, batch: RepresentationBatch, execution: Execution) -> None:
    limit = execution.context.max_representations
    async with asyncio.TaskGroup() as group:
        for start in range(0, len(batch.representations), limit):
            end = start + limit
            part = RepresentationBatch(batch.representations[start:end], batch.owners[start:end], [], batch.variables)
            group.create_task(_ask_once(fetch, part, execution))


async def _ask_once(fetch: PreparedFetch, batch: RepresentationBatch, execution: Execution) -> None:
    variables = client_variables(fetch.node, execution.context)
    variables.update(batch.variables)
    variables[fetch.node.representations_variable] = batch.representations
    try:
        response = await call_subgraph(fetch, variables, execution.context, len(batch.representations))
    except SubgraphError as error:
        report_entities_failed(error, fetch, batch, execution)
        return
    merge_entity_response(fetch, batch, response, execution)


def merge_entity_response(
    fetch: PreparedFetch, batch: RepresentationBatch, response: SubgraphResponse, execution: Execution
) -> None:
    """`response` answers under `_entities`, also in its errors' paths."""
    try:
        answers = _entities_of(response, batch, fetch.node)
    except SubgraphError as error:
        report_entities_failed(error, fetch, batch, execution)
        return
    incomplete = _merge_entities(answers, batch, fetch, execution)
    if response.errors:
        _report_entity_errors(fetch, response, answers, batch, execution)
        return
    for answer, owners in incomplete:
        _report_left_out_fields(fetch, answer, owners, execution)


def report_entities_failed(
    error: SubgraphError, fetch: PreparedFetch, batch: RepresentationBatch, execution: Execution
) -> None:
    _report_failure_for(error, fetch, list(chain.from_iterable(batch.owners)), execution)


def _entities_of(response: SubgraphResponse, batch: RepresentationBatch, node: FetchNode) -> list[Any]:
    """As many answers as representations; empty where there is no data, and errors say why."""
    answers = response.data.get(ENTITIES) if response.data is not None else None
    if answers is None and response.errors:
        return []
    if not isinstance(answers, list) or len(answers) != len(batch.representations):
        raise SubgraphAnswerMalformed("it did not answer each representation", node.subgraph)
    return answers


def _merge_entities(
    answers: list[Any], batch: RepresentationBatch, fetch: PreparedFetch, execution: Execution
) -> list[tuple[ResponseObject, list[ResponseObject]]]:
    """Answers that lack a field, and whose they are, come back."""
    undo_renames(answers, fetch.renames)
    fewest, incomplete = len(fetch.always_answered), []
    for answer, owners in zip(answers, batch.owners, strict=False):
        if type(answer) is dict:
            if not fetch.asks_for_types:
                answer.pop(TYPENAME, None)
            _merge_for(owners, answer, fetch.shape)
            if len(answer) < fewest:
                incomplete.append((answer, owners))
        elif answer is not None:
            malformed = SubgraphAnswerMalformed("it answered an entity with something else", fetch.node.subgraph)
            _report_failure_for(malformed, fetch, owners, execution)
    return incomplete


def _report_left_out_fields(
    fetch: PreparedFetch, answer: ResponseObject, owners: Sequence[ResponseObject], execution: Execution
) -> None:
    """The subgraph answered without a word on fields that it was asked for."""
    missing = fetch.always_answered - answer.keys()
    error = SubgraphAnswerMalformed("it left out a field that it was asked for", fetch.node.subgraph)
    for at, places in _places_by_path(fetch, owners, execution):
        for found, place in places:
            for key in missing:
                execution.report.note_unseen((*place, key))
            lost = [path for path in lost_paths(fetch.node, at, [(found, place)], execution) if path[-1] in missing]
            visible = lost or [visible_path(execution.plan.selection_set, place)]
            report_failure_at(visible, error, execution.report)


def _report_entity_errors(
    fetch: PreparedFetch,
    response: SubgraphResponse,
    answers: list[Any],
    batch: RepresentationBatch,
    execution: Execution,
) -> None:
    placed = list(_places_by_path(fetch, list(chain.from_iterable(batch.owners)), execution))
    places_by_id: dict[int, list[tuple[ResponsePath, ClientPath]]] = {}
    for at, places in placed:
        for found, place in places:
            places_by_id.setdefault(id(found), []).append((at, place))
    for error in response.errors:
        index, beneath = _entity_path(_path_of(error), len(batch.owners))
        if index is None:
            _spread_error(error, fetch, placed, execution)
            continue
        restored = undo_renames_in_path(beneath, fetch.renames)
        answer = answers[index] if index < len(answers) else None
        for owner in batch.owners[index]:
            for at, place in places_by_id[id(owner)]:
                is_lost = _loss_in(answer, place, restored)
                if answer is None:  # the error took all of the entity, whichever of its fields it names
                    note_unseen(fetch.node, at, (owner, place), execution)
                forward_error(error, fetch.node.subgraph, (*place, *restored), execution, is_lost)
                note_taken(error, fetch.node, answer, place, restored, execution)
    if response.data is None or response.data.get(ENTITIES) is None:
        _report_unexplained(fetch, placed, execution)


def _loss_in(answer: Any, place: ClientPath, beneath: ClientPath) -> IsLost:
    """For an error beneath a place: is any of what leads to a path of the client's null in the subgraph's answer?"""

    def is_lost(path: ClientPath) -> bool:
        value = answer
        for element in beneath[: max(len(path) - len(place), 0)]:
            value = element_of(value, element)
        return value is None and len(path) >= len(place)

    return is_lost


def _spread_error(error: dict[str, Any], fetch: PreparedFetch, placed: PlacesByPath, execution: Execution) -> None:
    """An error without a place of its own stands at every field that stayed empty, and at every object that lacks what
    the client does not see; if there is none, it stands alone."""
    lost = [path for at, places in placed for place in places for path in _losses_of(fetch, at, place, execution)]
    for path in lost or [()]:
        forward_error(error, fetch.node.subgraph, path, execution)


def _losses_of(fetch: PreparedFetch, at: ResponsePath, place: Place, execution: Execution) -> list[ClientPath]:
    note_unseen(fetch.node, at, place, execution)
    lost = list(lost_paths(fetch.node, at, [place], execution))
    if lost or not lacks_any(fetch.node, at, place, execution):
        return lost
    return [visible_path(execution.plan.selection_set, place[1])]


def _report_unexplained(fetch: PreparedFetch, placed: PlacesByPath, execution: Execution) -> None:
    """The subgraph gave no data at all, and its errors name only some of the fields."""
    lost = _lost_to(fetch, placed, execution)
    report_failure_at(
        [path for path in lost if not execution.report.explains(path)], _without_data(fetch), execution.report
    )


def _lost_to(fetch: PreparedFetch, placed: PlacesByPath, execution: Execution) -> list[ClientPath]:
    """The client's fields that stayed empty; the unseen ones are noted for the fetches that wait for them."""
    for at, places in placed:
        for place in places:
            note_unseen(fetch.node, at, place, execution)
    return [path for at, places in placed for path in lost_paths(fetch.node, at, places, execution)]


def _without_data(fetch: PreparedFetch) -> SubgraphAnswerMalformed:
    return SubgraphAnswerMalformed("it answered without data", fetch.node.subgraph)


def _all_places(fetch: PreparedFetch, execution: Execution) -> list[Place]:
    found_at = find_places(execution.tree, fetch.path)
    objects = find_objects([execution.tree], fetch.path)
    return [(found, place) for found in objects for place in found_at[id(found)]]


def _places_by_path(
    fetch: PreparedFetch, objects: Sequence[ResponseObject], execution: Execution
) -> Iterator[tuple[ResponsePath, list[Place]]]:
    for path in (fetch.path, *fetch.also_at):
        found_at = find_places(execution.tree, path)
        yield path, [(found, place) for found in objects for place in found_at.get(id(found), ())]


def _report_failure_for(
    error: SubgraphError, fetch: PreparedFetch, objects: Sequence[ResponseObject], execution: Execution
) -> None:
    for path, places in _places_by_path(fetch, objects, execution):
        report_failure(error, fetch.node, path, places, execution)


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

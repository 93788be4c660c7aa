"""The two formats in which clients read answers in parts.

20220824: each part is all that its fragment selects, by label and path.
https://github.com/graphql/defer-stream-wg/discussions/48

v0.2: parts are announced as pending and told as completed by their id, and bring only what was not told before, at
paths beneath the part's own. https://github.com/graphql/graphql-spec/pull/1110
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, assert_never

from router.executor.execution_context import ExecutionResult
from router.executor.incremental_answer import AnswerUpdate, CompletedPart, InitialAnswer, PendingPart
from router.executor.merge_response import MergeShape, copy_object
from router.executor.prepare import PreparedPlan
from router.server.event import Event
from router.server.graphql_request import write_json

Json = dict[str, Any]
Path = tuple[str | int, ...]

LOST_PART = "LOST_PART"


class IncrementalFormat(StrEnum):
    DEFER_20220824 = "20220824"
    INCREMENTAL_V0_2 = "v0.2"


@dataclass(frozen=True, slots=True)
class ResponsePart:
    """One of the responses that make up an answer, ready to be sent."""

    response: Json
    errors: list[Json] = field(default_factory=list)
    breaks_off: bool = False

    def to_response(self) -> Json:
        return self.response

    @property
    def all_errors(self) -> Iterator[Json]:
        """Those of the response, and of the parts that it brings."""
        yield from self.response.get("errors", ())
        for part in (*self.response.get("incremental", ()), *self.response.get("completed", ())):
            yield from part.get("errors", ())

    @property
    def is_last(self) -> bool:
        return not self.response["hasNext"]


class IncrementalWriter(Protocol):
    """Writes one answer."""

    def first(self, answer: InitialAnswer) -> Json: ...

    def update(self, update: AnswerUpdate) -> Json: ...


def incremental_writer(written_in: IncrementalFormat, plan: PreparedPlan) -> IncrementalWriter:
    match written_in:
        case IncrementalFormat.DEFER_20220824:
            return Defer20220824(plan.shape)
        case IncrementalFormat.INCREMENTAL_V0_2:
            return IncrementalV02(plan.shape)
        case _:
            assert_never(written_in)


class ToldAnswer:
    """What the client was told so far."""

    def __init__(self, shape: MergeShape) -> None:
        """`shape` is that of the whole answer."""
        self._shape = shape
        self._data: Json = {}

    def begin(self, data: Json | None) -> None:
        self._data = dict(copy_object(data or {}, self._shape))

    def at(self, path: Path) -> tuple[Json, MergeShape] | None:
        """The object there, and its shape; None where the client knows of no object, because it failed or is null."""
        told: Any = self._data
        shape = self._shape
        for element in path:
            if told is None or (isinstance(told, dict) and element not in told):
                return None
            told = told[element]
            if isinstance(element, str):
                shape = shape[element]
        return (told, shape) if isinstance(told, dict) else None


class Defer20220824:
    def __init__(self, shape: MergeShape) -> None:
        """`shape` is that of the whole answer."""
        self._told = ToldAnswer(shape)

    def first(self, answer: InitialAnswer) -> Json:
        self._told.begin(answer.result.data)
        return {**answer.result.to_response(), "hasNext": answer.has_next}

    def update(self, update: AnswerUpdate) -> Json:
        return {"incremental": [self._part(part) for part in update.completed], "hasNext": update.has_next}

    def _part(self, part: CompletedPart) -> Json:
        label = {"label": part.pending.label} if part.pending.label is not None else {}
        data = self._data_of(part)
        errors = _why_lost(part) if data is None else part.errors
        return {
            **label,
            "path": list(part.pending.path),
            "data": data,
            **({"errors": errors} if errors else {}),
        }

    def _data_of(self, part: CompletedPart) -> Json | None:
        """Without what is beneath a null that the client was told of: it would find an object that lacks fields."""
        place = self._told.at(part.pending.path)
        if part.data is None or place is None:
            return None
        told, shape = place
        data = _keep_nulls(told, part.data, shape)
        _learn(told, data, shape)
        return data


def _keep_nulls(told: Mapping[str, Any], data: Mapping[str, Any], shape: MergeShape) -> Json:
    return {
        key: _keep_null(told[key], value, shape[key]) if key in shape and key in told else value
        for key, value in data.items()
    }


def _keep_null(told: Any, value: Any, shape: MergeShape) -> Any:
    if isinstance(told, dict) and isinstance(value, dict):
        return _keep_nulls(told, value, shape)
    if isinstance(told, list) and isinstance(value, list):
        return [_keep_null(old, new, shape) for old, new in zip(told, value, strict=False)]
    return None


def _learn(told: Json, data: Mapping[str, Any], shape: MergeShape) -> None:
    for key, value in data.items():
        if key in shape and key in told:
            told[key] = _learned(told[key], value, shape[key])
        else:
            told.update(copy_object({key: value}, shape))


def _learned(told: Any, value: Any, shape: MergeShape) -> Any:
    if isinstance(told, dict) and isinstance(value, dict):
        _learn(told, value, shape)
        return told
    if isinstance(told, list) and isinstance(value, list):
        return [_learned(old, new, shape) for old, new in zip(told, value, strict=False)]
    return value


class IncrementalV02:
    """Tells nothing twice."""

    def __init__(self, shape: MergeShape) -> None:
        """`shape` is that of the whole answer."""
        self._told = ToldAnswer(shape)

    def first(self, answer: InitialAnswer) -> Json:
        self._told.begin(answer.result.data)
        response = answer.result.to_response()
        if answer.pending:
            response["pending"] = [_pending(part) for part in answer.pending]
        return {**response, "hasNext": answer.has_next}

    def update(self, update: AnswerUpdate) -> Json:
        incremental: list[Json] = []
        completed: list[Json] = []
        for part in update.completed:
            news = self._news_of(part)
            if news is None:
                completed.append({"id": part.pending.id, "errors": _why_lost(part)})
                continue
            if part.errors and news:
                news[0]["errors"] = part.errors
            incremental += news
            completed.append({"id": part.pending.id})
        response: Json = {}
        if update.pending:
            response["pending"] = [_pending(part) for part in update.pending]
        if incremental:
            response["incremental"] = incremental
        return {**response, "completed": completed, "hasNext": update.has_next}

    def _news_of(self, part: CompletedPart) -> list[Json] | None:
        """What the part brings; None where it fails, because it has no data or would take back what was told."""
        place = self._told.at(part.pending.path)
        if part.data is None or place is None:
            return None
        told, shape = place
        try:
            found = list(_news(told, part.data, shape, ()))
        except _TakesBack:
            return None
        for news in found:
            news.told.update(copy_object(news.data, news.shape))
        return [_incremental(part.pending.id, news) for news in found]


class _TakesBack(Exception):
    """A part has null where the client was told of an object."""


@dataclass(frozen=True, slots=True)
class _News:
    path: Path
    data: Json
    told: Json
    """The object that the client was told of, which lacks the data."""

    shape: MergeShape


def _news(told: Json, data: Mapping[str, Any], shape: MergeShape, path: Path) -> Iterator[_News]:
    fresh = {key: value for key, value in data.items() if key not in told}
    if fresh:
        yield _News(path, fresh, told, shape)
    for key, value in data.items():
        if key in shape and key not in fresh:
            yield from _news_of_value(told[key], value, shape[key], (*path, key))


def _news_of_value(told: Any, value: Any, shape: MergeShape, path: Path) -> Iterator[_News]:
    if told is None:
        return
    if isinstance(told, dict) and isinstance(value, dict):
        yield from _news(told, value, shape, path)
    elif isinstance(told, list) and isinstance(value, list):
        for index, (old, new) in enumerate(zip(told, value, strict=False)):
            yield from _news_of_value(old, new, shape, (*path, index))
    else:
        raise _TakesBack


def _incremental(part_id: str, news: _News) -> Json:
    beneath = {"subPath": list(news.path)} if news.path else {}
    return {"id": part_id, **beneath, "data": news.data}


def _pending(part: PendingPart) -> Json:
    label = {"label": part.label} if part.label is not None else {}
    return {"id": part.id, "path": list(part.path), **label}


def _why_lost(part: CompletedPart) -> list[Json]:
    """A part that failed says why, also where the cause was told with an earlier one."""
    message = "This part has no data, because of an error that was told before."
    return part.errors or [{"message": message, "path": list(part.pending.path), "extensions": {"code": LOST_PART}}]


Response = ExecutionResult | ResponsePart | Event


def response_json(response: Response) -> bytes:
    """Without line breaks."""
    return response.to_json() if isinstance(response, Event) else write_json(response.to_response())


"""What transports send: a whole answer, an event, or a part."""

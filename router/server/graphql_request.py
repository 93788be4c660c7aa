"""What a client sends, whichever way it came: the four members of a GraphQL request, checked for their shapes."""

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn, Protocol

import orjson

from router.errors import OperationError
from router.executor.request_files import RequestFiles
from router.query_plan import PlanNode
from router.server.duplicate_members import refuse_duplicate_members

LONG_NUMBER = re.compile(rb"[0-9]{19}")

QUICKLY_READ = 32_768
"""Bytes of JSON that are read within a few milliseconds, whatever they hold."""

DEEPEST_JSON = 200
"""Levels of objects and lists in a request. What is read must be written again, to subgraphs and in answers, by
encoders that end at 254 levels."""


class BadRequest(OperationError):
    """What came is no GraphQL request."""

    code: ClassVar[str] = "BAD_REQUEST"


class ResponseTooLarge(OperationError):
    """The answer is more than one request may have."""

    code: ClassVar[str] = "RESPONSE_TOO_LARGE"


class ClientFiles(RequestFiles, Protocol):
    """Files that come behind the request, to be taken while it runs."""

    def check(self, plan: PlanNode | None) -> None:
        """Raise an `OperationError` where the plan cannot take them as they come."""
        ...


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One request of a client, not yet parsed."""

    query: str
    """Empty where the document is named by an id or a hash."""

    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)
    document_id: str | None = None
    """Of a trusted document."""

    files: ClientFiles | None = field(default=None, compare=False)
    """What came along with it."""


def read_json(content: bytes) -> Any:
    """Strict JSON in UTF-8: no NaN, no lone surrogates, no member twice; integers of any size keep their digits."""
    try:
        value = orjson.loads(content)
        # orjson turns integers beyond 64 bits into floats, which would change what a custom scalar holds.
        if LONG_NUMBER.search(content):
            value = json.loads(content, parse_constant=_refuse_constant)
        _check_depth(content, value)
        refuse_duplicate_members(content, value)
        return value
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The request is not valid JSON: {_reason(error)}.") from error


async def read_any_json(content: bytes) -> Any:
    """As `read_json`, and what is large is read in a thread, where others need not wait for it."""
    if len(content) <= QUICKLY_READ:
        return read_json(content)
    return await asyncio.to_thread(read_json, content)


def write_json(value: Any) -> bytes:
    """JSON in UTF-8. Integers beyond 64 bits and lone surrogates go the slow way instead of failing."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def write_bounded_json(value: Any, max_bytes: int) -> bytes:
    """Raises `ResponseTooLarge`, though only once it is written: nobody knows before."""
    content = write_json(value)
    check_size(content, max_bytes)
    return content


def check_size(content: bytes, max_bytes: int) -> None:
    """Raises `ResponseTooLarge`."""
    if len(content) > max_bytes:
        raise ResponseTooLarge(f"The answer is larger than {max_bytes} bytes; ask for less at once.")


def request_from_json(value: Any, files: ClientFiles | None = None) -> GraphQLRequest:
    """Check the shapes. Members that the specification does not name are left to whoever sent them."""
    if not isinstance(value, dict):
        raise BadRequest("A GraphQL request is a JSON object.")
    query = value.get("query")
    document_id = None
    if query is None or query == "":
        document_id = _document_id(value)
        query = ""
    elif "documentId" in value:
        document_id = _document_id(value)
    if not isinstance(query, str):
        raise BadRequest('"query" must be a string.')
    operation_name = value.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadRequest('"operationName" must be a string or null.')
    extensions = _object(value, "extensions")
    if not query and document_id is None and not extensions.get("persistedQuery"):
        raise BadRequest('The request has no "query".')
    return GraphQLRequest(query, operation_name or None, _object(value, "variables"), extensions, document_id, files)


DOCUMENT_IDS = ("documentId", "doc_id", "id")
"""The names under which clients send the id of a document that was registered beforehand."""


def _document_id(value: Mapping[str, Any]) -> str | None:
    for name in DOCUMENT_IDS:
        document_id = value.get(name)
        if document_id is not None:
            if not isinstance(document_id, str) or not document_id:
                raise BadRequest(f'"{name}" must be a string.')
            return document_id
    return None


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    member = value.get(name)
    if member is None:
        return {}
    if not isinstance(member, dict):
        raise BadRequest(f'"{name}" must be an object or null.')
    return member


def _check_depth(content: bytes, value: Any) -> None:
    if content.count(b"[") + content.count(b"{") <= DEEPEST_JSON:
        return
    level = [value]
    for _ in range(DEEPEST_JSON + 1):
        level = [inner for container in level for inner in _inside(container)]
        if not level:
            return
    raise BadRequest(f"The request nests more than {DEEPEST_JSON} levels of objects and lists.")


def _inside(value: Any) -> Iterable[Any]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")

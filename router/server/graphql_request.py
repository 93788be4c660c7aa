"""What a client sends, whichever way it came: the four members of a GraphQL request, checked for their shapes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn

import orjson

from router.errors import OperationError

LONG_NUMBER = re.compile(rb"[0-9]{19}")


class BadRequest(OperationError):
    """What came is no GraphQL request."""

    code: ClassVar[str] = "BAD_REQUEST"


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One request of a client, not yet parsed."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)


def read_json(content: bytes) -> Any:
    """Strict JSON in UTF-8: no NaN, no lone surrogates; integers of any size keep their digits."""
    try:
        value = orjson.loads(content)
        # orjson turns integers beyond 64 bits into floats, which would change what a custom scalar holds.
        return json.loads(content, parse_constant=_refuse_constant) if LONG_NUMBER.search(content) else value
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The request is not valid JSON: {_reason(error)}.") from error


def write_json(value: Any) -> bytes:
    """JSON in UTF-8. Integers beyond 64 bits and lone surrogates go the slow way instead of failing."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def request_from_json(value: Any) -> GraphQLRequest:
    """Check the shapes. Members that the specification does not name are left to whoever sent them."""
    if isinstance(value, list):
        raise BadRequest("This router takes one operation per request, not a list of them.")
    if not isinstance(value, dict):
        raise BadRequest("A GraphQL request is a JSON object.")
    query = value.get("query")
    if query is None or query == "":
        raise BadRequest('The request has no "query".')
    if not isinstance(query, str):
        raise BadRequest('"query" must be a string.')
    operation_name = value.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadRequest('"operationName" must be a string or null.')
    return GraphQLRequest(query, operation_name or None, _object(value, "variables"), _object(value, "extensions"))


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    member = value.get(name)
    if member is None:
        return {}
    if not isinstance(member, dict):
        raise BadRequest(f'"{name}" must be an object or null.')
    return member


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")

"""From a request to the JSON that a subgraph reads."""

import json
from typing import Any

import orjson

from router.executor.subgraph_client import SubgraphRequest


def encode_start(operation: str, operation_name: str | None) -> bytes:
    """A request's JSON up to its variables. It is the same in every request of a fetch, and most of its bytes."""
    payload = {"query": operation}
    if operation_name is not None:
        payload["operationName"] = operation_name
    return encode_json(payload)[:-1]


def encode_request(request: SubgraphRequest) -> bytes:
    start = request.encoded_start or encode_start(request.operation, request.operation_name)
    if not request.variables:
        return start + b"}"
    return b'%b,"variables":%b}' % (start, encode_json(request.variables))


def request_payload(request: SubgraphRequest) -> dict[str, Any]:
    payload: dict[str, Any] = {"query": request.operation}
    if request.variables:
        payload["variables"] = request.variables
    if request.operation_name is not None:
        payload["operationName"] = request.operation_name
    return payload


def encode_json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # Integers of more than 64 bits and lone surrogates are legal in JSON text; orjson refuses to write them.
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()

"""From a request to the JSON that a subgraph reads."""

import json
from typing import Any

import orjson

from router.executor.subgraph_client import SubgraphRequest


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

"""From the bytes of an answer to a GraphQL response, or to the reason why it is none."""

import json
import re
from typing import Any, Final

import orjson

from router.executor.subgraph_client import RawHeaders, SubgraphAnswerMalformed, SubgraphResponse
from router.language.names import SubgraphName

LONG_NUMBER: Final = re.compile(rb"[0-9]{19}")


def decode_json(body: bytes, subgraph: SubgraphName, has_custom_scalars: bool = False) -> Any:
    try:
        if has_custom_scalars and LONG_NUMBER.search(body):
            # orjson turns integers beyond 64 bits into floats.
            return json.loads(body, parse_constant=_refuse_constant)
        return orjson.loads(body)
    except (ValueError, RecursionError) as error:
        raise SubgraphAnswerMalformed("its answer is not JSON", subgraph) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def read_response(
    answer: Any, subgraph: SubgraphName, size: int | None = None, headers: RawHeaders = ()
) -> SubgraphResponse:
    """Check the outer shape. `errors: null`, which some servers send, counts as no errors."""
    if not isinstance(answer, dict) or ("data" not in answer and not answer.get("errors")):
        raise SubgraphAnswerMalformed("its answer is not a GraphQL response", subgraph)
    data = answer.get("data")
    if data is not None and not isinstance(data, dict):
        raise SubgraphAnswerMalformed("`data` in its answer is not an object", subgraph)
    extensions = answer.get("extensions")
    errors = read_errors(answer.get("errors"), subgraph)
    return SubgraphResponse(data, errors, extensions if isinstance(extensions, dict) else {}, size, headers)


def read_errors(errors: Any, subgraph: SubgraphName) -> tuple[dict[str, Any], ...]:
    if errors is None:
        return ()
    if not isinstance(errors, list) or not all(
        isinstance(error, dict) and isinstance(error.get("message"), str) for error in errors
    ):
        raise SubgraphAnswerMalformed("`errors` in its answer are not GraphQL errors", subgraph)
    return tuple(errors)

"""From an answer over HTTP to a GraphQL response, or to the reason why there is none."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from router.errors import SubgraphError
from router.executor.graphql_response import decode_json, read_response
from router.executor.http_transport import HttpAnswer, HttpAnswerRefused, HttpFailure, HttpTimedOut
from router.executor.subgraph_client import (
    RawHeaders,
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)


def read_answer(answer: HttpAnswer, request: SubgraphRequest) -> SubgraphResponse:
    """An answer that is GraphQL counts whatever its status."""
    subgraph = request.subgraph
    try:
        decoded = decode_json(answer.body, subgraph, request.has_custom_scalars)
        return read_response(decoded, subgraph, len(answer.body), answer.headers)
    except SubgraphError as error:
        if 200 <= answer.status < 300:
            raise
        reason = f"it answered with HTTP status {answer.status}"
        raise SubgraphUnreachable(reason, subgraph, answer.status, retry_after(answer.headers)) from error


def subgraph_error(failure: HttpFailure, request: SubgraphRequest, wanted: str) -> SubgraphError:
    """What the executor is told of a failure; `wanted` is what did not come in time."""
    subgraph = request.subgraph
    match failure:
        case HttpTimedOut():
            return SubgraphTimedOut(failure.reason or f"no {wanted} within {request.timeout:g} s", subgraph)
        case HttpAnswerRefused():
            return SubgraphAnswerMalformed(failure.reason, subgraph)
        case _:
            return SubgraphUnreachable(failure.reason, subgraph)


def retry_after(headers: RawHeaders) -> float | None:
    """Seconds that the answer asks to wait. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"""
    value = next((value.decode("latin-1").strip() for name, value in headers if name == b"retry-after"), None)
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None

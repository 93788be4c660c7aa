"""Several operations in one HTTP request: each has an answer of its own, at its place in the list."""

import asyncio
from typing import Any, ClassVar

import structlog

from router.errors import OperationError
from router.query_plan import OperationKind
from router.server.client import Client
from router.server.graphql_request import BadRequest, request_from_json
from router.server.incremental_format import Response
from router.server.internal_failure import report_internal_failure
from router.server.operations import Operations
from router.server.read_operation import format_errors
from router.settings import BatchingSettings

log = structlog.get_logger()


class BatchingNotEnabled(OperationError):
    code: ClassVar[str] = "BATCHING_NOT_ENABLED"


class BatchTooLarge(OperationError):
    code: ClassVar[str] = "BATCH_LIMIT_EXCEEDED"


def check_batch(entries: list[Any], settings: BatchingSettings) -> None:
    """Raise the `OperationError` that refuses the whole request."""
    if not entries:
        raise BadRequest("The list of operations is empty.")
    if not settings.enabled:
        raise BatchingNotEnabled("This router takes one operation per request, not a list of them.")
    if len(entries) > settings.max_requests:
        raise BatchTooLarge(f"The request has {len(entries)} operations; at most {settings.max_requests} are allowed.")


async def answer_batch(entries: list[Any], operations: Operations, client: Client) -> list[dict[str, Any]]:
    """Run them at once. When cancelled, mutations still run to their end."""
    return await asyncio.gather(*(_answer(entry, operations, client) for entry in entries))


async def _answer(entry: Any, operations: Operations, client: Client) -> dict[str, Any]:
    results: list[Response] = []

    async def keep(result: Response) -> None:
        results.append(result)

    try:
        operation = await operations.plan(request_from_json(entry), client)
        if operation.kind is OperationKind.SUBSCRIPTION:
            raise BadRequest("A subscription cannot be part of a batch.")
        await operations.relay(operation, client, keep)
    except OperationError as error:
        log.info("request.refused", code=error.code)
        return {"errors": format_errors(error)}
    except Exception as error:
        # The request boundary: one entry that fails must not take the others' answers with it.
        return {"errors": [report_internal_failure(error)]}
    return results[0].to_response()

"""A fault of our own: the log gets the traceback, the client a fixed text and the trace id that finds it there."""

import secrets
from typing import Any

import structlog

from router.errors import InternalError
from router.server.request_record import CURRENT

log = structlog.get_logger()


def report_internal_failure(error: Exception) -> dict[str, Any]:
    """Log it, and give the GraphQL error to answer with."""
    record = CURRENT.get()
    trace_id = record.request_id if record is not None else secrets.token_hex(8)
    log.error("request.failed", trace_id=trace_id, exc_info=error)
    return {
        "message": "The router failed to answer. Its log has the cause under this trace id.",
        "extensions": {"code": InternalError.code, "traceId": trace_id},
    }

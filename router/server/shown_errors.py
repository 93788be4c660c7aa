"""What clients see of errors that subgraphs reported or caused.

A subgraph's message is written by whoever wrote the subgraph, or by a library of theirs, and may tell of tables, hosts
and names that are nobody's business. Where errors are redacted, the answer keeps what a client can act on (path, code,
service), and the log keeps the message.
"""

import re
from collections.abc import Callable
from typing import Any

import structlog

from router.server.request_record import id_extension
from router.settings import RouterSettings

log = structlog.get_logger()

ShowErrors = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
"""From an answer's errors to those that the client sees."""

KEPT_EXTENSIONS = ("code", "service")
SUGGESTION = re.compile(r"\s*Did you mean [^?]{0,1000}\?")


def choose_errors_shown(settings: RouterSettings) -> ShowErrors | None:
    """None where errors are shown as they are. `apply_mode` must have decided the switches."""
    if settings.errors.redact:
        kept = frozenset(settings.errors.keep_codes)
        return lambda errors: redact_errors(errors, kept)
    return None if settings.introspection.enabled else without_suggestions


def redact_errors(errors: list[dict[str, Any]], keep_codes: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    return [_redact(error, keep_codes) for error in errors]


def _redact(error: dict[str, Any], keep_codes: frozenset[str]) -> dict[str, Any]:
    extensions = error["extensions"]
    service, code = extensions.get("service"), extensions.get("code")
    if service is None:
        return error
    log.warning("subgraph.error", subgraph=service, code=code, path=error.get("path"), message=error["message"])
    if code in keep_codes:
        return _without_suggestion(error)
    return {
        **error,
        "message": f'Subgraph "{service}" could not answer this.',
        "extensions": {name: extensions[name] for name in KEPT_EXTENSIONS if name in extensions} | dict(id_extension()),
    }


def without_suggestions(errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Subgraphs suggest names of their schemas in errors of validation and coercion."""
    return [_without_suggestion(error) for error in errors]


def _without_suggestion(error: dict[str, Any]) -> dict[str, Any]:
    return {**error, "message": SUGGESTION.sub("", error["message"])}

"""One way to log: fixed dotted event names, data in fields, never variables or response data."""

import logging
import sys

import structlog


def configure_logs(level: str) -> None:
    """Once per process, at start-up. A person at a terminal reads colours, a machine reads JSON lines."""
    # Tracebacks are written without the values of local variables: those belong to people, not to logs.
    renderers: list[structlog.typing.Processor]
    if sys.stderr.isatty():
        renderers = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    else:
        renderers = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *renderers,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_logger_to_standard_error,
    )


def _logger_to_standard_error(*_arguments: object) -> structlog.WriteLogger:
    # Looked up each time: whoever redirects it afterwards gets the logs too.
    return structlog.WriteLogger(sys.stderr)

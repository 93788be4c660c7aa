"""Where the router's log goes: standard error, as text for a person at a terminal and as JSON for anything else."""

import logging
import sys

import structlog
from structlog.typing import Processor

from router.server.request_record import add_request_id


def configure_logs(level: str) -> None:
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            add_request_id,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        # Standard error as it is when something is logged, because whoever runs us may put another in its place.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )

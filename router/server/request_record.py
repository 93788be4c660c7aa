"""What is known of the request that is being answered: read by the log, by errors and by requests to subgraphs."""

import hashlib
import re
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from os import urandom
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from router.server.authentication import Caller
from router.server.graphql_request import GraphQLRequest

CORRELATION_HEADER = "x-correlation-id"
_CORRELATION = CORRELATION_HEADER.encode()
_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


@dataclass(slots=True)
class RequestRecord:
    """One HTTP request, or one WebSocket connection."""

    request_id: str
    correlation_id: str
    forwarded: Mapping[str, str] = field(default_factory=dict)
    """The headers by which subgraphs are told."""

    is_told: bool = False
    """Whether clients see the id in errors."""

    started: float = field(default_factory=time.perf_counter)
    operation_name: str | None = None
    document: str | None = None
    caller: str | None = None
    actor: str | None = None
    """Who acts in the caller's name."""

    error_codes: set[str] = field(default_factory=set)

    def document_hash(self) -> str | None:
        """By which clients that persist their queries know it."""
        return hashlib.sha256(self.document.encode(errors="surrogatepass")).hexdigest() if self.document else None


CURRENT: ContextVar[RequestRecord | None] = ContextVar("request_record", default=None)


def new_record(headers: Iterable[tuple[bytes, bytes]], header: bytes, is_trusted: bool, is_told: bool) -> RequestRecord:
    """A record with the ids that a request brings, or new ones. `headers` are as ASGI gives them."""
    brought: dict[bytes, str] = {}
    for name, value in headers:
        if name in (header, _CORRELATION):
            text = value.decode("latin-1")
            if _ID.fullmatch(text):
                brought[name] = text
    request_id = (brought.get(header) if is_trusted else None) or urandom(16).hex()
    correlation_id = brought.get(_CORRELATION, request_id)
    forwarded = {header.decode("latin-1"): request_id, CORRELATION_HEADER: correlation_id}
    return RequestRecord(request_id, correlation_id, forwarded, is_told)


def id_extension() -> Mapping[str, str]:
    """What errors tell of the request: nothing where clients are not to see its id."""
    record = CURRENT.get()
    return {"requestId": record.request_id} if record is not None and record.is_told else {}


def note_request(request: GraphQLRequest, caller: Caller | None) -> None:
    """Keep what is asked, and by whom."""
    record = CURRENT.get()
    if record is not None:
        record.operation_name = request.operation_name
        record.document = request.query
        record.caller = caller.subject if caller is not None else None
        record.actor = caller.actor if caller is not None else None
    if caller is not None and caller.actor is not None:
        # For an embedder whose own log processors know of context variables, and not of requests.
        structlog.contextvars.bind_contextvars(actor=caller.actor)


def note_codes(errors: Iterable[Mapping[str, Any]]) -> None:
    """Keep the codes of errors that an answer holds."""
    record = CURRENT.get()
    if record is not None:
        record.error_codes.update(str(error.get("extensions", {}).get("code", "")) for error in errors)


def add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: every line says which request it belongs to, and who acts in somebody's name."""
    record = CURRENT.get()
    if record is not None:
        event.setdefault("request_id", record.request_id)
        if record.correlation_id != record.request_id:
            event.setdefault("correlation_id", record.correlation_id)
        if record.actor is not None:
            event.setdefault("actor", record.actor)
    return event

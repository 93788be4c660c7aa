"""The protocol by which a subgraph is called."""

from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from router.errors import SubgraphError
from router.executor.request_files import SubgraphFiles
from router.language.names import SubgraphName
from router.query_plan import OperationKind

RawHeaders = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class SubgraphRequest:
    """One GraphQL request to one subgraph."""

    subgraph: SubgraphName
    operation: str
    operation_kind: OperationKind = OperationKind.QUERY
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the router passes on: the caller header, the request id. Lower-case names."""

    timeout: float = 30.0
    """Seconds until the subgraph must have answered; for a subscription, until it is established."""

    has_custom_scalars: bool = False
    """Whether the answer can hold integers beyond 64 bits, which must stay exact."""

    encoded_start: bytes = b""
    """The request's JSON up to its variables, where it was written beforehand. Says what `operation` says."""

    files: SubgraphFiles | None = None
    """What it takes along. It can be sent once; `timeout` then counts from each piece that was sent."""


@dataclass(frozen=True, slots=True)
class SubgraphResponse:
    """What a subgraph answered: a well-formed GraphQL response, with partial data where it has errors."""

    data: dict[str, Any] | None
    """Whoever receives it owns it: the executor builds the response inside these very objects."""

    errors: tuple[dict[str, Any], ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict)
    size: int | None = field(default=None, compare=False)
    """Bytes of the answer, where it came as bytes."""

    headers: RawHeaders = field(default=(), compare=False)
    """Of the answer, where it came over HTTP. Lower-case names."""


class SubgraphClient(Protocol):
    """How the executor calls one subgraph: over HTTP, or in process.

    Both methods raise `SubgraphError` where there is no GraphQL answer: unreachable, too slow, not JSON, not GraphQL.
    """

    def execute(self, request: SubgraphRequest) -> Coroutine[Any, Any, SubgraphResponse]:
        """Answer a query or mutation."""
        ...

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        """Yield an event's response at a time. Closing the iterator frees the subgraph's resources."""
        ...

    async def aclose(self) -> None:
        """Give back connections. Calls under way end with `SubgraphError`."""
        ...


class SubgraphUnreachable(SubgraphError):
    """No connection, a connection that broke off, or a status without a GraphQL answer."""

    code = "SUBREQUEST_HTTP_ERROR"

    def __init__(
        self, message: str, subgraph: str, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, subgraph)
        self.status = status
        """Of the HTTP answer, where there was one."""

        self.retry_after = retry_after
        """Seconds that the subgraph asks to be left alone for."""


class SubgraphClientClosed(SubgraphUnreachable):
    """The client was closed; whoever asks again is told the same."""


class SubgraphTimedOut(SubgraphError):
    """No answer within the request's time."""

    code = "SUBREQUEST_TIMEOUT"


class SubgraphAnswerMalformed(SubgraphError):
    """An answer that is not JSON, not GraphQL, too large, or not what was asked for."""

    code = "SUBREQUEST_MALFORMED_RESPONSE"

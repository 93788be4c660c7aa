"""What one execution of a query plan is given, and what it gives back."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from router.executor.fetch_trace import FetchTrace
from router.executor.request_files import RequestFiles
from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from router.supergraph.model import Supergraph


class RequestSlots:
    """How many requests may be under way to each subgraph at once; the others wait, inside their own deadline.

    It bounds the load of a whole process only if the server makes one and puts it into every context.
    """

    def __init__(self, per_subgraph: int = 256) -> None:
        """Too low, and requests queue here while the subgraph idles; too high, and a burst knocks it over."""
        self._per_subgraph = per_subgraph
        self._slots: dict[SubgraphName, asyncio.Semaphore] = {}

    def of(self, subgraph: SubgraphName) -> asyncio.Semaphore:
        slots = self._slots.get(subgraph)
        if slots is None:
            slots = self._slots[subgraph] = asyncio.Semaphore(self._per_subgraph)
        return slots


@dataclass(frozen=True, slots=True)
class ExecutionContext:
    """Everything about one request that is not in its plan."""

    supergraph: Supergraph
    clients: Mapping[SubgraphName, SubgraphClient]
    variables: Mapping[str, Any] = field(default_factory=dict)
    """Coerced, with defaults applied, as the JSON to pass on; a variable that the client left out is absent."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent to every subgraph. Lower-case names."""

    timeout: float = 30.0
    """Seconds that one request to a subgraph may take, waiting for a slot included."""

    timeouts: Mapping[SubgraphName, float] = field(default_factory=dict)
    """Where a subgraph has a limit of its own."""

    operation_timeout: float | None = None
    """Seconds that all requests of one operation have together, or of one event of a subscription."""

    deadline: float | None = None
    """When they are over, by the event loop's clock."""

    deadline_header: str | None = None
    """The header by which subgraphs are told how many milliseconds a request has."""

    slots: RequestSlots = field(default_factory=RequestSlots)
    max_errors: int = 100
    """How many errors an answer holds at most; one more says that others were left out."""

    max_representations: int = 2000
    """How many entities one request asks about; more of them are asked about in several requests."""

    show_errors: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] | None = None
    """From the errors of an answer to those that the client sees, where they differ."""

    files: RequestFiles | None = None
    """What the client sent along with its operation."""

    trace: FetchTrace | None = None
    """Where somebody wants to know what the fetches took."""

    def timeout_of(self, subgraph: SubgraphName) -> float:
        """Seconds that one request to this subgraph has from now on; 0 or less where the operation's are over."""
        timeout = self.timeouts.get(subgraph, self.timeout)
        if self.deadline is None:
            return timeout
        return min(timeout, self.deadline - asyncio.get_running_loop().time())

    def from_now(self) -> "ExecutionContext":
        """The same, its time beginning now."""
        if self.operation_timeout is None:
            return self
        return replace(self, deadline=asyncio.get_running_loop().time() + self.operation_timeout)


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """The answer to the client; every value is ready for JSON."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]] = field(default_factory=list)
    """GraphQL errors: `message`, `path` where there is one, `extensions` with at least `code`."""

    extensions: dict[str, Any] = field(default_factory=dict)

    breaks_off: bool = False
    """Whether it is no event of a subscription but says why no more of them come."""

    def to_response(self) -> dict[str, Any]:
        """The GraphQL response: `data` always, the others where they hold something."""
        response: dict[str, Any] = {"data": self.data}
        if self.errors:
            response["errors"] = self.errors
        if self.extensions:
            response["extensions"] = self.extensions
        return response

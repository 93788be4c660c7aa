"""What is done about subgraphs that do not answer."""

from typing import Annotated

from pydantic import Field

from router.settings.section import Count, Seconds, Section

Share = Annotated[float, Field(ge=0, le=1)]


class RetrySettings(Section):
    """Asking a subgraph again that gave no answer: no connection, or HTTP status 408, 429, 502, 503 or 504."""

    enabled: bool = True
    """Ask again. Queries only, unless `mutations` is set."""

    attempts: Count = 3
    """In all. Too low gives up at the first hiccup; too high keeps clients waiting for a subgraph that is down."""

    first_wait_seconds: Seconds = 0.05
    """The longest wait before the second attempt; waits are by chance up to it, and it doubles each time. Too low hits
    a subgraph that restarts; too high adds to what clients wait."""

    longest_wait_seconds: Seconds = 2.0
    """What no wait is longer than. A subgraph that asks for more by `Retry-After` is not asked again."""

    attempt_timeout_seconds: Seconds | None = None
    """For each attempt. Unset, each has the whole of `timeout_seconds`, so a subgraph that hangs is asked once. Too low
    repeats slow but honest requests, which makes a busy subgraph busier."""

    budget: Share = 0.2
    """Retries that each request earns, as a share. Too low gives up early; too high doubles the load of a subgraph that
    is down for everybody."""

    mutations: bool = False
    """Repeat mutations too. Only where each has the same effect when sent twice."""


class CircuitSettings(Section):
    """Leaving out a subgraph that fails most of its requests, until it recovers."""

    enabled: bool = True
    """Leave it out: its requests fail at once with SUBREQUEST_CIRCUIT_OPEN."""

    failure_share: Share = 0.5
    """Share of requests without an answer from which on it is left out. Too low leaves it out at a hiccup; too high
    lets every request wait for a subgraph that is down."""

    min_requests: Count = 20
    """Requests within the window before the share counts. Too low lets the first failure of a quiet hour decide."""

    window_seconds: Seconds = 10.0
    """How far is looked back. Too short forgets what just failed; too long remembers what is mended."""

    open_seconds: Seconds = 5.0
    """Until it is tried again. Too low keeps hitting a subgraph that recovers; too high leaves it out for longer than
    it is away."""

    trials: Count = 3
    """Requests that are let through then; when all are answered, all others follow."""

"""How subscriptions of subgraphs are listened to."""

from typing import Literal

from router.settings.headers import HeaderName
from router.settings.section import Count, Seconds, Section


class ReconnectSettings(Section):
    """Subscribing again where a subscription breaks off. What happens at the subgraph in between is lost."""

    enabled: bool = False
    """Clients are told nothing unless it fails for good. Off, they get an error and may subscribe again themselves."""

    attempts: Count = 10
    """In a row, without an event between them. Too low gives up on a subgraph that restarts; too high keeps clients
    waiting for one that is gone."""

    first_wait_seconds: Seconds = 0.5
    """The longest wait before the first attempt; waits are by chance up to it, and it doubles each time. Too low hits a
    subgraph that restarts with all its subscribers at once; too high loses events."""

    longest_wait_seconds: Seconds = 30.0
    """What no wait is longer than."""


class SubgraphSubscriptionSettings(Section):
    """How subscriptions of subgraphs are listened to."""

    protocol: Literal["ws", "sse"] = "ws"
    """`ws` is graphql-transport-ws over WebSocket, `sse` server-sent events (graphql-sse, distinct connections)."""

    url: str | None = None
    """Where, in place of the routing URL: a path on the same host, such as `/subscriptions`, or a whole URL."""

    init_headers: tuple[HeaderName, ...] = ()
    """Headers to be put into the payload of `connection_init` too, by name, where the subgraph gets them (`headers`).
    For `ws`, and subgraphs that look for credentials there."""

    reconnect: ReconnectSettings = ReconnectSettings()

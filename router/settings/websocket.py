"""Connections over WebSocket."""

from router.settings.section import Count, Seconds, Section


class WebSocketSettings(Section):
    """Subscriptions, and operations, over `graphql-transport-ws`."""

    init_timeout_seconds: Seconds = 3.0
    """Until `connection_init` must have come. Too low drops clients on slow lines; too high lets idle sockets pile
    up."""

    allowed_origins: tuple[str, ...] = ()
    """Origins of pages that may connect besides the router's own host, such as `https://app.example.com`. `*` lets
    every page on the web connect in its visitor's name."""

    max_operations: Count = 100
    """Operations at once on one connection. Too low refuses busy clients; too high lets one connection hold many
    subscriptions upstream."""

    message_bytes: Count = 1_048_576
    """Bytes of one message from a client. Too low closes honest connections with 1009; too high lets a client fill
    memory."""

    max_connections: Count = 10_000
    """WebSockets at once, in each worker; more are refused with 503. Too low refuses clients; too high lets them fill
    memory with about 20 KB each."""

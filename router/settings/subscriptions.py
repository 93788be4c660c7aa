"""Subscriptions of clients."""

from router.settings.section import Count, Seconds, Section


class SubscriptionsSettings(Section):
    """How clients get the events of their subscriptions."""

    heartbeat_seconds: Seconds = 10.0
    """How often a sign of life is sent in server-sent events and multipart. Too low costs bytes and wakes phones; too
    high, and a proxy between takes a quiet stream for dead and cuts it."""

    share: bool = True
    """Whether equal subscriptions (same operation, variables, caller and headers for subgraphs) are one for the
    subgraph, and each event is answered once for all of them. Off, every client costs the subgraph a subscription. On,
    whoever comes later hears what happens from then on, and nothing that the subgraph says to each at the beginning."""

    unshared_subgraphs: tuple[str, ...] = ()
    """Subgraphs that get a subscription of each client whatever `share` says, such as those that begin with the
    present state."""

    max_waiting_events: Count = 256
    """Events that wait for one client that reads slowly while others go on; one more, and its subscription ends with
    `SUBSCRIPTION_QUEUE_FULL`. Too low ends those on slow lines in a burst; too high keeps many events in memory."""

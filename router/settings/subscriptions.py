"""Subscriptions over HTTP."""

from router.settings.section import Seconds, Section


class SubscriptionsSettings(Section):
    """Subscriptions over HTTP: server-sent events and multipart."""

    heartbeat_seconds: Seconds = 10.0
    """How often a sign of life is sent. Too low costs bytes and wakes phones; too high, and a proxy between takes a
    quiet stream for dead and cuts it."""

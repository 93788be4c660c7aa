"""How operations are prepared that nobody asked before."""

from router.settings.section import Count, Seconds, Section


class PlanningSettings(Section):
    """How operations are parsed, validated and planned that are not remembered: beside the event loop, in threads."""

    threads: Count = 2
    """Operations that are planned at once, in each worker. Too low lets one hard operation delay new ones; too high
    makes all of them slow together."""

    max_waiting: Count = 200
    """New operations that wait for a thread; more are refused with 503. Too low refuses bursts after a start; too high
    keeps clients waiting for what they will have given up."""

    timeout_seconds: Seconds = 10.0
    """Until a new operation must be planned. Too low refuses hard but honest ones on a busy machine; too high lets
    clients wait in vain."""

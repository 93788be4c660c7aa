"""Where the router listens, and how it runs."""

from typing import Literal

from pydantic import Field

from router.settings.section import Count, Seconds, Section


class ServerSettings(Section):
    """Where the router listens."""

    host: str = "127.0.0.1"
    """Address to listen on. Loopback is reached from this machine only; `0.0.0.0` from everywhere."""

    port: int = Field(4000, ge=0, le=65535)
    """TCP port. 0 takes a free one and prints it."""

    workers: Count = 1
    """Processes. Too few leave cores idle; more than there are cores only cost memory and cold plan caches."""

    shutdown_seconds: Seconds = 10.0
    """How long requests under way may take after a signal to stop. Too low cuts them off; too high delays a
    deployment."""

    reload_seconds: float = Field(1.0, ge=0)
    """How often the files of supergraph, settings and trusted documents are looked at; when one has changed, the router
    goes over to it. 0 never looks; SIGHUP reloads then too. Too low costs little; too high delays a change."""

    max_connections: Count = 20_000
    """Connections at once, in each worker, WebSockets among them; more are refused with 503. Too low refuses clients;
    too high lets them use up the file descriptors that calls to subgraphs need."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is logged. Too low (debug) fills disks; too high hides refused requests and failing subgraphs."""

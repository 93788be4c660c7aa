"""How often a client may ask."""

from ipaddress import ip_network
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from router.settings.section import Count, Seconds, Section


class RateLimitSettings(Section):
    """One limit. Every limit that fits an operation counts it, and the first that is used up refuses it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,40}$")
    """Stands in the headers `RateLimit` and `RateLimit-Policy`, and in the log."""

    requests: Count
    """Operations in each window. Too low refuses honest clients with 429; too high lets one client take the place of
    many."""

    seconds: Count = 60
    """Length of the window, which slides. Too low lets bursts follow each other; too high makes who was refused
    wait."""

    by: Literal["address", "caller", "header"] = "address"
    """Who is counted together: an address (IPv6: its /64), an authenticated caller, or who sends the same `header`. Who
    shows no credentials, or no such header, is counted by address."""

    header: str | None = None
    """Name of the header, with `by: header`."""

    operations: Literal["all", "query", "mutation", "subscription"] = "all"
    """What is counted."""

    operation_names: tuple[str, ...] = ()
    """Names of operations that are counted; without any, all are. Clients choose these names: they are a help against
    mistakes and not against attacks, unless documents are trusted ones."""

    @model_validator(mode="after")
    def _header_where_it_counts(self) -> "RateLimitSettings":
        if (self.by == "header") != (self.header is not None):
            raise ValueError("header goes with by: header, and only with it")
        return self


class RateLimitsSettings(Section):
    """How often a client may ask."""

    limits: tuple[RateLimitSettings, ...] = ()
    """The limits; none counts nothing."""

    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks, such as `10.0.0.0/8`, of proxies whose word on the client's address is taken. Too few
    count all clients behind a proxy as one; too many let clients choose their address."""

    proxy_header: Literal["x-forwarded-for", "forwarded"] = "x-forwarded-for"
    """Where those proxies write it. It is read from the right, up to the first address that is no trusted proxy."""

    max_clients: Count = 100_000
    """Clients that are counted in memory, in each worker; who asked longest ago is forgotten. Too low forgets those who
    wait; too high holds memory, about 200 bytes each."""

    redis_url: SecretStr | None = None
    """Redis in which all workers and routers count together, such as `redis://limits:6379/0`. Without it each worker
    counts by itself, so that limits are as many times as high."""

    redis_timeout_seconds: Seconds = 0.25
    """Until Redis must have counted. Too low gives up on a busy one; too high slows every request while it hangs."""

    when_redis_fails: Literal["allow", "refuse"] = "allow"
    """`allow` counts in each worker's memory meanwhile, `refuse` answers 503. The log says so either way."""

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            try:
                ip_network(network)
            except ValueError as error:
                raise ValueError(f"{network} is no address or network: {error}") from error
        return networks

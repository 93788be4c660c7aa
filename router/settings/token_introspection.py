"""Tokens that say nothing by themselves: a server is asked what they mean (RFC 7662)."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from router.settings.section import Count, Seconds, Section


class TokenIntrospectionSettings(Section):
    """The server that is asked, and how long its word counts."""

    url: str
    """Where to ask, with http or https."""

    client_id: str = "router"
    """What this router calls itself there."""

    client_secret: SecretStr = Field(min_length=16)
    """What it shares with that server, which must not tell just anybody what a token means."""

    client_authentication: Literal["client_secret_basic", "client_secret_jwt"] = "client_secret_jwt"
    """How it shows that: in a header, or without sending it, by a short-lived token that it signs (RFC 7523)."""

    audience: str | None = None
    """Who that short-lived token is for; the URL where nothing is set. A server refuses one that is for another."""

    applies_to: str = ""
    """What the tokens and API keys begin with that are asked about. All others are for `jwks` and `api_keys`; empty, it
    is all of them, and `jwks` is left out."""

    cache_seconds: float = Field(30.0, ge=0)
    """How long an answer counts. Too low asks for every request; too high honours a revoked token longer."""

    refused_cache_seconds: float = Field(5.0, ge=0)
    """How long a refusal counts. Too low lets whoever sends the same nonsense keep the server busy; too high refuses a
    new token that was asked about before it was there."""

    cache_entries: Count = 10_000
    """Answers that are kept, and as many refusals. Too low asks again and again; too high costs memory."""

    timeout_seconds: Seconds = 2.0
    """How long an answer may take. Too low refuses everybody when the server is busy; too high lets requests pile up
    when it hangs."""

    max_concurrent: Count = 32
    """Questions at once; more wait for their turn, within the same time. Too low makes callers wait for each other; too
    high lets made-up tokens keep the server busy."""

    connection_seconds: Seconds = 900.0
    """How long a WebSocket or a subscription goes on that was opened with such a token, before its client has to
    connect again. Too low makes clients connect all the time; too high keeps open what a revoked token opened."""

    @model_validator(mode="after")
    def _is_a_web_address(self) -> "TokenIntrospectionSettings":
        if not self.url.startswith(("https://", "http://")):
            raise ValueError("url must begin with https:// or http://")
        return self

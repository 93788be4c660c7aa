"""Which pages may call the router from a browser."""

import re

from pydantic import Field, field_validator, model_validator

from router.settings.section import Section


class CorsSettings(Section):
    """Pages of other hosts that may call from a browser (CORS). Without any, browsers let only the router's own."""

    origins: tuple[str, ...] = ()
    """Origins of pages, such as `https://app.example.com`, that may call, and connect by WebSocket. `*` lets every page
    call, though not with `credentials`, and not by WebSocket."""

    origin_patterns: tuple[str, ...] = ()
    """Regular expressions that the whole origin has to match, such as `https://[a-z0-9-]+\\.example\\.com`. Too wide
    ones let in whoever registers a name that fits."""

    credentials: bool = False
    """Whether browsers send cookies along. On, every allowed page acts in its visitor's name."""

    headers: tuple[str, ...] = (
        "content-type",
        "authorization",
        "apollo-require-preflight",
        "graphql-require-preflight",
        "x-apollo-operation-name",
        "apollographql-client-name",
        "apollographql-client-version",
        "kumiki-plan",
        "kumiki-cost",
    )
    """Request headers that pages may set."""

    exposed_headers: tuple[str, ...] = ()
    """Response headers that pages may read."""

    max_age_seconds: int = Field(7200, ge=0)
    """How long a browser remembers what it was allowed. Too low asks before each request; too high keeps asking nobody
    after this changed."""

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if origin not in ("*", "null") and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/?#\s]+", origin):
                raise ValueError(f"{origin} is no origin; it is written as https://app.example.com, without a path")
        return origins

    @field_validator("origin_patterns")
    @classmethod
    def _are_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern} is no regular expression: {error}") from error
        return patterns

    @model_validator(mode="after")
    def _not_everybody_with_credentials(self) -> "CorsSettings":
        if self.credentials and "*" in self.origins:
            raise ValueError("credentials cannot go with the origin *; name the origins")
        return self

"""Headers by which browsers protect users."""

from pydantic import Field

from router.settings.section import Section


class SecurityHeadersSettings(Section):
    """Headers on every answer by which browsers protect users."""

    enabled: bool = True
    """Send `x-content-type-options: nosniff`, `referrer-policy: no-referrer`, `content-security-policy` and
    `x-frame-options` against framing, and `cache-control: no-store` where an answer says nothing else of caches. Off,
    whatever stands in front of the router has to."""

    frame_ancestors: tuple[str, ...] = ()
    """Origins of pages that may show the router's in a frame. Whoever may can trick users into clicks on it."""

    hsts_seconds: int = Field(0, ge=0)
    """How long browsers shall come by https only (`strict-transport-security`); 0 says nothing. Too high locks users
    out where https fails."""

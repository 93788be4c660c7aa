"""Settings of passkeys."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class PasskeySettings(SubgraphSettings):
    passkey_domain: str = "localhost"
    """The domain that passkeys belong to (WebAuthn: the RP ID): that of the pages, or one above it. Passkeys made for
    one domain are lost with it."""

    passkey_site_name: str = "Kumiki"
    """What authenticators call this platform when they ask the person."""

    passkey_origins: tuple[str, ...] = ("http://localhost:4000",)
    """Origins of the pages on which passkeys are used, as browsers write them; a JSON list. What another page got out
    of an authenticator is refused."""

    passkeys_per_user: int = Field(default=20, ge=1)
    """Too low: a second device cannot be added; too high only costs rows."""

    passkey_challenge_lifetime: timedelta = Field(default=timedelta(minutes=5), gt=timedelta())
    """How long an authenticator has to answer. Too low: who looks for their security key begins again; too high: what
    was captured on its way can be used that long."""

    passkeys_that_count_backwards: Literal["refuse", "note"] = "refuse"
    """What becomes of a passkey whose counter went back, as that of a copy would: `refuse` lets nobody in with it,
    `note` does. Either way its owner sees it."""

    passkey_requests_of_network_per_hour: int = Field(default=300, ge=1)
    """Challenges that one address (IPv6: its /64) can ask for in an hour without signing in. Too low locks out schools
    behind one address; too high lets one machine fill the table."""

"""What every provider does, whatever it speaks."""

from dataclasses import dataclass
from typing import Protocol


class ProviderIsUnavailable(Exception):
    """It did not answer, or not in its own protocol. Later it may."""


class IdentityIsNotProven(Exception):
    """It answered, and what it said does not prove who somebody is."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One person's way to a provider and back."""

    state: str
    nonce: str
    """Comes back within what the provider signs, so that this belongs to this journey."""

    code_verifier: str
    """What shows that the code is brought back by whom it was given for (PKCE)."""

    redirect_uri: str
    """Where the provider sends them."""


@dataclass(frozen=True, slots=True)
class Return:
    """What somebody brought back."""

    code: str
    issuer: str | None = None
    """Who says that it was them (`iss`, RFC 9207)."""


@dataclass(frozen=True, slots=True)
class ProvenIdentity:
    """Who somebody is there."""

    subject: str
    """Never changes, and never becomes somebody else's."""

    email: str | None = None
    is_email_verified: bool = False
    """Whether the provider has seen to it that they read this address, and is to be believed."""

    name: str | None = None


class IdentityProvider(Protocol):
    @property
    def posts_back(self) -> bool:
        """Whether people come back with a form in place of an address, which only a server can receive."""
        ...

    async def authorization_url(self, journey: Journey) -> str:
        """Where to send somebody. Raises `ProviderIsUnavailable`."""
        ...

    async def identity(self, journey: Journey, returned: Return) -> ProvenIdentity:
        """Raises `ProviderIsUnavailable` and `IdentityIsNotProven`."""
        ...

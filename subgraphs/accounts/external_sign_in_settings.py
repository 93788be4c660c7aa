"""Settings of signing in by an identity elsewhere."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from subgraphs.shared.settings import SubgraphSettings


class _ProviderSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    """What the sign-in page calls it."""

    client_id: str = Field(min_length=1)
    """What the provider calls us."""


class OidcSettings(_ProviderSettings):
    """Any provider of OpenID Connect, by discovery. Google's `issuer` is https://accounts.google.com."""

    kind: Literal["oidc"]

    issuer: str
    """As the provider writes it itself; `/.well-known/openid-configuration` stands beneath it."""

    client_secret: SecretStr | None = None
    """None for a client without a secret, whom PKCE alone protects."""

    scopes: tuple[str, ...] = ("openid", "email", "profile")
    """What people are asked to share. Without `email` nobody is recognised by their address."""

    trusts_email: bool = True
    """Whether its word counts that it has verified an address. False for a provider that says so of what people typed:
    otherwise whoever types somebody's address there is let into their account here."""

    @field_validator("issuer")
    @classmethod
    def _is_a_web_address(cls, issuer: str) -> str:
        if not issuer.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return issuer


class AppleSettings(_ProviderSettings):
    """Sign in with Apple. The client secret is a token that we sign with a key from Apple's developer pages."""

    kind: Literal["apple"]

    team_id: str
    """The ten characters of the developer team."""

    key_id: str
    """Which key signs."""

    private_key: SecretStr
    """That key, in PEM (ES256)."""

    issuer: str = "https://appleid.apple.com"
    """Another one for tests."""


class GitHubSettings(_ProviderSettings):
    """GitHub, which speaks OAuth 2 without OpenID Connect."""

    kind: Literal["github"]

    client_secret: SecretStr

    url: str = "https://github.com"
    """Where people sign in: another one for GitHub Enterprise."""

    api_url: str = "https://api.github.com"
    """Where their addresses are asked for."""


ProviderSettings = Annotated[OidcSettings | AppleSettings | GitHubSettings, Field(discriminator="kind")]


class ExternalSignInSettings(SubgraphSettings):
    identity_providers: Mapping[str, ProviderSettings] = {}
    """Where people may have an identity that signs them in here, by a short name of our own that must never change; a
    JSON object."""

    external_redirect_uris: tuple[str, ...] = ("http://localhost:4000/sign-in",)
    """Where clients wait for people who come back, each exactly as it stands; a JSON list. Every one that a stranger
    controls gives them the codes of others."""

    external_callback_url: str | None = None
    """Where providers that answer in a form (Apple) reach `/sign-in` of accounts from outside. None: they cannot be
    used."""

    external_sign_in_lifetime: timedelta = Field(default=timedelta(minutes=10), gt=timedelta())
    """How long somebody may be away at a provider. Too low: who has to find their password there begins again; too
    high: what was captured on its way can be used that long."""

    external_sign_ins_of_network_per_hour: int = Field(default=200, ge=1)
    """Journeys to providers that one address (IPv6: its /64) can begin in an hour. Too low locks out schools behind one
    address; too high lets one machine fill the table."""

    identity_provider_timeout: timedelta = Field(default=timedelta(seconds=5), gt=timedelta())
    """How long a provider may take for one answer. Too low refuses people while it is slow; too high keeps them
    waiting for one that hangs."""

    identity_provider_cache: timedelta = Field(default=timedelta(hours=1), gt=timedelta())
    """How long a provider's addresses and keys are used before they are asked for again. An unknown key is asked for at
    once."""

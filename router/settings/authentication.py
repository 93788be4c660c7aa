"""Who the caller is."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from router.settings.section import Seconds, Section
from router.settings.token_introspection import TokenIntrospectionSettings

OWN_CLAIMS = frozenset({"sub", "roles", "scope", "iat", "exp", "aud"})
"""What the caller header always says, in the router's own words."""


class JwksSettings(Section):
    """One issuer of access tokens."""

    file: Path | None = None
    """Key set (JWKS) in a file, relative to `router.yaml`. Read again when it changes."""

    url: str | None = None
    """Key set behind an http or https URL. Either this or `file`."""

    issuer: str | None = None
    """Required `iss` of tokens. Without it any issuer passes whose key is in the set."""

    audience: str | None = None
    """Required `aud` of tokens. Without it a token that was made for another service passes."""

    algorithms: tuple[
        Literal["EdDSA", "Ed25519", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256"], ...
    ] = (
        "EdDSA",
        "Ed25519",
    )
    """Accepted signatures. Every one that no issuer uses is one more to attack."""

    refresh_seconds: Seconds = 300.0
    """How long a fetched key set is used. Too low asks the issuer often; too high honours withdrawn keys longer. A
    token with an unknown key id asks again at once, at most every ten seconds."""

    @model_validator(mode="after")
    def _one_source(self) -> "JwksSettings":
        if (self.file is None) == (self.url is None):
            raise ValueError("give either file or url")
        if self.url is not None and not self.url.startswith(("https://", "http://")):
            raise ValueError("url must begin with https:// or http://")
        return self


class TokenSettings(Section):
    """Where the access token stands in a request."""

    header: str = "authorization"
    """Request header with the token. In connection parameters of WebSockets it has the same name."""

    scheme: str = "Bearer"
    """What stands before the token in the header, in any letter case; empty for nothing."""

    cookie: str | None = None
    """Cookie with the token, for pages. It counts where the header is missing, and only with `csrf_header`."""

    csrf_header: str = "x-csrf-protection"
    """A request whose token stands in the cookie must have this header, with any value: a page of another origin cannot
    send it without asking first (CORS). WebSockets cannot send headers; for them the origin counts."""

    scope_claims: tuple[str, ...] = ("scope", "scp")
    """Claims that name scopes, as a list or with spaces between them; all of them count."""

    roles_claim: str = "roles"
    """Claim that names roles."""

    @field_validator("header", "csrf_header")
    @classmethod
    def _lower(cls, name: str) -> str:
        return name.lower()


class ApiKeySettings(Section):
    """One key for a server that calls, without an issuer."""

    subject: str = Field(min_length=1)
    """Who calls with it, as the subject of a token would say."""

    sha256: SecretStr
    """The SHA-256 of the key, in hexadecimal digits (`printf %s KEY | sha256sum`), so that the settings do not hold
    the key itself. A key that people made up can be guessed from it: use 32 random bytes or more."""

    roles: tuple[str, ...] = ()
    """Its roles."""

    scopes: tuple[str, ...] = ()
    """Its scopes."""

    @field_validator("sha256")
    @classmethod
    def _is_digest(cls, digest: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9a-fA-F]{64}", digest.get_secret_value()):
            raise ValueError("must be 64 hexadecimal digits")
        return digest


class AuthenticationSettings(Section):
    """Who the caller is. Without it everybody is anonymous, and subgraphs are told nothing."""

    jwks: tuple[JwksSettings, ...] = ()
    """Issuers whose bearer tokens are accepted."""

    token: TokenSettings = TokenSettings()
    """Where the token stands, and what it says."""

    introspection: TokenIntrospectionSettings | None = None
    """Who knows what tokens mean that say nothing by themselves, such as API keys that people give out and revoke."""

    api_keys: tuple[ApiKeySettings, ...] = ()
    """Keys of servers that call."""

    api_key_header: str = "x-api-key"
    """Request header with an API key."""

    required: bool = False
    """Refuse who shows no credentials. Otherwise they are anonymous, and the schema says what they may read."""

    forward_claims: tuple[str, ...] = ()
    """Claims of the token that the caller header tells subgraphs beside who calls, such as `sid` or `act`, each as the
    token has it. Those that say who calls and until when are ours, and cannot be among them."""

    caller_key: SecretStr | None = Field(None, min_length=32)
    """Key, shared with the subgraphs, that signs the caller header. Under 32 characters it could be guessed, and is
    refused."""

    leeway_seconds: float = Field(10.0, ge=0)
    """Clock difference to issuers that is forgiven. Too low refuses fresh tokens; too high honours expired ones."""

    @field_validator("forward_claims")
    @classmethod
    def _are_not_ours(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        ours = sorted(OWN_CLAIMS.intersection(names))
        if ours:
            raise ValueError(f"the caller header says {', '.join(ours)} itself")
        return names

"""Who the caller is."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator

from router.settings.section import Seconds, Section


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


class AuthenticationSettings(Section):
    """Who the caller is. Without it everybody is anonymous, and subgraphs are told nothing."""

    jwks: tuple[JwksSettings, ...] = ()
    """Issuers whose bearer tokens are accepted."""

    caller_key: SecretStr | None = Field(None, min_length=32)
    """Key, shared with the subgraphs, that signs the caller header. Under 32 characters it could be guessed, and is
    refused."""

    leeway_seconds: float = Field(10.0, ge=0)
    """Clock difference to issuers that is forgiven. Too low refuses fresh tokens; too high honours expired ones."""

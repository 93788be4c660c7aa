"""The providers that the settings name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from subgraphs.accounts.external_sign_in_settings import (
    AppleSettings,
    ExternalSignInSettings,
    GitHubSettings,
    OidcSettings,
    ProviderSettings,
)
from subgraphs.accounts.identity_providers.apple import AppleKey, apple_provider
from subgraphs.accounts.identity_providers.github import GitHubProvider
from subgraphs.accounts.identity_providers.identity_provider import IdentityProvider
from subgraphs.accounts.identity_providers.oidc import OidcClient, OidcProvider


@dataclass(frozen=True, slots=True)
class NamedProvider:
    key: str
    """Our own name for it, which identities are kept under."""

    name: str
    """What people are shown."""

    provider: IdentityProvider


def make_providers(settings: ExternalSignInSettings) -> Mapping[str, NamedProvider]:
    """In the order of the settings."""
    return {
        key: NamedProvider(key, each.name, _provider(each, settings))
        for key, each in settings.identity_providers.items()
    }


def _provider(given: ProviderSettings, settings: ExternalSignInSettings) -> IdentityProvider:
    seconds = settings.identity_provider_timeout.total_seconds()
    cache_seconds = settings.identity_provider_cache.total_seconds()
    match given:
        case OidcSettings(client_secret=secret):
            client = OidcClient(
                issuer=given.issuer,
                client_id=given.client_id,
                client_secret=lambda: None if secret is None else secret.get_secret_value(),
                scopes=given.scopes,
                trusts_email=given.trusts_email,
                seconds=seconds,
                cache_seconds=cache_seconds,
            )
            return OidcProvider(client)
        case AppleSettings():
            key = AppleKey(given.team_id, given.key_id, given.private_key.get_secret_value())
            return apple_provider(given.issuer, given.client_id, key, seconds, cache_seconds)
        case GitHubSettings():
            secret_text = given.client_secret.get_secret_value()
            return GitHubProvider(given.client_id, secret_text, given.url, given.api_url, seconds)
        case _:
            assert_never(given)

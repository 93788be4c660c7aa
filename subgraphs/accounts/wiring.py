"""What accounts makes from its settings at start-up, and finds in `info.context.services`."""

from dataclasses import dataclass

from subgraphs.accounts.credentials import Credentials, make_credentials
from subgraphs.accounts.introspection import IntrospectionClient
from subgraphs.accounts.relying_party import RelyingParty
from subgraphs.accounts.service.api_keys import ApiKeyPolicy
from subgraphs.accounts.service.passkeys import PasskeyPolicy
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.objects import ObjectStore, open_object_store


@dataclass(frozen=True, slots=True)
class AccountsServices:
    settings: AccountsSettings
    credentials: Credentials
    api_keys: ApiKeyPolicy
    passkeys: PasskeyPolicy
    introspection: IntrospectionClient
    """Who may ask what a key means."""

    objects: ObjectStore


def make_services(settings: AccountsSettings) -> AccountsServices:
    return AccountsServices(
        settings=settings,
        credentials=make_credentials(settings),
        api_keys=ApiKeyPolicy(
            most_keys=settings.api_keys_per_user,
            longest_life=settings.api_key_longest_life,
            use_noted_every=settings.api_key_use_noted_every,
            proof_within=settings.reauthentication_lifetime,
        ),
        passkeys=_passkey_policy(settings),
        introspection=IntrospectionClient(
            settings.shared_key(), settings.introspection_client, settings.introspection_audience
        ),
        objects=open_object_store(settings, "accounts"),
    )


def _passkey_policy(settings: AccountsSettings) -> PasskeyPolicy:
    lifetime = settings.passkey_challenge_lifetime
    return PasskeyPolicy(
        party=RelyingParty(
            domain=settings.passkey_domain,
            name=settings.passkey_site_name,
            origins=settings.passkey_origins,
            milliseconds=int(lifetime.total_seconds() * 1_000),
        ),
        most_passkeys=settings.passkeys_per_user,
        challenge_lifetime=lifetime,
        proof_within=settings.reauthentication_lifetime,
        when_counted_backwards=settings.passkeys_that_count_backwards,
        requests_per_hour=settings.passkey_requests_of_network_per_hour,
    )

"""What accounts makes from its settings at start-up, and finds in `info.context.services`."""

from dataclasses import dataclass

from subgraphs.accounts.credentials import Credentials, make_credentials
from subgraphs.accounts.introspection import IntrospectionClient
from subgraphs.accounts.service.api_keys import ApiKeyPolicy
from subgraphs.accounts.settings import AccountsSettings


@dataclass(frozen=True, slots=True)
class AccountsServices:
    settings: AccountsSettings
    credentials: Credentials
    api_keys: ApiKeyPolicy
    introspection: IntrospectionClient
    """Who may ask what a key means."""


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
        introspection=IntrospectionClient(
            settings.shared_key(), settings.introspection_client, settings.introspection_audience
        ),
    )

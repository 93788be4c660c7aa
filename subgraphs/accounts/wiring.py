"""What accounts makes from its settings at start-up, and finds in `info.context.services`."""

from dataclasses import dataclass

from subgraphs.accounts.avatars import AvatarWorkshop
from subgraphs.accounts.credentials import Credentials, make_credentials
from subgraphs.accounts.identity_providers.registry import make_providers
from subgraphs.accounts.introspection import IntrospectionClient
from subgraphs.accounts.relying_party import RelyingParty
from subgraphs.accounts.service.api_keys import ApiKeyPolicy
from subgraphs.accounts.service.external_sign_in import ExternalSignInPolicy
from subgraphs.accounts.service.passkeys import PasskeyPolicy
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.images import PictureWorkshop
from subgraphs.shared.objects import ObjectStore, open_object_store


@dataclass(frozen=True, slots=True)
class AccountsServices:
    settings: AccountsSettings
    credentials: Credentials
    api_keys: ApiKeyPolicy
    passkeys: PasskeyPolicy
    external_sign_in: ExternalSignInPolicy
    introspection: IntrospectionClient
    """Who may ask what a key means."""

    objects: ObjectStore
    avatars: AvatarWorkshop


def make_services(settings: AccountsSettings) -> AccountsServices:
    credentials = make_credentials(settings)
    objects = open_object_store(settings, "accounts")
    return AccountsServices(
        settings=settings,
        credentials=credentials,
        api_keys=ApiKeyPolicy(
            most_keys=settings.api_keys_per_user,
            longest_life=settings.api_key_longest_life,
            use_noted_every=settings.api_key_use_noted_every,
            proof_within=settings.reauthentication_lifetime,
            withheld_until_confirmed=settings.withheld_until_confirmed,
        ),
        passkeys=_passkey_policy(settings),
        external_sign_in=_external_sign_in_policy(settings, credentials),
        introspection=IntrospectionClient(
            settings.shared_key(), settings.introspection_client, settings.introspection_audience
        ),
        objects=objects,
        avatars=AvatarWorkshop(PictureWorkshop.from_settings(settings), objects, settings.avatar_max_bytes),
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


def _external_sign_in_policy(settings: AccountsSettings, credentials: Credentials) -> ExternalSignInPolicy:
    callback_url = settings.external_callback_url
    return ExternalSignInPolicy(
        providers=make_providers(settings),
        redirect_uris=frozenset(settings.external_redirect_uris),
        callback_url=callback_url.rstrip("/") if callback_url else None,
        lifetime=settings.external_sign_in_lifetime,
        proof_within=settings.reauthentication_lifetime,
        begun_per_hour=settings.external_sign_ins_of_network_per_hour,
        sealer=credentials.sealer,
    )

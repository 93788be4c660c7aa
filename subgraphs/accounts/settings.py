"""Settings of accounts, beside those that every subgraph has."""

from datetime import timedelta

from pydantic import Field, SecretStr

from subgraphs.accounts.api_key_settings import ApiKeySettings
from subgraphs.accounts.avatar_settings import AvatarSettings
from subgraphs.accounts.external_sign_in_settings import ExternalSignInSettings
from subgraphs.accounts.organization_settings import OrganizationSettings
from subgraphs.accounts.passkey_settings import PasskeySettings
from subgraphs.accounts.privacy_settings import PrivacySettings
from subgraphs.accounts.sign_in_settings import SignInSettings


class AccountsSettings(
    SignInSettings,
    PasskeySettings,
    ExternalSignInSettings,
    ApiKeySettings,
    PrivacySettings,
    OrganizationSettings,
    AvatarSettings,
):
    access_token_lifetime: timedelta = timedelta(minutes=15)
    """Too low: clients refresh all the time; too high: who signed out, or lost a role, keeps access that long."""

    refresh_token_lifetime: timedelta = timedelta(days=30)
    """How long a session lives without being used. Too low: people sign in again and again."""

    token_issuer: str = "kumiki"  # noqa: S105 - a name
    """The `iss` of access tokens; a router that trusts several issuers tells them apart by it."""

    token_audience: str = "kumiki"  # noqa: S105 - a name
    """The `aud` of access tokens."""

    password_memory_kib: int = Field(default=65_536, ge=1_024)
    """Memory of one password hash. Too low makes stolen hashes cheap to try; too high lets sign-ins exhaust memory."""

    password_passes: int = Field(default=3, ge=1)
    """Passes over that memory. Too high: sign-ins take long and occupy processors."""

    passwords_at_once: int = Field(default=4, ge=1)
    """How many hashes are computed at a time; the rest queue."""

    handle_cooldown: timedelta = Field(default=timedelta(days=30), ge=timedelta())
    """How long after a change of one's handle there is no other. Too low: people hide by going by ever new names."""

    handle_reservation: timedelta = Field(default=timedelta(days=90), ge=timedelta())
    """How long a handle that was given up is kept from others. Too low: somebody else passes for whoever had it before
    friends have noticed; too high: names are used up."""

    open_friend_requests: int = Field(default=200, ge=1)
    """How many of a person's friend requests may wait for an answer. Too high lets one account pester many."""

    impersonation_lifetime: timedelta = Field(default=timedelta(minutes=15), gt=timedelta(), le=timedelta(hours=1))
    """How long an administrator may act in somebody's name for one stated reason. Too low: they ask again and again;
    too high: a token that leaks is somebody's account for that long."""

    demo_password: SecretStr = SecretStr("kumiki-demo")
    """Password of the seeded demo learner. Platforms that others can reach are not seeded, or change it."""

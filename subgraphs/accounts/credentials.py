"""What proves who somebody is: made from the settings at start-up, and found in `info.context.services`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from subgraphs.accounts.countries import Countries
from subgraphs.accounts.jobs import MailedTokenPurpose
from subgraphs.accounts.passwords import Passwords
from subgraphs.accounts.sealing import Sealer
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.accounts.signing_keys import SigningKeys
from subgraphs.accounts.throttles import Throttles
from subgraphs.accounts.tokens import AccessTokens, signing_key_file
from subgraphs.shared.scopes import Scope


@dataclass(frozen=True, slots=True)
class Credentials:
    passwords: Passwords
    access_tokens: AccessTokens
    refresh_token_lifetime: timedelta
    reauthentication_lifetime: timedelta
    mailed_token_lifetimes: Mapping[MailedTokenPurpose, timedelta]
    challenge_lifetime: timedelta
    challenge_attempts: int
    recovery_codes: int
    totp_issuer: str
    withheld_until_confirmed: frozenset[Scope]
    countries: Countries
    sealer: Sealer
    throttles: Throttles


def make_credentials(settings: AccountsSettings) -> Credentials:
    sealer = Sealer(settings.home / "keys" / "accounts-seal.key")
    return Credentials(
        passwords=Passwords(settings.password_memory_kib, settings.password_passes, settings.passwords_at_once),
        access_tokens=AccessTokens(
            SigningKeys(signing_key_file(settings.home)),
            settings.token_issuer,
            settings.token_audience,
            settings.access_token_lifetime,
        ),
        refresh_token_lifetime=settings.refresh_token_lifetime,
        reauthentication_lifetime=settings.reauthentication_lifetime,
        mailed_token_lifetimes={
            MailedTokenPurpose.CONFIRM_EMAIL: settings.email_confirmation_lifetime,
            MailedTokenPurpose.CHANGE_EMAIL: settings.email_confirmation_lifetime,
            MailedTokenPurpose.RESET_PASSWORD: settings.password_reset_lifetime,
        },
        challenge_lifetime=settings.challenge_lifetime,
        challenge_attempts=settings.challenge_attempts,
        recovery_codes=settings.recovery_codes,
        totp_issuer=settings.totp_issuer,
        withheld_until_confirmed=settings.withheld_until_confirmed,
        countries=Countries(settings.country_database),
        sealer=sealer,
        throttles=Throttles(settings, sealer),
    )

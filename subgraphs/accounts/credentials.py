"""What proves who somebody is: made from the settings at start-up, and found in `info.context.services`."""

from dataclasses import dataclass
from datetime import timedelta

from subgraphs.accounts.passwords import Passwords
from subgraphs.accounts.sealing import Sealer
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.accounts.throttles import Throttles
from subgraphs.accounts.tokens import AccessTokens


@dataclass(frozen=True, slots=True)
class Credentials:
    passwords: Passwords
    access_tokens: AccessTokens
    refresh_token_lifetime: timedelta
    reauthentication_lifetime: timedelta
    sealer: Sealer
    throttles: Throttles


def make_credentials(settings: AccountsSettings) -> Credentials:
    sealer = Sealer(settings.home / "keys" / "accounts-seal.key")
    return Credentials(
        passwords=Passwords(settings.password_memory_kib, settings.password_passes, settings.passwords_at_once),
        access_tokens=AccessTokens(
            settings.home / "keys" / "access-tokens.json",
            settings.token_issuer,
            settings.token_audience,
            settings.access_token_lifetime,
        ),
        refresh_token_lifetime=settings.refresh_token_lifetime,
        reauthentication_lifetime=settings.reauthentication_lifetime,
        sealer=sealer,
        throttles=Throttles(settings, sealer),
    )

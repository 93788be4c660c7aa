"""What accounts makes from its settings at start-up, and finds in `info.context.services`."""

from dataclasses import dataclass

from subgraphs.accounts.credentials import Credentials, make_credentials
from subgraphs.accounts.settings import AccountsSettings


@dataclass(frozen=True, slots=True)
class AccountsServices:
    settings: AccountsSettings
    credentials: Credentials


def make_services(settings: AccountsSettings) -> AccountsServices:
    return AccountsServices(settings=settings, credentials=make_credentials(settings))

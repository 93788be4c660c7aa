"""How often what may be tried, made from the settings: each kind of attempt and the counters it is counted on."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from subgraphs.accounts.networks import counted_network
from subgraphs.accounts.sealing import Sealer
from subgraphs.accounts.sign_in_settings import SignInSettings
from subgraphs.shared.client import Client


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many in a window."""

    attempts: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """So many, and then waits that double."""

    attempts: int
    wait: timedelta
    longest_wait: timedelta
    forgotten_after: timedelta

    def wait_after(self, attempts: int) -> timedelta:
        doublings = min(attempts - self.attempts, 30)
        return min(self.wait * (1 << doublings), self.longest_wait)


@dataclass(frozen=True, slots=True)
class Counted:
    """One counter: the digest of what is counted, and how much of it is allowed."""

    key: str
    rule: Allowance | Backoff


class Throttles:
    def __init__(self, settings: SignInSettings, sealer: Sealer) -> None:
        self._settings = settings
        self._sealer = sealer

    def sign_in(self, name: str) -> Counted:
        """By what was typed: a handle and an address of one account are two names."""
        return self._counted("sign-in", name.casefold(), self._backoff(self._settings.sign_in_attempts))

    def sign_in_from(self, client: Client) -> list[Counted]:
        return self._by_network("sign-in-from", client, self._backoff(self._settings.sign_in_attempts_of_network))

    def proof(self, user_id: UUID) -> Counted:
        """Of somebody who is signed in, or whose first factor was right."""
        return self._counted("proof", str(user_id), self._backoff(self._settings.sign_in_attempts))

    def registration_from(self, client: Client) -> list[Counted]:
        allowance = Allowance(self._settings.registrations_of_network_per_hour, timedelta(hours=1))
        return self._by_network("registration-from", client, allowance)

    def letter_to(self, address: str) -> Counted:
        """Letters that somebody else can cause."""
        allowance = Allowance(self._settings.letters_to_address_per_hour, timedelta(hours=1))
        return self._counted("letter", address.casefold(), allowance)

    def letter_from(self, client: Client) -> list[Counted]:
        allowance = Allowance(self._settings.letters_of_network_per_hour, timedelta(hours=1))
        return self._by_network("letter-from", client, allowance)

    def mailed_token_from(self, client: Client) -> list[Counted]:
        allowance = Allowance(self._settings.mailed_tokens_of_network_per_hour, timedelta(hours=1))
        return self._by_network("mailed-token-from", client, allowance)

    def hourly_from(self, client: Client, kind: str, most: int) -> list[Counted]:
        """What anybody may ask for so often in an hour."""
        return self._by_network(kind, client, Allowance(most, timedelta(hours=1)))

    def _backoff(self, attempts: int) -> Backoff:
        settings = self._settings
        return Backoff(attempts, settings.lockout, settings.longest_lockout, settings.attempts_are_forgotten_after)

    def _by_network(self, kind: str, client: Client, rule: Allowance | Backoff) -> list[Counted]:
        network = counted_network(client.address)
        return [] if network is None else [self._counted(kind, network, rule)]

    def _counted(self, kind: str, subject: str, rule: Allowance | Backoff) -> Counted:
        return Counted(self._sealer.digest("throttle", kind, subject), rule)

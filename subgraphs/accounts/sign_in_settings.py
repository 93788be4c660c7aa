"""Settings of signing in: how often it may be tried, and how long a proof lasts."""

from datetime import timedelta

from pydantic import Field, FilePath

from subgraphs.shared.scopes import Scope
from subgraphs.shared.settings import SubgraphSettings


class SignInSettings(SubgraphSettings):
    reauthentication_lifetime: timedelta = timedelta(minutes=15)
    """How long after a proof of identity a session may do what is dangerous, such as to erase the account. Too low:
    people type their password again and again; too high: a phone that was left unlocked gives the account away."""

    sign_in_attempts: int = Field(default=10, ge=1)
    """Wrong passwords for one name before it has to wait. Too low locks out who mistypes; too high helps who tries."""

    sign_in_attempts_of_network: int = Field(default=100, ge=1)
    """Wrong sign-ins from one address (IPv6: its /64) before it has to wait, whatever the names. Too low locks out
    schools behind one address; too high lets one machine try a leaked list."""

    lockout: timedelta = Field(default=timedelta(minutes=1), gt=timedelta())
    """The first wait. Each further wrong attempt after a wait doubles it. Too low helps who guesses; too high lets
    strangers keep somebody out."""

    longest_lockout: timedelta = Field(default=timedelta(minutes=30), gt=timedelta())
    """No wait is longer. Too low helps who guesses; too high lets strangers keep somebody out."""

    attempts_are_forgotten_after: timedelta = Field(default=timedelta(hours=24), gt=timedelta())
    """Wrong attempts count together until there was none for this long. Too low lets a patient guesser begin from zero;
    too high makes who mistypes now and then wait."""

    registrations_of_network_per_hour: int = Field(default=30, ge=1)
    """New accounts from one address (IPv6: its /64) in an hour. Too low refuses a class that registers together; too
    high lets one machine take many handles."""

    letters_to_address_per_hour: int = Field(default=5, ge=1)
    """Letters that anybody can have sent to one address in an hour, by asking for a new password and the like. Too low:
    who deleted one waits; too high lets strangers fill a mailbox."""

    letters_of_network_per_hour: int = Field(default=50, ge=1)
    """Such letters that one address (IPv6: its /64) can cause in an hour. Too low refuses a class that forgot its
    passwords; too high makes the platform a sender of junk."""

    mailed_tokens_of_network_per_hour: int = Field(default=100, ge=1)
    """Tokens of letters that one address (IPv6: its /64) can show in an hour. Too low refuses a class that confirms its
    addresses together; too high lets one machine keep the database busy, though tokens cannot be guessed."""

    challenge_lifetime: timedelta = Field(default=timedelta(minutes=5), gt=timedelta())
    """Between the two steps of signing in. Too low: who looks for their phone begins again; too high leaves half a
    sign-in open to who watched the first step."""

    challenge_attempts: int = Field(default=5, ge=1)
    """Codes that may be tried on one challenge. Too low: who mistypes begins again; too high helps who guesses."""

    recovery_codes: int = Field(default=10, ge=1, le=50)
    """How many somebody is given who sets up an authenticator app. Too few: who loses phones needs help; too many
    lie around."""

    totp_issuer: str = "Kumiki"
    """The name under which authenticator apps list the account."""

    email_confirmation_lifetime: timedelta = Field(default=timedelta(days=3), gt=timedelta())
    """How long a letter that asks to confirm an address works. Too low: people ask for another one; too high: old
    letters in a mailbox that changed hands still work."""

    password_reset_lifetime: timedelta = Field(default=timedelta(hours=1), gt=timedelta())
    """How long a letter with which one chooses a new password works. Too low: slow mail arrives too late; too high: who
    gets at a mailbox later gets the account."""

    country_database: FilePath | None = None
    """A file in MaxMind's format that knows the countries of networks, for the list of one's sessions. None: the list
    shows networks alone. Read at the start."""

    session_retention: timedelta = Field(default=timedelta(days=30), ge=timedelta())
    """How long a session is remembered beyond the time that it could have gone on for. Too low: what happened cannot be
    looked up; too high keeps where people have been."""

    site_url: str = Field(default="http://127.0.0.1:4000", pattern="^https?://[^ ]+[^ /]$")
    """Where the pages are that letters lead to: `/confirm-email`, `/reset-password` and `/forgot-password` under it."""

    withheld_until_confirmed: frozenset[Scope] = frozenset({Scope.SOCIAL_WRITE, Scope.COMMENTS_WRITE})
    """Scopes that tokens lack until the person has confirmed their address, as a JSON list. Too few let throw-away
    accounts bother others; too many keep newcomers from learning."""

    signing_key_lead: timedelta = timedelta(minutes=15)
    """How long a new key is published before it signs. Too low: routers that have not fetched it refuse new tokens for
    some seconds; too high only delays what `keys rotate` was asked for."""

    signing_key_retention: timedelta = timedelta(days=1)
    """How long a key stays published after its successor began to sign; longer than any access token lives. Too low:
    tokens are refused before they expire; too high: a key that leaked is trusted longer."""

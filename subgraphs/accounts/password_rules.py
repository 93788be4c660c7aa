"""What a password may be: long enough, not what everybody has, and not what everybody knows of this person.

The estimate of how many guesses a password takes is zxcvbn's, with the lists of common passwords, names and words that
come with it; nothing leaves the platform. It reads the beginning only, because its time grows with the square.
"""

from collections.abc import Sequence

from zxcvbn import zxcvbn

from subgraphs.accounts.errors import PasswordIsTooEasy, PasswordIsTooLong, PasswordIsTooShort
from subgraphs.shared.errors import Refusal

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256

_ESTIMATED_LENGTH = 64
_LEAST_SCORE = 2
"""Of 0 to 4: more than a million guesses."""

_SHORTEST_NAME = 4


def password_refusals(
    password: str, names: Sequence[str], path: Sequence[str] = ("input", "password")
) -> list[Refusal]:
    """`names` are the handle and the address, which whoever guesses tries first."""
    if len(password) < SHORTEST_PASSWORD:
        return [PasswordIsTooShort(f"A password has at least {SHORTEST_PASSWORD} characters.", path)]
    if len(password) > LONGEST_PASSWORD:
        return [PasswordIsTooLong(f"A password has at most {LONGEST_PASSWORD} characters.", path)]
    if _holds_a_name(password, names):
        return [PasswordIsTooEasy("A password does not contain your name or your address.", path)]
    if not _takes_many_guesses(password, names):
        return [PasswordIsTooEasy("This password is among the first that are guessed. Longer is better.", path)]
    return []


def _holds_a_name(password: str, names: Sequence[str]) -> bool:
    folded = password.casefold()
    parts = {part for name in names for part in (name.casefold(), name.casefold().partition("@")[0])}
    return any(len(part) >= _SHORTEST_NAME and part in folded for part in parts)


def _takes_many_guesses(password: str, names: Sequence[str]) -> bool:
    estimate = zxcvbn(password[:_ESTIMATED_LENGTH], user_inputs=list(names))
    return bool(estimate["score"] >= _LEAST_SCORE)

"""What an API key looks like: `kumiki_`, thirty random letters and digits, and six more that check them.

Programs that look for secrets in code know it by its beginning, and by the check that it is no chance; so do we, before
we ask the database.
"""

import hashlib
import secrets
import string
import zlib
from typing import Final

PREFIX: Final = "kumiki_"
SHOWN_CHARACTERS: Final = len(PREFIX) + 4
"""How much of a key people are shown again, to tell it from others; the rest cannot be guessed from it."""

_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_CHARACTERS: Final = 30
_CHECK_CHARACTERS: Final = 6


def new_api_key() -> str:
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARACTERS))
    return PREFIX + secret + _check_of(secret)


def is_api_key(text: str) -> bool:
    """Whether it could be a key of ours: beginning, length and check are right."""
    if not text.startswith(PREFIX) or len(text) != len(PREFIX) + _RANDOM_CHARACTERS + _CHECK_CHARACTERS:
        return False
    secret, check = text[len(PREFIX) : -_CHECK_CHARACTERS], text[-_CHECK_CHARACTERS:]
    return secret.isascii() and secret.isalnum() and _check_of(secret) == check


def hash_of_api_key(key: str) -> str:
    """Unsalted and quick: a key of 178 random bits cannot be guessed, unlike a password."""
    return hashlib.sha256(key.encode()).hexdigest()


def _check_of(secret: str) -> str:
    number = zlib.crc32(secret.encode())
    digits = ""
    for _ in range(_CHECK_CHARACTERS):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits

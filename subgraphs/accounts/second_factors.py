"""The kinds of second factor, and the arithmetic of codes."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import pyotp

_STEP_SECONDS = 30
_STEPS_AROUND = 1
"""How far the clocks of phone and platform may be apart, in steps."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 3, 4


class SecondFactor(StrEnum):
    TOTP = "TOTP"
    PASSKEY = "PASSKEY"
    RECOVERY_CODE = "RECOVERY_CODE"


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_address(secret: str, handle: str, issuer: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=handle, issuer_name=issuer)


def matching_step(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """The time step that the code belongs to; None where it is of none around now, or was accepted before."""
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // _STEP_SECONDS
    shown = plain_code(code).encode()
    steps = range(current - _STEPS_AROUND, current + _STEPS_AROUND + 1)
    # All steps are compared, whichever fits, so that time tells nothing.
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), shown)]
    return next((step for step in fitting if last_step is None or step > last_step), None)


def new_recovery_codes(count: int) -> list[str]:
    """Such as `k7pw-93hd-x2mq`: easy to write down, 59 random bits each."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(count)]


def plain_code(code: str) -> str:
    """As it is compared: without the spaces and dashes that people type, in lower case."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def in_declared_order(kinds: Iterable[SecondFactor]) -> list[SecondFactor]:
    found = set(kinds)
    return [kind for kind in SecondFactor if kind in found]


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH))

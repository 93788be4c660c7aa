"""What accounts does after the answer."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from subgraphs.shared.job_request import JobRequest


class SecurityNotice(StrEnum):
    """What people are told of, so that they notice what they did not do themselves."""

    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a name
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a name
    TOTP_ENABLED = "totp-enabled"
    TOTP_DISABLED = "totp-disabled"
    RECOVERY_CODES_RENEWED = "recovery-codes-renewed"
    SECOND_FACTORS_REMOVED = "second-factors-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    EXTERNAL_IDENTITY_LINKED = "external-identity-linked"
    EXTERNAL_IDENTITY_UNLINKED = "external-identity-unlinked"
    API_KEY_CREATED = "api-key-created"


class TellOfLockout(JobRequest):
    """Somebody tries too often to sign in."""

    kind: ClassVar[str] = "tell-of-lockout"

    user_id: UUID | None
    """None where nobody has the name that was tried: the job is asked for all the same, and does nothing."""


class TellOfChange(JobRequest):
    """Something changed about how this person signs in."""

    kind: ClassVar[str] = "tell-of-change"

    user_id: UUID
    notice: SecurityNotice


class MailedTokenPurpose(StrEnum):
    """What the token of a letter is good for."""

    CONFIRM_EMAIL = "confirm-email"
    CHANGE_EMAIL = "change-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - a name


class MailToken(JobRequest):
    """Write to somebody, to see whether they read the address."""

    kind: ClassVar[str] = "mail-token"

    user_id: UUID | None
    """None where nobody has the address that was typed: the job is asked for all the same, and does nothing."""

    purpose: MailedTokenPurpose
    nonce: UUID
    """What the token is derived from, with a key that is not in the database."""


class TellOldAddress(JobRequest):
    """An account has left this address for another one."""

    kind: ClassVar[str] = "tell-old-address"

    user_id: UUID
    token_hash: str
    """Of the change, which remembers the old address."""

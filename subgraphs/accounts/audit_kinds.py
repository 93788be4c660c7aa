"""What the audit log tells of. A kind keeps its meaning for ever; new ones join here."""

from enum import StrEnum


class AuditKind(StrEnum):
    USER_ROLES_CHANGED = "user.roles.changed"
    USER_SUSPENDED = "user.suspended"
    USER_RESTORED = "user.restored"
    USER_ERASED = "user.erased"
    DATA_EXPORT_REQUESTED = "data_export.requested"
    ERASURE_SCHEDULED = "erasure.scheduled"
    ERASURE_CANCELLED = "erasure.cancelled"
    IMPERSONATION_STARTED = "impersonation.started"
    ORGANIZATION_DELETED = "organization.deleted"
    ORGANIZATION_ROLE_CHANGED = "organization.role.changed"
    ORGANIZATION_MEMBER_REMOVED = "organization.member.removed"
    HANDLE_CHANGED = "handle.changed"
    SESSION_OPENED = "session.opened"
    SESSION_ENDED = "session.ended"
    SESSIONS_ENDED = "sessions.ended"
    SESSION_STOLEN = "session.stolen"
    REAUTHENTICATED = "session.reauthenticated"
    SIGN_IN_BLOCKED = "sign_in.blocked"
    EMAIL_CONFIRMED = "email.confirmed"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - a name
    PASSWORD_RESET = "password.reset"  # noqa: S105 - a name
    TOTP_ENABLED = "totp.enabled"
    TOTP_DISABLED = "totp.disabled"
    RECOVERY_CODES_RENEWED = "recovery_codes.renewed"
    RECOVERY_CODE_USED = "recovery_code.used"
    SECOND_FACTORS_REMOVED = "second_factors.removed"
    API_KEY_CREATED = "api_key.created"
    API_KEY_REVOKED = "api_key.revoked"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    PASSKEY_COUNTED_BACKWARDS = "passkey.counted_backwards"
    EXTERNAL_IDENTITY_LINKED = "external_identity.linked"
    EXTERNAL_IDENTITY_UNLINKED = "external_identity.unlinked"


AUDIT_KIND_DESCRIPTIONS: dict[AuditKind, str] = {
    AuditKind.USER_ROLES_CHANGED: "An administrator gave or took roles.",
    AuditKind.USER_SUSPENDED: "An administrator suspended the account, which ended its sessions.",
    AuditKind.USER_RESTORED: "An administrator lifted the suspension of the account.",
    AuditKind.IMPERSONATION_STARTED: "An administrator was let to act in this person's name for a short while.",
    AuditKind.ORGANIZATION_DELETED: "An organization was dissolved by its owner.",
    AuditKind.ORGANIZATION_ROLE_CHANGED: "A member of an organization was given another role in it.",
    AuditKind.ORGANIZATION_MEMBER_REMOVED: "A member was taken out of an organization.",
    AuditKind.HANDLE_CHANGED: "Somebody took another handle.",
    AuditKind.USER_ERASED: "The account was erased, and with it what its entries told beyond the bare fact.",
    AuditKind.DATA_EXPORT_REQUESTED: "An archive of everything that is held of the account was asked for.",
    AuditKind.ERASURE_SCHEDULED: "The account was to be erased after a grace period.",
    AuditKind.ERASURE_CANCELLED: "An erasure was taken back within its grace period.",
    AuditKind.SESSION_OPENED: "Somebody signed in.",
    AuditKind.SESSION_ENDED: "A session was ended from another one.",
    AuditKind.SESSIONS_ENDED: "Many sessions were ended at once.",
    AuditKind.SESSION_STOLEN: "A refresh token was shown a second time, and its session ended.",
    AuditKind.REAUTHENTICATED: "Somebody proved again who they are.",
    AuditKind.SIGN_IN_BLOCKED: "Somebody tried too often to sign in, and has to wait.",
    AuditKind.EMAIL_CONFIRMED: "An address was confirmed by a letter, and is the account's from then on.",
    AuditKind.PASSWORD_CHANGED: "The password was changed by somebody who knew the old one.",
    AuditKind.PASSWORD_RESET: "A new password was chosen by somebody who reads the account's address.",
    AuditKind.TOTP_ENABLED: "An authenticator app was set up.",
    AuditKind.TOTP_DISABLED: "The authenticator app was given up.",
    AuditKind.RECOVERY_CODES_RENEWED: "New recovery codes took the place of the old ones.",
    AuditKind.RECOVERY_CODE_USED: "A recovery code stood in for the authenticator app.",
    AuditKind.SECOND_FACTORS_REMOVED: "An administrator took away second factors that were lost, which ended sessions.",
    AuditKind.API_KEY_CREATED: "A key for a program was given out.",
    AuditKind.API_KEY_REVOKED: "A key for a program was revoked.",
    AuditKind.PASSKEY_ADDED: "A passkey was added.",
    AuditKind.PASSKEY_REMOVED: "A passkey was removed.",
    AuditKind.PASSKEY_COUNTED_BACKWARDS: "A passkey was used whose counter went back, as that of a copy would.",
    AuditKind.EXTERNAL_IDENTITY_LINKED: "An identity elsewhere was linked to the account.",
    AuditKind.EXTERNAL_IDENTITY_UNLINKED: "An identity elsewhere was unlinked.",
}

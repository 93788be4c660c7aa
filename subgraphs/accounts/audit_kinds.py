"""What the audit log tells of. A kind keeps its meaning for ever; new ones join here."""

from enum import StrEnum


class AuditKind(StrEnum):
    USER_ROLES_CHANGED = "user.roles.changed"
    USER_ERASED = "user.erased"
    SESSION_OPENED = "session.opened"
    SESSION_ENDED = "session.ended"
    SESSIONS_ENDED = "sessions.ended"
    SESSION_STOLEN = "session.stolen"
    REAUTHENTICATED = "session.reauthenticated"
    API_KEY_CREATED = "api_key.created"
    API_KEY_REVOKED = "api_key.revoked"


AUDIT_KIND_DESCRIPTIONS: dict[AuditKind, str] = {
    AuditKind.USER_ROLES_CHANGED: "An administrator gave or took roles.",
    AuditKind.USER_ERASED: "The account was erased, and with it what its entries told beyond the bare fact.",
    AuditKind.SESSION_OPENED: "Somebody signed in.",
    AuditKind.SESSION_ENDED: "A session was ended from another one.",
    AuditKind.SESSIONS_ENDED: "Many sessions were ended at once.",
    AuditKind.SESSION_STOLEN: "A refresh token was shown a second time, and its session ended.",
    AuditKind.REAUTHENTICATED: "Somebody proved again who they are.",
    AuditKind.API_KEY_CREATED: "A key for a program was given out.",
    AuditKind.API_KEY_REVOKED: "A key for a program was revoked.",
}

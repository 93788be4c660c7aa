"""What the audit log tells of. A kind keeps its meaning for ever; new ones join here."""

from enum import StrEnum


class AuditKind(StrEnum):
    USER_ROLES_CHANGED = "user.roles.changed"
    USER_ERASED = "user.erased"


AUDIT_KIND_DESCRIPTIONS: dict[AuditKind, str] = {
    AuditKind.USER_ROLES_CHANGED: "An administrator gave or took roles.",
    AuditKind.USER_ERASED: "The account was erased, and with it what its entries told beyond the bare fact.",
}

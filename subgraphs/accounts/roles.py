"""What the roles of a person allow: the scopes that their tokens carry."""

from collections.abc import Iterable
from enum import StrEnum

from subgraphs.shared.scopes import Scope


class Role(StrEnum):
    USER = "USER"
    TUTOR = "TUTOR"
    ADMIN = "ADMIN"


DEFAULT_ROLES = (Role.USER,)

_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.USER: frozenset(
        {
            Scope.PROFILE_WRITE,
            Scope.SOCIAL_WRITE,
            Scope.LEARNING_WRITE,
            Scope.COMMENTS_WRITE,
            Scope.NOTIFICATIONS_WRITE,
            Scope.ACCOUNT_MANAGE,
        }
    ),
    Role.TUTOR: frozenset({Scope.CONTENT_WRITE, Scope.CONTENT_REVIEW}),
    Role.ADMIN: frozenset({Scope.CONTENT_MODERATE, Scope.USERS_MANAGE, Scope.AUDIT_READ}),
}


def scopes_of(roles: Iterable[str]) -> frozenset[Scope]:
    """Everything that these roles allow together. A role that is not known allows nothing."""
    held = frozenset(roles)
    return frozenset(scope for role in Role if role in held for scope in _SCOPES[role])

"""What members of an organization may do in it."""

from enum import StrEnum


class OrganizationRole(StrEnum):
    OWNER = "OWNER"
    ADMIN = "ADMIN"
    TUTOR = "TUTOR"
    MEMBER = "MEMBER"


MANAGING_ROLES = frozenset({OrganizationRole.OWNER, OrganizationRole.ADMIN})
"""Who invites, and looks after members."""

_GIVES: dict[OrganizationRole, frozenset[OrganizationRole]] = {
    OrganizationRole.OWNER: frozenset(OrganizationRole),
    OrganizationRole.ADMIN: frozenset({OrganizationRole.TUTOR, OrganizationRole.MEMBER}),
    OrganizationRole.TUTOR: frozenset(),
    OrganizationRole.MEMBER: frozenset(),
}


def may_give(giver: OrganizationRole, role: OrganizationRole) -> bool:
    """Whether a member with the one role gives and takes the other. Only owners make and unmake their own equals."""
    return role in _GIVES[giver]

"""What a token may be used for: the one vocabulary of scopes, which the schema names where they are needed.

A scope is a kind of action and no more. Whose records it may touch is for the domain to check.
"""

from enum import StrEnum


class Scope(StrEnum):
    PROFILE_WRITE = "profile:write"
    SOCIAL_WRITE = "social:write"
    LEARNING_WRITE = "learning:write"
    COMMENTS_WRITE = "comments:write"
    NOTIFICATIONS_WRITE = "notifications:write"
    ACCOUNT_MANAGE = "account:manage"
    CONTENT_WRITE = "content:write"
    CONTENT_REVIEW = "content:review"
    CONTENT_MODERATE = "content:moderate"
    USERS_MANAGE = "users:manage"
    AUDIT_READ = "audit:read"


SCOPE_DESCRIPTIONS: dict[Scope, str] = {
    Scope.PROFILE_WRITE: "Change one's own profile, avatar and settings.",
    Scope.SOCIAL_WRITE: "Make friends, follow, block, and take part in organizations.",
    Scope.LEARNING_WRITE: "Make and review flashcards, and everything else that is learning.",
    Scope.COMMENTS_WRITE: "Write and change one's own comments.",
    Scope.NOTIFICATIONS_WRITE: "Mark one's own notifications, and say which ones to get.",
    Scope.ACCOUNT_MANAGE: "Change how one signs in, give out API keys, erase the account.",
    Scope.CONTENT_WRITE: "Write lessons, courses and other content.",
    Scope.CONTENT_REVIEW: "Review and publish what other tutors wrote.",
    Scope.CONTENT_MODERATE: "Hide and restore what others wrote.",
    Scope.USERS_MANAGE: "Find, suspend, restore and impersonate people, and change their roles.",
    Scope.AUDIT_READ: "Read the audit log of everybody.",
}

PERSONAL_SCOPES = frozenset({Scope.ACCOUNT_MANAGE, Scope.USERS_MANAGE, Scope.AUDIT_READ})
"""Only for somebody who has signed in themselves: never given to an API key, nor to one who impersonates."""

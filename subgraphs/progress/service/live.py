"""Where open subscriptions hear of changes."""

from uuid import UUID

LEADERBOARD_CHANNEL = "leaderboard"


def progress_channel(user_id: UUID) -> str:
    """Where open subscriptions hear that this learner's progress has changed."""
    return f"progress:{user_id}"


def level_channel(user_id: UUID) -> str:
    """Where open subscriptions hear that this learner has reached a level."""
    return f"level:{user_id}"

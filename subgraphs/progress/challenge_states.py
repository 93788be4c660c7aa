"""How far a challenge has come."""

from datetime import date, datetime
from enum import StrEnum


class ChallengeState(StrEnum):
    UPCOMING = "UPCOMING"
    RUNNING = "RUNNING"
    SETTLING = "SETTLING"
    ENDED = "ENDED"


def state_on(today: date, starts_on: date, ends_on: date, settled_at: datetime | None) -> ChallengeState:
    if settled_at is not None:
        return ChallengeState.ENDED
    if starts_on > today:
        return ChallengeState.UPCOMING
    return ChallengeState.RUNNING if today <= ends_on else ChallengeState.SETTLING

"""Who may see what of a person."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    EVERYONE = "EVERYONE"
    FRIENDS = "FRIENDS"
    NOBODY = "NOBODY"


class Relation(StrEnum):
    """What somebody who looks is to the person that they look at."""

    ONESELF = "ONESELF"
    FRIEND = "FRIEND"
    STRANGER = "STRANGER"
    BLOCKED = "BLOCKED"
    """One of both has blocked the other; which one is not for everybody to know."""


DEFAULT_DAILY_GOAL = 50


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants to be treated, and whom they show what."""

    daily_goal: int = DEFAULT_DAILY_GOAL
    """Points (XP) that they want to earn each day."""

    profile: Audience = Audience.EVERYONE
    friends: Audience = Audience.FRIENDS
    progress: Audience = Audience.EVERYONE
    presence: Audience = Audience.FRIENDS


DEFAULT_PREFERENCES = Preferences()


def may_see(audience: Audience, relation: Relation) -> bool:
    match relation:
        case Relation.ONESELF:
            return True
        case Relation.FRIEND:
            return audience is not Audience.NOBODY
        case Relation.STRANGER:
            return audience is Audience.EVERYONE
        case Relation.BLOCKED:
            return False

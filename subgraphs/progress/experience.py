"""How answers become experience points, and points become levels.

Points are rules as data: each answer earns by its rating, because a hard answer honestly given is worth
more than a lapse and less than a fluent one, and the first review of a learner's day earns a bonus.

Level n begins at 50 * n * (n - 1) points: 0, 100, 300, 600, 1000, ... Each level asks a hundred points
more than the one before, so that the first levels come within a day and later ones within weeks.
"""

from collections.abc import Mapping
from enum import StrEnum
from math import isqrt


class XpReason(StrEnum):
    REVIEW = "REVIEW"
    FIRST_REVIEW_OF_DAY = "FIRST_REVIEW_OF_DAY"


XP_BY_RATING: Mapping[str, int] = {"AGAIN": 4, "HARD": 8, "GOOD": 10, "EASY": 12}
FIRST_REVIEW_OF_DAY_XP = 20
_HALF_STEP = 50


def xp_for_review(rating: str, is_first_of_day: bool) -> dict[XpReason, int]:
    """What one review earns, by reason; raises KeyError for a rating that has no rule."""
    earned = {XpReason.REVIEW: XP_BY_RATING[rating]}
    if is_first_of_day:
        earned[XpReason.FIRST_REVIEW_OF_DAY] = FIRST_REVIEW_OF_DAY_XP
    return earned


def first_xp_of_level(level: int) -> int:
    """The points at which a level begins."""
    return _HALF_STEP * level * (level - 1)


def level_at(xp: int) -> int:
    """The level of a learner with that many points; the first level is 1."""
    # The largest n with n(n-1) <= xp/50, by the quadratic formula in whole numbers.
    return (1 + isqrt(1 + 4 * (xp // _HALF_STEP))) // 2


def xp_to_next_level(xp: int) -> int:
    return first_xp_of_level(level_at(xp) + 1) - xp

"""What points are earned with, and how points become levels.

Level n begins at 50 * n * (n - 1) points: 0, 100, 300, 600, 1000, ... Each level asks a hundred points
more than the one before, so that the first levels come within a day and later ones within weeks.
"""

from enum import StrEnum
from math import isqrt


class XpReason(StrEnum):
    REVIEW = "REVIEW"
    FIRST_REVIEW_OF_DAY = "FIRST_REVIEW_OF_DAY"
    TEST_COMPLETED = "TEST_COMPLETED"
    LESSON_COMPLETED = "LESSON_COMPLETED"
    COURSE_COMPLETED = "COURSE_COMPLETED"
    QUIZ_ANSWERED = "QUIZ_ANSWERED"
    EPISODE_WATCHED = "EPISODE_WATCHED"
    CAPTURE_PROCESSED = "CAPTURE_PROCESSED"
    DAILY_GOAL_REACHED = "DAILY_GOAL_REACHED"
    CHALLENGE_WON = "CHALLENGE_WON"


_HALF_STEP = 50


def first_xp_of_level(level: int) -> int:
    """The points at which a level begins."""
    return _HALF_STEP * level * (level - 1)


def level_at(xp: int) -> int:
    """The level of a learner with that many points; the first level is 1."""
    # The largest n with n(n-1) <= xp/50, by the quadratic formula in whole numbers.
    return (1 + isqrt(1 + 4 * (xp // _HALF_STEP))) // 2


def xp_to_next_level(xp: int) -> int:
    return first_xp_of_level(level_at(xp) + 1) - xp

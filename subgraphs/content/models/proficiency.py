"""How far along a learner should be, in any language."""

from enum import StrEnum


class ProficiencyLevel(StrEnum):
    """Easiest first."""

    BEGINNER = "BEGINNER"
    ELEMENTARY = "ELEMENTARY"
    INTERMEDIATE = "INTERMEDIATE"
    UPPER_INTERMEDIATE = "UPPER_INTERMEDIATE"
    ADVANCED = "ADVANCED"

"""What can be achieved, as data: read from a file at start-up, checked, and shown to clients as it is."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

SHIPPED_ACHIEVEMENTS = Path(__file__).parent / "rules" / "achievements.yaml"


class Counter(StrEnum):
    """What is counted of a learner. A member's value is what `what_is_counted` says of it."""

    REVIEWS = "REVIEWS"
    RECALLED = "RECALLED"
    EASY_ANSWERS = "EASY_ANSWERS"
    REGAINED = "REGAINED"
    NIGHT_ANSWERS = "NIGHT_ANSWERS"
    MORNING_ANSWERS = "MORNING_ANSWERS"
    CARDS_MADE = "CARDS_MADE"
    CAPTURES = "CAPTURES"
    LESSONS = "LESSONS"
    COURSES = "COURSES"
    TESTS = "TESTS"
    PERFECT_TESTS = "PERFECT_TESTS"
    EPISODES = "EPISODES"
    STUDY_DAYS = "STUDY_DAYS"
    WEEKEND_DAYS = "WEEKEND_DAYS"
    NEW_YEARS_DAYS = "NEW_YEARS_DAYS"
    LEAP_DAYS = "LEAP_DAYS"
    RETURNS = "RETURNS"
    GOALS_REACHED = "GOALS_REACHED"
    MINUTES = "MINUTES"
    MOST_REVIEWS_IN_A_DAY = "MOST_REVIEWS_IN_A_DAY"
    MOST_XP_IN_A_DAY = "MOST_XP_IN_A_DAY"
    LONGEST_STREAK = "LONGEST_STREAK"
    FREEZES_USED = "FREEZES_USED"
    LEVEL = "LEVEL"
    WORDS_MASTERED = "WORDS_MASTERED"
    KANJI_MASTERED = "KANJI_MASTERED"
    FRIENDS = "FRIENDS"


class AchievementTier(StrEnum):
    BRONZE = "BRONZE"
    SILVER = "SILVER"
    GOLD = "GOLD"
    PLATINUM = "PLATINUM"


class AchievementGroup(StrEnum):
    REVIEWS = "REVIEWS"
    CARDS = "CARDS"
    DAYS = "DAYS"
    POINTS = "POINTS"
    MASTERY = "MASTERY"
    COURSES = "COURSES"
    PEOPLE = "PEOPLE"
    HIDDEN = "HIDDEN"


class AchievementRule(BaseModel):
    """One achievement: reached when its counter comes to its target."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    id: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)
    group: AchievementGroup
    tier: AchievementTier
    name: str = Field(min_length=1, max_length=60)
    description: str = Field(min_length=1, max_length=200)
    counter: Counter
    target: int = Field(ge=1)
    is_secret: bool = False


class AchievementBook:
    """All that can be achieved, in the order in which it is shown."""

    def __init__(self, rules: tuple[AchievementRule, ...]) -> None:
        if len({rule.id for rule in rules}) != len(rules):
            raise ValueError("two achievements have the same id")
        self.rules = rules

    @cached_property
    def by_id(self) -> Mapping[str, AchievementRule]:
        return {rule.id: rule for rule in self.rules}

    @classmethod
    def load(cls, path: Path | None) -> Self:
        """From a file of rules, or those that ship. Raises ValueError for what is no rule."""
        data = yaml.safe_load((path or SHIPPED_ACHIEVEMENTS).read_text(encoding="utf-8"))
        return cls(TypeAdapter(tuple[AchievementRule, ...]).validate_python(data))

    def reached(self, counters: Mapping[Counter, int]) -> set[str]:
        return {rule.id for rule in self.rules if counters.get(rule.counter, 0) >= rule.target}

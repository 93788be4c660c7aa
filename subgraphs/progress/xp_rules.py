"""What earns points, as data: read from a file at start-up, checked, and shown to clients as it is."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from subgraphs.progress.experience import XpReason

SHIPPED_RULES = Path(__file__).parent / "rules" / "xp.yaml"

WHOLE = 100
"""Multipliers are percentages, so that points are reckoned in whole numbers."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class AmountByValue(_Data):
    field: str
    values: dict[str, int]

    def of(self, data: Mapping[str, Any]) -> int:
        return self.values[data[self.field]]


class AmountByNumber(_Data):
    field: str
    each: int

    def of(self, data: Mapping[str, Any]) -> int:
        return self.each * max(0, int(data[self.field]))


class MultiplierStep(_Data):
    at_least: int = Field(ge=1)
    percent: int = Field(ge=WHOLE)


class Multiplier(_Data):
    """STREAK has steps, WEEKEND one percentage; what they are about is known by their id."""

    id: str = Field(pattern="^(STREAK|WEEKEND)$")
    description: str
    percent: int = Field(default=WHOLE, ge=WHOLE)
    steps: tuple[MultiplierStep, ...] = ()

    def at_streak(self, days: int) -> int:
        return max((step.percent for step in self.steps if days >= step.at_least), default=WHOLE)


class XpRule(_Data):
    id: str = Field(pattern="^[A-Z][A-Z0-9_]{0,63}$")
    reason: XpReason
    description: str
    event: str
    when: dict[str, Any] = {}
    amount: int | AmountByValue | AmountByNumber
    times_a_day: int | None = Field(default=None, ge=1)
    daily_cap: int | None = Field(default=None, ge=1)
    multipliers: tuple[str, ...] = ()

    def is_about(self, event: str, data: Mapping[str, Any]) -> bool:
        return self.event == event and all(data.get(field) == value for field, value in self.when.items())

    def base(self, data: Mapping[str, Any]) -> int:
        """Points before multipliers and caps; raises KeyError where the data holds what the rule knows nothing of."""
        return self.amount if isinstance(self.amount, int) else self.amount.of(data)


class RuleBook(_Data):
    study: frozenset[str]
    multipliers: tuple[Multiplier, ...] = ()
    rules: tuple[XpRule, ...]

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        for named in (self.rules, self.multipliers):
            ids = [each.id for each in named]
            if len(ids) != len(set(ids)):
                raise ValueError("two have one id")
        known = {each.id for each in self.multipliers}
        for rule in self.rules:
            if not known.issuperset(rule.multipliers):
                raise ValueError(f"rule {rule.id} names a multiplier that there is not")
        return self

    @cached_property
    def by_id(self) -> Mapping[str, XpRule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def multiplier_by_id(self) -> Mapping[str, Multiplier]:
        return {each.id: each for each in self.multipliers}

    @cached_property
    def heeded(self) -> frozenset[str]:
        """The facts that days are reckoned from."""
        return self.study.union(rule.event for rule in self.rules)

    def about(self, event: str, data: Mapping[str, Any]) -> Iterator[XpRule]:
        return (rule for rule in self.rules if rule.is_about(event, data))

    def percent(self, multiplier_id: str, streak_days: int, is_weekend: bool) -> int:
        multiplier = self.multiplier_by_id[multiplier_id]
        if multiplier.id == "STREAK":
            return multiplier.at_streak(streak_days)
        return multiplier.percent if is_weekend else WHOLE

    def same_for_streaks(self, left: int, right: int) -> bool:
        """Whether all rules give the same for streaks of these lengths."""
        return all(each.at_streak(left) == each.at_streak(right) for each in self.multipliers)


def read_rules(path: Path | None = None) -> RuleBook:
    """Raises pydantic's ValidationError, saying where, for a file that makes no sense."""
    return RuleBook.model_validate(yaml.safe_load((path or SHIPPED_RULES).read_text(encoding="utf-8")))

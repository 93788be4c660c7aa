"""Challenges, as data: read from a file at start-up, checked, and shown to clients as they are."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator
from pydantic.alias_generators import to_camel

from subgraphs.progress.periods import LeaderboardPeriod

SHIPPED_CHALLENGES = Path(__file__).parent / "rules" / "challenges.yaml"


class ChallengeAudience(StrEnum):
    """Who takes part in a challenge."""

    EVERYBODY = "EVERYBODY"
    INVITED = "INVITED"
    ORGANIZATION = "ORGANIZATION"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


class Prize(_Data):
    xp: int = Field(default=0, ge=0)
    freezes: int = Field(default=0, ge=0)

    def __add__(self, other: "Prize") -> "Prize":
        return Prize(xp=self.xp + other.xp, freezes=self.freezes + other.freezes)

    @property
    def is_something(self) -> bool:
        return bool(self.xp or self.freezes)


class ChallengeTemplate(_Data):
    id: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)
    name: str = Field(min_length=1, max_length=60)
    description: str = Field(min_length=1, max_length=200)
    period: LeaderboardPeriod
    audiences: tuple[ChallengeAudience, ...] = ()
    is_recurring: bool = False
    target: int | None = Field(default=None, ge=1)
    for_target: Prize = Prize()
    for_places: tuple[Prize, ...] = ()
    least_of_places: int = Field(default=2, ge=2)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.period is LeaderboardPeriod.ALL_TIME:
            raise ValueError("a challenge has an end")
        if ChallengeAudience.EVERYBODY in self.audiences:
            raise ValueError("only the platform challenges everybody: isRecurring")
        if self.target is None and self.for_target.is_something:
            raise ValueError("a prize for a target, and no target")
        return self

    def prize(self, xp: int, rank: int, field: int) -> Prize:
        """Of who has earned that many points and stands at that place among so many who have earned any."""
        prize = self.for_target if self.target is not None and xp >= self.target else Prize()
        has_places = field >= self.least_of_places and rank <= len(self.for_places)
        return prize + self.for_places[rank - 1] if has_places else prize


class ChallengeBook:
    """All templates, in the order in which they are shown."""

    def __init__(self, templates: tuple[ChallengeTemplate, ...]) -> None:
        if len({template.id for template in templates}) != len(templates):
            raise ValueError("two challenges have the same id")
        self.templates = templates

    @cached_property
    def by_id(self) -> Mapping[str, ChallengeTemplate]:
        return {template.id: template for template in self.templates}

    @classmethod
    def load(cls, path: Path | None) -> Self:
        """From a YAML file, or those that ship. Raises ValueError for a file that is none."""
        read = yaml.safe_load((path or SHIPPED_CHALLENGES).read_text(encoding="utf-8"))
        return cls(TypeAdapter(tuple[ChallengeTemplate, ...]).validate_python(read))

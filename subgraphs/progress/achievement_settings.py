"""Settings of achievements and share cards."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class AchievementSettings(SubgraphSettings):
    achievement_rules: Path | None = None
    """A YAML file with what can be achieved, in place of what ships (subgraphs/progress/rules/achievements.yaml)."""

    achievements_settled_within: timedelta = Field(default=timedelta(seconds=5), ge=timedelta(seconds=1))
    """How soon what learners did is counted for achievements, for all of them together. Too short costs work after
    every answer; too long: a badge comes when nobody thinks of it any more."""

    share_cards_per_user: int = Field(default=50, ge=1)
    """How many share cards somebody keeps; a further one takes the place of the oldest. Too low: posts lose their
    pictures soon; too high only costs disk."""

    share_cards_per_day: int = Field(default=30, ge=1)
    """How many share cards somebody has drawn within a day. Too high: one person keeps the machine busy drawing."""

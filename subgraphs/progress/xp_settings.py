"""Settings of points, streaks and what is remembered."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class XpSettings(SubgraphSettings):
    xp_rules: Path | None = None
    """A YAML file with the rules of points, in place of those that ship (subgraphs/progress/rules/xp.yaml). A changed
    rule holds for days that are reckoned from then on; `rebuild` reckons all days by it."""

    daily_goal: int = Field(default=50, ge=1)
    """The points a day that somebody aims at who has chosen no goal; accounts shows the same number. Too high: nobody
    reaches it on an ordinary day."""

    streak_days_per_freeze: int = Field(default=7, ge=1)
    """How many days in a row earn a freeze. Too low: a streak says little; too high: nobody ever has one."""

    streak_freezes_kept: int = Field(default=2, ge=0)
    """How many earned freezes one may have; given ones come on top. Too high: weeks without study count as a streak."""

    longest_answer: timedelta = Field(default=timedelta(minutes=5), gt=timedelta())
    """The most time that one answer counts for. Too low: long thought is not counted; too high: who walked away from
    an open card has studied for hours."""

    mastery_answers: int = Field(default=10, ge=1, le=100)
    """How many of the latest answers mastery rests on. Too low: one slip tells all; too high: what was long ago
    weighs on it, and every answer costs more to reckon."""

    longest_activity_range: int = Field(default=400, ge=1)
    """How many days of activity may be asked for at once. Too low: no heat map of a year; too high: large answers."""

    fact_retention_days: int | None = Field(default=None, ge=31)
    """How long heard facts are kept from which everything here is reckoned. None: as long as the account. Set: what
    was given for older days stands, but late events and `rebuild` cannot change it any more, except that what mastery
    rests on stays."""

"""Settings of warnings before streaks end."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class StreakWarningSettings(SubgraphSettings):
    streak_warning_hour: int = Field(default=20, ge=0, le=23)
    """The hour of a learner's own day at which they are warned of a streak that ends with it. Too low: most would have
    studied anyway; too high: they are asleep."""

    streak_warning_catch_up: timedelta = Field(default=timedelta(hours=3), ge=timedelta(hours=1))
    """How late a warning may come that was missed because nothing ran. Too low: an outage loses it; too high: people
    are told when the day is over."""

"""Settings of statistics."""

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class StatisticsSettings(SubgraphSettings):
    statistics_longest_period: int = Field(default=1_100, ge=1)
    """Days that statistics look back at most. Too low hides what was; too high makes them slow for whoever has learnt
    for many years."""

    statistics_longest_forecast: int = Field(default=365, ge=1)
    """Days that a forecast looks ahead at most. Too high says little: what is learnt meanwhile is not in it."""

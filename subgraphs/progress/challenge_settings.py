"""Settings of challenges."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class ChallengeSettings(SubgraphSettings):
    challenge_rules: Path | None = None
    """A YAML file with the templates of challenges, in place of those that ship
    (subgraphs/progress/rules/challenges.yaml). One that is taken out ends without prizes."""

    challenge_grace: timedelta = Field(default=timedelta(hours=12), ge=timedelta())
    """How long after its end a challenge waits for answers that devices send late, before prizes are given. Too low:
    who was offline loses; too high: winners wait."""

    challenges_at_once: int = Field(default=5, ge=1)
    """How many challenges of one's making may be under way. Too high: one account fills everybody's lists."""

    challenge_invitations: int = Field(default=50, ge=1)
    """How many may be invited to one challenge. Too low: no room for all friends; too high: one account pesters many,
    and standings take longer."""

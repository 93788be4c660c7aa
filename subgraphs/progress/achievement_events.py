"""What progress announces of achievements."""

from pydantic import Field

from subgraphs.progress.events import ProgressEvent


class AchievementUnlocked(ProgressEvent):
    """A learner achieved something. Told again where it was taken back in between, with what it rested on."""

    achievement_id: str = Field(description="Which one, by its id for ever.")
    name: str = Field(description="What it is called, in English.")
    tier: str = Field(description="BRONZE, SILVER, GOLD or PLATINUM.")

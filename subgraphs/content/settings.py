"""Settings of content, beside those that every subgraph has."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class ContentSettings(SubgraphSettings):
    most_lessons: int = Field(default=200, ge=1)
    """Lessons of one course. Too low splits courses where there is no seam; too high makes one list of them slow."""

    most_blocks: int = Field(default=100, ge=1)
    """Blocks of one lesson. Too low cuts lessons short; too high lets one lesson fill an answer and a database row."""

    longest_text: int = Field(default=20_000, ge=100)
    """Characters of one text block. Too low hinders authors; too high lets one block fill an answer."""

    deleted_course_retention: timedelta = timedelta(days=30)
    """How long a deleted course can be restored, and is read to its end by those who began it. Too low: a mistake is
    noticed too late; too high only costs disk."""

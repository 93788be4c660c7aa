"""What counts as known: a card that comes back only after three weeks or more, whichever algorithm says so."""

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow

MATURE_DAYS = 21
"""The boundary that Anki made common. A memory that lasts so long is seldom lost before it is asked again."""


def lasting_days() -> ColumnElement[float]:
    """Days that the memory behind a card lasts: SM-2's interval, or the stability that FSRS estimates."""
    return func.coalesce(col(FlashcardRow.stability), col(FlashcardRow.interval_days), 0.0)


def is_mature() -> ColumnElement[bool]:
    return and_(col(FlashcardRow.state) == "REVIEW", lasting_days() >= MATURE_DAYS)

"""Writing what histories make of cards."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm.attributes import flag_modified

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.scheduling.memory import Memory

_OF_CARDS = (*(field.name for field in fields(Memory)), "schedule_version")
_OF_REVIEWS = ("state_before", "state_after", "due", "interval_days", "algorithm", "recall_probability")


def write_together(cards: Iterable[FlashcardRow], reviews: Iterable[ReviewRow]) -> None:
    """Have what was worked out written, for all rows by one statement: rows of which other columns changed would each
    take one of their own."""
    _write_all(cards, _OF_CARDS)
    _write_all(reviews, _OF_REVIEWS)


def _write_all(rows: Iterable[Any], columns: Sequence[str]) -> None:
    for row in rows:
        if inspect(row).persistent:
            for column in columns:
                flag_modified(row, column)

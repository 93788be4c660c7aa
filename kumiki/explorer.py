"""What the query page opens with: three tabs that work at once, and a token of the demo learner."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from router.settings import ExplorerSettings, TabSettings

OPERATIONS = Path(__file__).with_name("operations")


def read_operation(name: str) -> str:
    """The text of one of the operations that come with the platform."""
    return (OPERATIONS / f"{name}.graphql").read_text()


def explorer_settings(due_card: str | None, headers: Mapping[str, str]) -> ExplorerSettings:
    """`due_card` is the card that the second tab reviews."""
    review: dict[str, Any] = {"input": {"flashcardId": due_card or "", "rating": "GOOD"}}
    return ExplorerSettings(
        tabs=(
            TabSettings(title="Home", query=read_operation("home")),
            TabSettings(title="Review a card", query=read_operation("review_flashcard"), variables=review),
            TabSettings(title="Live notifications", query=read_operation("notification_received")),
        ),
        headers=dict(headers),
    )

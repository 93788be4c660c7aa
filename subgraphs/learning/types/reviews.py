"""Answers to flashcards."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import ID

from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.scheduling.memory import FlashcardState, Rating
from subgraphs.shared.enums import describe_enum

describe_enum(
    FlashcardState,
    "How far the memory of a flashcard has come.",
    {
        FlashcardState.NEW: "Never answered.",
        FlashcardState.LEARNING: "On its first short steps, minutes apart.",
        FlashcardState.REVIEW: "Learnt: it comes back after days, each time later.",
        FlashcardState.RELEARNING: "Forgotten after it had been learnt, and back on short steps.",
    },
)
describe_enum(
    Rating,
    "How well a learner recalled what a flashcard asks.",
    {
        Rating.AGAIN: "Not recalled, or wrong.",
        Rating.HARD: "Recalled with great effort.",
        Rating.GOOD: "Recalled after a moment.",
        Rating.EASY: "Recalled at once.",
    },
)


@strawberry.type(description="When a flashcard would come back after one of the possible answers.")
class ScheduledReview:
    rating: Rating = strawberry.field(description="The answer that would be given now.")
    due: datetime = strawberry.field(description="When the flashcard would then be due.")


@strawberry.type(description="One answer to a flashcard, and what it did to the schedule.")
class Review:
    id: ID = strawberry.field(description="Identifies the review.")
    rating: Rating = strawberry.field(description="How well it was recalled, by the learner's own judgement.")
    reviewed_at: datetime = strawberry.field(description="When it was answered, by the learner's device.")
    duration_ms: int | None = strawberry.field(
        description="How long the answer took, in milliseconds; null when it was not measured."
    )
    state_before: FlashcardState = strawberry.field(description="The flashcard's state when it was asked.")
    state_after: FlashcardState = strawberry.field(description="The flashcard's state after the answer.")
    due: datetime = strawberry.field(description="When this answer made the flashcard due again.")

    @classmethod
    def from_row(cls, row: ReviewRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            rating=Rating(row.rating),
            reviewed_at=row.reviewed_at,
            duration_ms=row.duration_ms,
            state_before=FlashcardState(row.state_before),
            state_after=FlashcardState(row.state_after),
            due=row.due,
        )

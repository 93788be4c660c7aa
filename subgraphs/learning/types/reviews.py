"""Answers to flashcards."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import ID

from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.scheduling.memory import FlashcardState, Rating
from subgraphs.learning.scheduling.rules import Algorithm
from subgraphs.shared.enums import describe_enum

describe_enum(
    FlashcardState,
    "How far the memory of a flashcard has come.",
    {
        FlashcardState.NEW: "Never answered.",
        FlashcardState.LEARNING: "On its first short steps, minutes apart.",
        FlashcardState.REVIEW: "Learnt: it comes back after days, each time later.",
        FlashcardState.RELEARNING: "Learnt before, and back on short steps since it was forgotten, or hard to recall.",
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


describe_enum(
    Algorithm,
    "What says when a flashcard comes back.",
    {
        Algorithm.FSRS: "FSRS-6, which estimates how long a memory lasts and how hard the item is.",
        Algorithm.SM2: "SM-2 as it was published in 1990: one day, six days, and then growing by a factor.",
    },
    name="SchedulingAlgorithm",
)


@strawberry.type(description="One answer to a flashcard, and what it did to the schedule.")
class Review:
    id: ID = strawberry.field(description="Identifies the review.")
    flashcard_id: ID = strawberry.field(description="The flashcard that was answered.")
    rating: Rating = strawberry.field(description="How well it was recalled, by the learner's own judgement.")
    quality: int | None = strawberry.field(
        description="The same on SM-2's scale, 0 to 5; null where the answer was given as a rating."
    )
    reviewed_at: datetime = strawberry.field(description="When it was answered, by the learner's device.")
    recorded_at: datetime = strawberry.field(description="When it arrived here, which may be much later.")
    undone_at: datetime | None = strawberry.field(
        description="When the learner took it back; null for one that counts."
    )
    client_review_id: str | None = strawberry.field(description="The device's own id of it, where it gave one.")
    session_id: ID | None = strawberry.field(description="The study session in which it was asked, if in one.")
    duration_ms: int | None = strawberry.field(
        description="How long the answer took, in milliseconds; null when it was not measured."
    )
    algorithm: Algorithm = strawberry.field(description="What scheduled the flashcard after it.")
    state_before: FlashcardState = strawberry.field(description="The flashcard's state when it was asked.")
    state_after: FlashcardState = strawberry.field(description="The flashcard's state after the answer.")
    due: datetime = strawberry.field(description="When this answer made the flashcard due again.")
    interval_days: float | None = strawberry.field(
        description="The days for which the flashcard was then kept; null while it was on short steps."
    )
    recall_probability: float | None = strawberry.field(
        description="The chance of recall that was expected just before, from 0 to 1; null where nothing was expected: "
        "for a first answer, and by SM-2."
    )

    @classmethod
    def from_row(cls, row: ReviewRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            flashcard_id=ID(str(row.flashcard_id)),
            rating=Rating(row.rating),
            quality=row.quality,
            reviewed_at=row.reviewed_at,
            recorded_at=row.recorded_at,
            undone_at=row.undone_at,
            client_review_id=row.client_review_id,
            session_id=ID(str(row.session_id)) if row.session_id is not None else None,
            duration_ms=row.duration_ms,
            algorithm=Algorithm(row.algorithm),
            state_before=FlashcardState(row.state_before),
            state_after=FlashcardState(row.state_after),
            due=row.due,
            interval_days=row.interval_days,
            recall_probability=row.recall_probability,
        )

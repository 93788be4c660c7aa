"""Answering flashcards."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.errors import FlashcardIsUnknown
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.service.reviews import ReviewRequest, review_flashcard
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.learning.types.reviews import Review
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field


@strawberry.input(description="An answer to a flashcard.")
class ReviewFlashcardInput:
    flashcard_id: ID = strawberry.field(description="The flashcard that was answered.")
    rating: Rating = strawberry.field(description="How well it was recalled.")
    reviewed_at: datetime | None = strawberry.field(
        default=None,
        description="When it was answered, if not just now: a device that was offline sends its answers later.",
    )
    duration_ms: int | None = strawberry.field(
        default=None, description="How long the answer took, in milliseconds, a day at most."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of an answer.")
class ReviewFlashcardPayload:
    flashcard: Flashcard | None = strawberry.field(
        default=None, description="The flashcard with its new schedule; null when the answer was refused."
    )
    review: Review | None = strawberry.field(
        default=None, description="The answer as it was recorded; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class ReviewMutations:
    @strawberry.mutation(
        description="Answer a flashcard: it is recorded, and the flashcard scheduled anew.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def review_flashcard(
        self, info: Info, input: Annotated[ReviewFlashcardInput, strawberry.argument(description="The answer.")]
    ) -> ReviewFlashcardPayload:
        caller = require_caller(info)
        flashcard_id = parse_id(input.flashcard_id)
        if flashcard_id is None:
            raise FlashcardIsUnknown(input.flashcard_id)
        request = ReviewRequest(flashcard_id, input.rating, input.reviewed_at, input.duration_ms)
        async with info.context.unit_of_work() as work:
            outcome = await review_flashcard(work, caller.user_id, request, input.client_mutation_id)
        return ReviewFlashcardPayload(
            flashcard=Flashcard.from_row(outcome.flashcard) if outcome.flashcard is not None else None,
            review=Review.from_row(outcome.review) if outcome.review is not None else None,
        )

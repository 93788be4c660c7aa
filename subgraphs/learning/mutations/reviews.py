"""Answering flashcards, and taking answers back."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.errors import FlashcardIsUnknown
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.review_errors import RatingOrQuality
from subgraphs.learning.scheduling.memory import Rating, rating_of
from subgraphs.learning.service.reviews import ReviewRequest, review_flashcard, review_flashcards
from subgraphs.learning.service.study_answers import follow_reviews, take_back_reviews
from subgraphs.learning.service.undoing import UndoRequest, undo_reviews
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.learning.types.reviews import Review
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id, parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_RATING = "How well it was recalled; instead of `quality`."
_QUALITY = (
    "How well it was recalled on SM-2's scale, instead of `rating`: 5 at once, 4 after a moment, 3 with great effort, "
    "2 wrong though it seemed easy afterwards, 1 wrong though it was recognised, 0 not at all."
)
_DURATION = "How long the answer took, in milliseconds, a day at most."
_SESSION = "The study session in which it was asked, which then counts it."


@strawberry.input(description="An answer to a flashcard.")
class ReviewFlashcardInput:
    flashcard_id: ID = strawberry.field(description="The flashcard that was answered.")
    rating: Rating | None = strawberry.field(default=None, description=_RATING)
    quality: int | None = strawberry.field(default=None, description=_QUALITY)
    reviewed_at: datetime | None = strawberry.field(
        default=None,
        description="When it was answered, if not just now: a device that was offline sends its answers later.",
    )
    duration_ms: int | None = strawberry.field(default=None, description=_DURATION)
    client_review_id: str | None = strawberry.field(
        default=None,
        description="The device's own id of the answer. One that is sent again, alone or among others, counts once.",
    )
    session_id: ID | None = strawberry.field(default=None, description=_SESSION)
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


@strawberry.input(description="An answer that a device gave and kept.")
class KeptReviewInput:
    client_review_id: str = strawberry.field(
        description="The device's own id of the answer, for example a random one. It counts once however often it is "
        "sent."
    )
    flashcard_id: ID = strawberry.field(description="The flashcard that was answered.")
    reviewed_at: datetime = strawberry.field(
        description="When it was answered, by the device's clock: not before the flashcard was made."
    )
    rating: Rating | None = strawberry.field(default=None, description=_RATING)
    quality: int | None = strawberry.field(default=None, description=_QUALITY)
    duration_ms: int | None = strawberry.field(default=None, description=_DURATION)
    session_id: ID | None = strawberry.field(default=None, description=_SESSION)


@strawberry.input(description="Answers that a device gave and kept, in any order.")
class ReviewFlashcardsInput:
    reviews: list[KeptReviewInput] = strawberry.field(
        description="The answers, 200 at most. Sending some again does no harm: they are told apart by their ids."
    )


@strawberry.type(description="What came of answers that were sent together.")
class ReviewFlashcardsPayload:
    reviews: list[Review] = strawberry.field(
        default_factory=list, description="What is recorded, now or before, in the order of the input."
    )
    flashcards: list[Flashcard] = strawberry.field(
        default_factory=list, description="Each flashcard that was answered, with its schedule after all that is known."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="One for each answer that was refused; the others were recorded."
    )


@strawberry.input(description="Which answers to take back: the latest, or certain ones.")
class UndoReviewsInput:
    count: int | None = strawberry.field(
        default=None, description="So many of the latest, by when they were answered; instead of `reviewIds`."
    )
    review_ids: list[ID] | None = strawberry.field(default=None, description="These; instead of `count`.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of taking answers back.")
class UndoReviewsPayload:
    reviews: list[Review] = strawberry.field(
        default_factory=list, description="The answers that count no more, in the order in which they were given."
    )
    flashcards: list[Flashcard] = strawberry.field(
        default_factory=list, description="Their flashcards, scheduled as if the answers had never been given."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="One for each answer that was refused; the others were taken back."
    )


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
        caller, settings = require_caller(info), info.context.services.settings
        flashcard_id = parse_id(input.flashcard_id)
        if flashcard_id is None:
            raise FlashcardIsUnknown(input.flashcard_id)
        raise_refusals(_refusals(input.rating, input.quality))
        request = ReviewRequest(
            flashcard_id,
            _rating(input.rating, input.quality),
            input.reviewed_at,
            input.duration_ms,
            input.quality,
            input.client_review_id,
            parse_id(input.session_id) if input.session_id is not None else None,
        )
        async with info.context.unit_of_work() as work:
            outcome = await review_flashcard(
                work, caller.user_id, request, input.client_mutation_id, settings.review_clock_error
            )
            if outcome.is_new and outcome.flashcard is not None and outcome.review is not None:
                await follow_reviews(work, caller.user_id, [(outcome.flashcard, outcome.review)], settings)
        return ReviewFlashcardPayload(
            flashcard=Flashcard.from_row(outcome.flashcard) if outcome.flashcard is not None else None,
            review=Review.from_row(outcome.review) if outcome.review is not None else None,
        )

    @strawberry.mutation(
        description="Take in answers that a device gave while it was offline. In whichever order, in whichever parts "
        "and however often they come, every flashcard is as if each had come once, when it was given.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def review_flashcards(
        self, info: Info, input: Annotated[ReviewFlashcardsInput, strawberry.argument(description="The answers.")]
    ) -> ReviewFlashcardsPayload:
        caller, settings = require_caller(info), info.context.services.settings
        requests: dict[int, ReviewRequest] = {}
        refused: dict[int, list[Refusal]] = {}
        for place, kept in enumerate(input.reviews):
            refused[place] = _refusals(kept.rating, kept.quality)
            if not refused[place]:
                requests[place] = _request(kept)
        async with info.context.unit_of_work() as work:
            recorded = await review_flashcards(work, caller.user_id, list(requests.values()), settings)
            await follow_reviews(work, caller.user_id, recorded.new, settings)
        for place, refusals in zip(requests, map(recorded.refusals.get, range(len(requests))), strict=True):
            refused[place] += refusals or []
        return ReviewFlashcardsPayload(
            reviews=[Review.from_row(recorded.reviews[place]) for place in sorted(recorded.reviews)],
            flashcards=[Flashcard.from_row(card) for card in recorded.cards.values()],
            user_errors=[
                _placed(refusal, place) for place, refusals in sorted(refused.items()) for refusal in refusals
            ],
        )

    @strawberry.mutation(
        description="Take answers back: the flashcards are as they would be without them, and points that were earned "
        "with them go. Only what was recorded in the last day can be taken back, 50 answers at once.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def undo_reviews(
        self, info: Info, input: Annotated[UndoReviewsInput, strawberry.argument(description="Which ones.")]
    ) -> UndoReviewsPayload:
        caller, settings = require_caller(info), info.context.services.settings
        keys = [parse_id(text) for text in input.review_ids or ()]
        request = UndoRequest(input.count, input.review_ids, keys)
        async with info.context.unit_of_work() as work:
            undone = await undo_reviews(work, caller.user_id, request, settings, input.client_mutation_id)
            await take_back_reviews(work, caller.user_id, undone.new)
        return UndoReviewsPayload(
            reviews=[Review.from_row(row) for row in undone.reviews],
            flashcards=[Flashcard.from_row(row) for row in undone.cards],
            user_errors=[UserError.from_refusal(refusal) for refusal in undone.refusals],
        )


def _refusals(rating: Rating | None, quality: int | None) -> list[Refusal]:
    return [RatingOrQuality()] if (rating is None) == (quality is None) else []


def _rating(rating: Rating | None, quality: int | None) -> Rating:
    return rating if rating is not None else rating_of(quality or 0)


def _request(kept: KeptReviewInput) -> ReviewRequest:
    return ReviewRequest(
        parse_id(kept.flashcard_id) or new_id(),  # what is no id names no card
        _rating(kept.rating, kept.quality),
        kept.reviewed_at,
        kept.duration_ms,
        kept.quality,
        kept.client_review_id,
        parse_id(kept.session_id) if kept.session_id is not None else None,
    )


def _placed(refusal: Refusal, place: int) -> UserError:
    error = UserError.from_refusal(refusal)
    return UserError(code=error.code, message=error.message, path=["reviews", str(place), *error.path])

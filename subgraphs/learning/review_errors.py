"""What is refused of answers to flashcards, and of taking them back."""

from subgraphs.shared.errors import BadUserInput, Refusal


class ReviewIsInTheFuture(Refusal):
    code = "IN_THE_FUTURE"

    def __init__(self) -> None:
        super().__init__("This review lies in the future.", ("reviewedAt",))


class ReviewIsBeforeFlashcard(Refusal):
    code = "BEFORE_FLASHCARD"

    def __init__(self) -> None:
        super().__init__("This flashcard was made after that.", ("reviewedAt",))


class DurationIsImpossible(Refusal):
    code = "OUT_OF_RANGE"

    def __init__(self) -> None:
        super().__init__("An answer takes between nothing and a day.", ("durationMs",))


class QualityIsImpossible(Refusal):
    code = "OUT_OF_RANGE"

    def __init__(self) -> None:
        super().__init__("A quality is a whole number from 0 to 5.", ("quality",))


class RatingOrQuality(Refusal):
    code = "RATING_OR_QUALITY"

    def __init__(self) -> None:
        super().__init__("Give a rating, or a quality, and not both.", ("rating",))


class ClientReviewIdIsTaken(Refusal):
    code = "CLIENT_REVIEW_ID_TAKEN"

    def __init__(self) -> None:
        super().__init__("This clientReviewId was used for another flashcard.", ("clientReviewId",))


class ClientReviewIdIsTooLong(Refusal):
    code = "TOO_LONG"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A clientReviewId has 1 to {limit} characters.", ("clientReviewId",))


class ReviewedFlashcardIsUnknown(Refusal):
    """There is no such card, or it is somebody else's, or it was deleted: the answer is the same."""

    code = "NOT_FOUND"

    def __init__(self, flashcard_id: str) -> None:
        super().__init__(f'You have no flashcard "{flashcard_id}".', ("flashcardId",))


class ReviewIsUnknown(Refusal):
    """There is no such review, or it is somebody else's: the answer is the same."""

    code = "NOT_FOUND"

    def __init__(self, review_id: str, index: int) -> None:
        super().__init__(f'You have no review "{review_id}".', ("reviewIds", str(index)))


class ReviewIsTooOld(Refusal):
    code = "TOO_OLD"

    def __init__(self, index: int) -> None:
        super().__init__("This review was recorded too long ago to be taken back.", ("reviewIds", str(index)))


class TooManyReviews(BadUserInput):
    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} reviews are taken at once.")


class EitherCountOrReviews(BadUserInput):
    def __init__(self, limit: int) -> None:
        super().__init__(f'Give either "count" or "reviewIds", for 1 to {limit} reviews.')

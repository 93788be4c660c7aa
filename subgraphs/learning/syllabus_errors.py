"""What learning refuses about syllabi, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from subgraphs.shared.errors import Refusal


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would fit in place of a wish that does not; None where nothing sensible does."""

    target_date: date | None
    """With the minutes that were wished for."""
    minutes_per_day: int | None
    """By the date that was wished for."""


class SyllabusIsUnknown(Refusal):
    """There is none, or it is somebody else's: the answer is the same."""

    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("You have no such syllabus.", ("syllabusId",))


class SyllabusIsOver(Refusal):
    code = "IS_OVER"

    def __init__(self) -> None:
        super().__init__("This syllabus is completed or was ended.", ("syllabusId",))


class SyllabusDoesNotFit(Refusal):
    code = "DOES_NOT_FIT"

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        super().__init__(
            "This is more than these minutes hold by this date. Take more minutes or a later date.", ("targetDate",)
        )


class SyllabusIsEmpty(Refusal):
    code = "NOTHING_TO_LEARN"

    def __init__(self) -> None:
        super().__init__("You have begun everything of these levels.", ("level",))


class SyllabusIsTooLarge(Refusal):
    code = "TOO_MANY"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A syllabus has at most {limit} items: take fewer levels.", ("fromLevel",))


class TooManySyllabi(Refusal):
    code = "TOO_MANY"

    def __init__(self, limit: int) -> None:
        super().__init__(f"You follow {limit} syllabi already: end one of them first.")


class SyllabusWishIsWrong(Refusal):
    code = "OUT_OF_RANGE"

    def __init__(self, message: str, path: Sequence[str]) -> None:
        super().__init__(message, path)


class SyllabusItemIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("This syllabus has no such item.", path)


class SyllabusWeekIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("This syllabus has no such week.", ("week",))

"""What is refused of a learner's settings."""

from subgraphs.shared.errors import Refusal


class SettingIsOutOfRange(Refusal):
    code = "OUT_OF_RANGE"

    def __init__(self, field: str, lowest: float, highest: float) -> None:
        super().__init__(f"This is from {lowest} to {highest}.", (field,))


class StepsAreImpossible(Refusal):
    code = "OUT_OF_RANGE"

    def __init__(self, field: str, most: int) -> None:
        text = f"At most {most} steps, each from a second to a day, none shorter than the one before."
        super().__init__(text, (field,))


class TooFewReviewsToFit(Refusal):
    code = "TOO_FEW_REVIEWS"

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(f"This needs {needed} reviews, on later days than the ones before; you have {found} reviews.")

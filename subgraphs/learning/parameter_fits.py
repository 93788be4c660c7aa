"""What can come of fitting the algorithm's weights to a learner."""

from enum import StrEnum


class FitOutcome(StrEnum):
    KEPT = "KEPT"
    NOT_BETTER = "NOT_BETTER"
    TOO_FEW_REVIEWS = "TOO_FEW_REVIEWS"
    FAILED = "FAILED"

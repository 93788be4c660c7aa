"""By which rules a card is scheduled: what a learner may choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import fsrs.scheduler

from subgraphs.learning.scheduling.study_days import StudyDays

PUBLISHED_PARAMETERS: tuple[float, ...] = tuple(fsrs.scheduler.DEFAULT_PARAMETERS)
LONGEST_INTERVAL = 36_500
LEARNING_STEPS = (timedelta(minutes=1), timedelta(minutes=10))
RELEARNING_STEPS = (timedelta(minutes=10),)
_DAYS = StudyDays()


class Algorithm(StrEnum):
    """What says when a card comes back."""

    FSRS = "FSRS"
    SM2 = "SM2"


@dataclass(frozen=True, slots=True)
class SchedulingRules:
    algorithm: Algorithm = Algorithm.FSRS
    days: StudyDays = _DAYS
    desired_retention: float = 0.9
    parameters: tuple[float, ...] = PUBLISHED_PARAMETERS
    learning_steps: tuple[timedelta, ...] = LEARNING_STEPS
    relearning_steps: tuple[timedelta, ...] = RELEARNING_STEPS
    maximum_interval: int = LONGEST_INTERVAL
    """In days."""
    is_fuzzy: bool = True


def steps_of(seconds: Sequence[int]) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=each) for each in seconds)

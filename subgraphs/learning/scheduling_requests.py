"""What scheduling leaves to jobs."""

from typing import ClassVar
from uuid import UUID

from subgraphs.shared.job_request import JobRequest


class RescheduleCards(JobRequest):
    """A learner has changed what moves intervals: every card is scheduled anew from its history."""

    kind: ClassVar[str] = "reschedule-cards"

    user_id: UUID
    version: int
    """Of the preferences; where there is a later one, its own job does the work."""


class FitParameters(JobRequest):
    """Look for weights that suit a learner better."""

    kind: ClassVar[str] = "fit-scheduler-parameters"

    user_id: UUID

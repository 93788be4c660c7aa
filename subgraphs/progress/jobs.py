"""What progress does after the answer."""

from typing import ClassVar

from subgraphs.shared.job_request import JobRequest


class SettleLeaderboards(JobRequest):
    """Count in the changes of places that were noted, so that ranks stay cheap."""

    kind: ClassVar[str] = "settle-leaderboards"


class SettleAchievements(JobRequest):
    """Count what learners did since they were counted last, and give them what they have achieved."""

    kind: ClassVar[str] = "settle-achievements"


class RebuildProgress(JobRequest):
    """Reckon all figures of everybody anew, such as after an upgrade that reckons otherwise."""

    kind: ClassVar[str] = "rebuild-progress"

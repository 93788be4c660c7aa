"""What comments consist of: plain values that lead nowhere else."""

from datetime import datetime
from typing import Self

import strawberry

from subgraphs.content.models.comments import CommentReportRow, CommentState, CommentSubject, ReportReason
from subgraphs.shared.enums import describe_enum

__all__ = ["CommentReport", "CommentState", "CommentSubject", "ReportReason"]

describe_enum(
    CommentSubject,
    "What people talk about.",
    {CommentSubject.LESSON: "A published lesson.", CommentSubject.EPISODE: "An episode of a published series."},
)
describe_enum(
    CommentState,
    "What has been decided about a comment.",
    {
        CommentState.VISIBLE: "Everybody sees it.",
        CommentState.PENDING: "Several people reported it: nobody but its author sees it until a moderator looks.",
        CommentState.HIDDEN: "A moderator keeps it back; its author sees it, and may write it again.",
        CommentState.REMOVED: "A moderator took it away for good; its author does not change it any more.",
    },
)
describe_enum(
    ReportReason,
    "Why somebody wants moderators to look.",
    {
        ReportReason.SPAM: "It sells something, or says the same everywhere.",
        ReportReason.ABUSE: "It hurts somebody, or threatens to.",
        ReportReason.SPOILER: "It gives away what happens.",
        ReportReason.OFF_TOPIC: "It has nothing to do with what it stands under.",
        ReportReason.OTHER: "Something else; the details say what.",
    },
)


@strawberry.type(description="That somebody reported a comment. Who did is told to nobody.")
class CommentReport:
    reason: ReportReason = strawberry.field(description="Why.")
    details: str | None = strawberry.field(description="What more they said; null when nothing.")
    reported_at: datetime = strawberry.field(description="When.")

    @classmethod
    def from_row(cls, row: CommentReportRow) -> Self:
        return cls(reason=ReportReason(row.reason), details=row.details or None, reported_at=row.reported_at)

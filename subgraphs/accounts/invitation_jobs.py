"""What is done after somebody was invited."""

from typing import ClassVar
from uuid import UUID

from subgraphs.shared.job_request import JobRequest


class MailInvitation(JobRequest):
    """Ask somebody to come into an organization."""

    kind: ClassVar[str] = "mail-invitation"

    invitation_id: UUID

"""What is to be done later, as the transaction that wants it writes it down."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class JobRequest(BaseModel):
    """One kind of job: `class SendWelcome(JobRequest)`. Its fields are identifiers, never what they stand for.

    The job loads what it needs when it runs: by then it may have changed, and what a person had erased must not live on
    in a queue.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    """Its name for ever, such as `send-welcome`: rows of the job table are found by it."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job that the unit of work adds when it commits."""

    id: UUID
    kind: str
    payload: str
    unique_key: str | None
    due_at: datetime
    created_at: datetime
    correlation_id: str

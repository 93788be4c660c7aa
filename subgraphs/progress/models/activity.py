"""When learners studied."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class ActivityRow(Table, table=True):
    """A quarter of an hour in which a learner studied; see streak.py."""

    __tablename__ = "activity"

    user_id: UUID = Field(primary_key=True)
    quarter_hour: datetime = Field(primary_key=True, sa_type=UtcDateTime)

"""Days without study that did not end a streak."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from subgraphs.progress.models.table import Table


class FrozenDayRow(Table, table=True):
    """A missed day that used up a freeze, as the streak is counted now."""

    __tablename__ = "frozen_days"

    user_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)

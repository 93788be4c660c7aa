"""What learning needs to know of people."""

from uuid import UUID

from sqlmodel import Field

from subgraphs.learning.models.table import Table


class LearnerRow(Table, table=True):
    """Absent for somebody of whom nothing was heard yet: then it is UTC where they live."""

    __tablename__ = "learners"

    user_id: UUID = Field(primary_key=True)
    time_zone: str
    """As the IANA database names it. It is what is a day for them."""
    locale: str

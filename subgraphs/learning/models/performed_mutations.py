"""What phones have sent, so that sending it again does nothing."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class PerformedMutationRow(Table, table=True):
    """A mutation that was sent with a client's own id, and what came of it, so that sending it again does nothing."""

    __tablename__ = "performed_mutations"

    owner_id: UUID = Field(primary_key=True)
    client_mutation_id: str = Field(primary_key=True)
    target: str
    """What it was about; the same id for another target is a mistake of the client, not a repetition."""
    result: str
    performed_at: datetime = Field(sa_type=UtcDateTime)

"""The picture that stands for a person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime


class AvatarRow(Table, table=True):
    __tablename__ = "avatar"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    files: list[dict[str, Any]] = Field(sa_type=JSON)
    """One for each size, the smallest first: `key` in the object store, and `width`."""

    uploaded_at: datetime = Field(sa_type=UtcDateTime)

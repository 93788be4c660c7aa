"""Published courses of content, and who belongs to the organizations that keep some of them to themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class CourseRow(Table, table=True):
    """A course as it was announced last. Its lessons are items."""

    __tablename__ = "courses"

    id: UUID = Field(primary_key=True)
    version: int
    """0: of its publication nothing was heard yet."""
    title: str
    language: str
    level: str | None
    """BEGINNER to ADVANCED."""
    organization_id: UUID | None
    lesson_ids: list[Any] = Field(sa_type=JSON)
    """Those of this version, in their order."""
    is_deleted: bool
    deletion_changed_at: datetime | None = Field(sa_type=UtcDateTime)
    """When it was deleted or restored last."""


class OrganizationMemberRow(Table, table=True):
    __tablename__ = "organization_members"

    user_id: UUID = Field(primary_key=True)
    organization_id: UUID = Field(primary_key=True, index=True)

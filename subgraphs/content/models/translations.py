"""Texts of a record in languages other than the one that it was written in.

Any record of this domain can have them, under the names of its own fields: the texts that belong to the field, in order
(a kanji has several `meanings`, a course one `title`). The record's own texts stay where they are and stand for the
language that they are written in.
"""

from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from subgraphs.content.models.table import Table

WRITTEN_IN = "en"
"""What the texts of records themselves are written in."""


class TranslationRow(Table, table=True):
    __tablename__ = "translations"

    subject_id: UUID = Field(primary_key=True)
    field: str = Field(primary_key=True)
    locale: str = Field(primary_key=True)
    """BCP 47, in lower case: fr, pt-br."""
    texts: list[str] = Field(sa_type=JSON)

"""Which seed a database was filled from."""

from sqlmodel import Field

from subgraphs.content.models.table import Table


class SeedVersionRow(Table, table=True):
    """Which seed the other tables were filled from."""

    __tablename__ = "seed_version"

    name: str = Field(primary_key=True)
    version: str

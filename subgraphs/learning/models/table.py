"""What every table of learning is made with."""

from sqlmodel import SQLModel

from subgraphs.shared.database import table_registry


class Table(SQLModel, registry=table_registry()):
    pass

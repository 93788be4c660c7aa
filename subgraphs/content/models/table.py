"""What every table of this domain is made on."""

from sqlmodel import SQLModel

from subgraphs.shared.database import table_registry
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.job_tables import define_job_tables


class Table(SQLModel, registry=table_registry()):
    """Base of the tables of content."""


EVENT_TABLES = define_event_tables(Table.metadata)
JOB_TABLES = define_job_tables(Table.metadata)

"""The environment of every subgraph's migrations; subgraphs/shared/migrations.py gives it the connection."""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from subgraphs.shared.database import UtcDateTime


def render_item(kind: str, value: Any, _context: object) -> str | Literal[False]:
    """Write column types as plain SQLAlchemy ones, so that a released step never changes with our code."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, AutoString):
        return f"sa.String({value.length or ''})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("target_metadata"),
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
# In the caller's transaction, as a whole: a start that is killed half way leaves the database as it was.
context.run_migrations()

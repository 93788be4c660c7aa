"""Bring a subgraph's database to its newest form, and write the next step of its history.

Every subgraph has a history of its own in migrations/<name>/versions; the environment that Alembic runs in
(migrations/env.py) and the template of a new step are shared. A database that is at its head already is recognised by
one query against the names of the history's files, without loading Alembic, so that a second start costs nothing.
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, MetaData, text
from sqlalchemy.exc import DBAPIError

from subgraphs.shared.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[2] / "migrations"

_REVISION = re.compile(r'^revision: str = "(\w+)"$', re.MULTILINE)
_DOWN_REVISION = re.compile(r'^down_revision: str \| None = "(\w+)"$', re.MULTILINE)


async def migrate(database_url: str, name: str, revision: str = "head") -> bool:
    """Upgrade to the newest form, or to an earlier revision; False when the database was at the newest already.

    Safe when several processes start at once: they take turns, and the later ones find nothing to do.
    """
    database = _open(database_url)
    try:
        if await _is_at_head(database, name):
            return False
        async with database.write() as session:
            connection = await session.connection()
            await connection.run_sync(_upgrade, name, revision)
        return True
    finally:
        await database.close()


async def make_migration(database_url: str, name: str, metadata: MetaData, title: str) -> Path:
    """Write the step from what the history makes to what the models say; the first one where there is no history."""
    if any((MIGRATIONS / name / "versions").glob("*.py")):
        await migrate(database_url, name)
    database = _open(database_url)
    try:
        async with database.write() as session:
            connection = await session.connection()
            return await connection.run_sync(_write_step, name, metadata, title)
    finally:
        await database.close()


async def find_drift(database_url: str, name: str, metadata: MetaData) -> Sequence[Any]:
    """The differences between what the history makes and what the models say; none where they agree."""
    await migrate(database_url, name)
    database = _open(database_url)
    try:
        async with database.write() as session:
            connection = await session.connection()
            return await connection.run_sync(_compare, metadata)
    finally:
        await database.close()


def _open(database_url: str) -> Database:
    # SQLite changes a table by copying it and dropping the old one, which must not cascade into other tables.
    return Database(database_url, enforces_foreign_keys=False)


def head_of(name: str) -> str:
    """The newest revision of a subgraph's history: the one that no other follows."""
    steps = [path.read_text() for path in sorted((MIGRATIONS / name / "versions").glob("*.py"))]
    followed = {match[1] for step in steps if (match := _DOWN_REVISION.search(step))}
    heads = [match[1] for step in steps if (match := _REVISION.search(step)) and match[1] not in followed]
    if len(heads) != 1:
        raise ValueError(f"the history of {name} has {len(heads)} heads: {heads}")
    return heads[0]


async def _is_at_head(database: Database, name: str) -> bool:
    head = await asyncio.to_thread(head_of, name)
    try:
        async with database.read() as session:
            version = (await session.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
    except DBAPIError:
        # A new database, without the table. What else may be wrong, the upgrade will meet and tell.
        return False
    return bool(version == head)


def _upgrade(connection: Connection, name: str, revision: str) -> None:
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    command.upgrade(_config(connection, name), revision)


def _write_step(connection: Connection, name: str, metadata: MetaData, title: str) -> Path:
    from alembic import command

    config = _config(connection, name)
    config.attributes["target_metadata"] = metadata
    now = datetime.now(UTC)
    script = command.revision(
        config,
        message=title,
        autogenerate=True,
        rev_id=f"{now:%Y%m%d%H%M%S}",
        version_path=str(MIGRATIONS / name / "versions"),
        splice=False,
    )
    if script is None or isinstance(script, list):
        raise RuntimeError(f"expected one new step for {name}: {script}")
    return Path(script.path)


def _compare(connection: Connection, metadata: MetaData) -> Sequence[Any]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
    differences: Sequence[Any] = compare_metadata(context, metadata)
    return differences


def _config(connection: Connection, name: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(MIGRATIONS / name / "versions"))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config

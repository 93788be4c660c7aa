"""From an empty file to the newest form, and quickly nowhere from there."""

import asyncio
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, text

from subgraphs.accounts.models.all_tables import METADATA as ACCOUNTS_METADATA
from subgraphs.shared.database import Database
from subgraphs.shared.migrations import find_drift, head_of, migrate


def url_in(directory: Path) -> str:
    return f"sqlite+aiosqlite:///{directory}/a.db"


async def test_a_new_database_is_brought_to_the_head(tmp_path: Path) -> None:
    assert await migrate(url_in(tmp_path), "accounts")
    database = Database(url_in(tmp_path))
    async with database.read() as session:
        assert (await session.execute(text("SELECT version_num FROM alembic_version"))).scalar() == head_of("accounts")
    await database.close()


async def test_a_database_at_the_head_is_left_alone(tmp_path: Path) -> None:
    await migrate(url_in(tmp_path), "accounts")
    assert not await migrate(url_in(tmp_path), "accounts")


async def test_of_several_that_start_at_once_one_migrates(tmp_path: Path) -> None:
    await asyncio.gather(*(migrate(url_in(tmp_path), "accounts") for _ in range(3)))
    assert not await find_drift(url_in(tmp_path), "accounts", ACCOUNTS_METADATA)


async def test_a_table_that_no_migration_makes_is_drift(tmp_path: Path) -> None:
    metadata = MetaData()
    for table in ACCOUNTS_METADATA.tables.values():
        table.to_metadata(metadata)
    Table("forgotten", metadata, Column("id", Integer, primary_key=True))
    (difference,) = await find_drift(url_in(tmp_path), "accounts", metadata)
    assert difference[0] == "add_table" and difference[1].name == "forgotten"


async def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = Database(url_in(tmp_path))
    async with database.write() as session:
        await session.execute(text("CREATE TABLE refresh_token (surprise INTEGER)"))
    outcome = await asyncio.gather(migrate(url_in(tmp_path), "accounts"), return_exceptions=True)
    assert isinstance(outcome[0], Exception)
    async with database.read() as session:
        names = (await session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))).all()
    await database.close()
    assert names == ["refresh_token"]

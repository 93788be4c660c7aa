"""A database that is in use is brought to the newest form, and what is in it with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from subgraphs.shared.database import Database
from subgraphs.shared.migrations import MIGRATIONS, migrate
from tests.support.subgraphs import database_engines, temporary_database

BEFORE_PEOPLE = "20261121191830"
USERS = """
INSERT INTO user_account (id, handle, email, email_key, password_hash, roles, created_at) VALUES
  ('00000000000000000000000000000001', 'rn1ka', 'a@x.org', 'a@x.org', '', '["USER"]', '2026-01-01 00:00:00'),
  ('00000000000000000000000000000002', 'otto_7', 'b@x.org', 'b@x.org', '', '["USER"]', '2026-01-01 00:00:00')
"""
PROFILES = """
INSERT INTO profile (user_id, display_name, locale, time_zone, languages, updated_at) VALUES
  ('00000000000000000000000000000001', 'ÄRMEL', 'en', 'UTC', '["ja"]', '2026-01-01 00:00:00'),
  ('00000000000000000000000000000002', 'Otto', 'en', 'UTC', '["ja"]', '2026-01-01 00:00:00')
"""


@pytest.fixture(params=database_engines())
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    async with temporary_database(request.param, tmp_path, "accounts") as found:
        yield found


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(MIGRATIONS / "accounts" / "versions"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_people_who_were_there_keep_their_handles_and_are_found_by_name(url: str) -> None:
    before = Database(url, enforces_foreign_keys=False)
    async with before.write() as session:
        await (await session.connection()).run_sync(_upgrade, BEFORE_PEOPLE)
        for statement in (USERS, PROFILES):
            await session.execute(text(statement))
    await before.close()
    assert await migrate(url, "accounts")
    database = Database(url)
    async with database.read() as session:
        claims = (await session.execute(text("SELECT handle, skeleton, reserved_until FROM handle_claim"))).all()
        names = (await session.execute(text("SELECT name_key FROM profile"))).scalars().all()
    await database.close()
    assert sorted(map(tuple, claims)) == [("otto_7", "otto7", None), ("rn1ka", "mlka", None)]
    assert sorted(names) == ["otto", "ärmel"]

"""The audit log: a chain that only grows, in which tampering shows, and which outlives those it tells of."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from subgraphs.accounts.audit_chain import GENESIS
from subgraphs.accounts.audit_kinds import AUDIT_KIND_DESCRIPTIONS, AuditKind
from subgraphs.accounts.service import audit
from subgraphs.shared.caller import Caller
from subgraphs.shared.database import Database
from tests.support.subgraphs import SubgraphUnderTest

CHANGED = AuditKind.USER_ROLES_CHANGED
MIKA, ADMIN = uuid4(), uuid4()


async def record(accounts: SubgraphUnderTest, count: int = 1, user_id: UUID = MIKA) -> None:
    for number in range(count):
        async with accounts.subgraph.transactions.begin() as work:
            audit.record(work, CHANGED, user_id=user_id, actor=ADMIN, details={"number": str(number), "word": "猫"})


async def verify(accounts: SubgraphUnderTest, expected_head: str | None = None) -> audit.Verification:
    return await audit.verify(accounts.subgraph.database, expected_head)


async def tamper(accounts: SubgraphUnderTest, *statements: str) -> None:
    """As somebody would who owns the database: the triggers stand in nobody's way."""
    settings = accounts.subgraph.settings
    database = Database(settings.database_url_for("accounts"), enforces_foreign_keys=False)
    lifted = (
        ["SET session_replication_role = replica"]
        if not database.is_sqlite
        else [
            f"DROP TRIGGER IF EXISTS {name}"
            for name in ("audit_entry_refuses_update", "audit_entry_refuses_delete", "audit_details_refuses_update")
        ]
    )
    async with database.write() as session:
        for statement in (*lifted, *statements):
            await session.execute(text(statement))
    await database.close()


async def test_an_empty_log_is_whole(accounts: SubgraphUnderTest) -> None:
    assert await verify(accounts) == audit.Verification(0, GENESIS, None)


async def test_what_was_recorded_is_whole(accounts: SubgraphUnderTest) -> None:
    await record(accounts, 3)
    verification = await verify(accounts)
    assert (verification.length, verification.broken) == (3, None)


async def test_what_is_undone_was_never_recorded(accounts: SubgraphUnderTest) -> None:
    with pytest.raises(RuntimeError):
        async with accounts.subgraph.transactions.begin() as work:
            audit.record(work, CHANGED, user_id=MIKA, actor=ADMIN)
            raise RuntimeError
    assert (await verify(accounts)).length == 0


async def test_entries_that_come_at_once_take_turns(accounts: SubgraphUnderTest) -> None:
    await asyncio.gather(*(record(accounts, 2) for _ in range(8)))
    verification = await verify(accounts)
    assert (verification.length, verification.broken) == (16, None)


TAMPERING: dict[str, tuple[Sequence[str], int]] = {
    "an entry says something else": (["UPDATE audit_entry SET kind = 'user.erased' WHERE position = 2"], 2),
    "an entry happened earlier": (
        ["UPDATE audit_entry SET occurred_at = '2020-01-01 00:00:00.000000+00:00' WHERE position = 2"],
        2,
    ),
    "an entry names nobody": (["UPDATE audit_entry SET actor_id = NULL WHERE position = 3"], 3),
    "an entry was taken out": (
        ["DELETE FROM audit_details WHERE position = 2", "DELETE FROM audit_entry WHERE position = 2"],
        2,
    ),
    "an entry was taken out and the gap closed": (
        [
            "DELETE FROM audit_details WHERE position IN (2, 3)",
            "DELETE FROM audit_entry WHERE position = 2",
            "UPDATE audit_entry SET position = 2 WHERE position = 3",
        ],
        2,
    ),
    "details say something else": (["UPDATE audit_details SET details = '{}' WHERE position = 3"], 3),
    "details of somebody who was not erased are gone": (["DELETE FROM audit_details WHERE position = 2"], 2),
}


@pytest.mark.parametrize(("statements", "position"), TAMPERING.values(), ids=TAMPERING.keys())
async def test_tampering_shows_at_the_first_entry_it_touched(
    accounts: SubgraphUnderTest, statements: Sequence[str], position: int
) -> None:
    await record(accounts, 4)
    await tamper(accounts, *statements)
    verification = await verify(accounts)
    assert verification.broken is not None and verification.broken.position == position


async def test_cutting_off_the_end_shows_to_whoever_kept_a_hash(accounts: SubgraphUnderTest) -> None:
    await record(accounts, 2)
    kept = (await verify(accounts)).head
    await record(accounts)
    assert (await verify(accounts, kept)).knows_expected_head
    await tamper(accounts, "DELETE FROM audit_details WHERE position > 1", "DELETE FROM audit_entry WHERE position > 1")
    cut = await verify(accounts, kept)
    assert cut.broken is None and not cut.knows_expected_head


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET kind = 'x'", "DELETE FROM audit_entry", "UPDATE audit_details SET salt = 'x'"]
)
async def test_the_database_itself_refuses_to_change_the_log(accounts: SubgraphUnderTest, statement: str) -> None:
    await record(accounts)
    with pytest.raises(DBAPIError, match="the audit log only grows"):
        async with accounts.subgraph.database.write() as session:
            await session.execute(text(statement))
    assert (await verify(accounts)).broken is None


async def test_erasing_a_person_leaves_the_chain_whole_and_nothing_personal(accounts: SubgraphUnderTest) -> None:
    await record(accounts, 2)
    other = uuid4()
    await record(accounts, 1, user_id=other)
    async with accounts.subgraph.transactions.begin() as work:
        await audit.forget_details_of(work, MIKA)
    verification = await verify(accounts)
    assert (verification.length, verification.broken) == (4, None)
    async with accounts.subgraph.database.read() as session:
        left = (await session.execute(text("SELECT position FROM audit_details ORDER BY position"))).scalars().all()
    assert left == [3, 4]


async def test_who_acts_in_somebodys_name_is_kept_apart(accounts: SubgraphUnderTest) -> None:
    caller = Caller(MIKA, impersonator_id=ADMIN)
    async with accounts.subgraph.transactions.begin() as work:
        audit.record(work, CHANGED, user_id=MIKA, actor=caller)
    async with accounts.subgraph.database.read() as session:
        row = (await session.execute(text("SELECT actor_id, impersonator_id FROM audit_entry"))).one()
    assert [UUID(str(value)) for value in row] == [MIKA, ADMIN]


def test_every_kind_is_described() -> None:
    assert set(AUDIT_KIND_DESCRIPTIONS) == set(AuditKind)

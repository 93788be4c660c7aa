"""What accounts does in the end: its own records, and what others have of somebody who is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.models.organizations import InvitationRow, MembershipRow, OrganizationRow
from subgraphs.accounts.models.privacy import ErasurePartRow, ErasureRow, ErasureState
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.service import audit
from subgraphs.shared.caller import Caller
from subgraphs.shared.ids import new_id
from tests.subgraphs.accounts.conftest import CHEAP, register, signed_in
from tests.support.subgraphs import (
    MovableClock,
    SubgraphUnderTest,
    database_engines,
    subgraph_under_test,
    temporary_database,
)

REQUEST_ERASURE = "mutation { requestAccountErasure(input: {}) { erasure { state } userErrors { code } } }"
AT_ONCE: dict[str, Any] = {"privacy_domains": ("accounts",), "erasure_grace": timedelta()}


@asynccontextmanager
async def alone_at(home: Path, clock: MovableClock, **settings: Any) -> AsyncIterator[SubgraphUnderTest]:
    """Accounts as the only domain there is."""
    async with subgraph_under_test(ACCOUNTS, home, clock=clock, **{**CHEAP, **AT_ONCE, **settings}) as subgraph:
        yield subgraph


@pytest.fixture(params=database_engines())
async def alone(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[SubgraphUnderTest]:
    async with (
        temporary_database(request.param, tmp_path, "accounts") as url,
        alone_at(tmp_path, clock, database_url=url) as subgraph,
    ):
        yield subgraph


async def somebody(accounts: SubgraphUnderTest, handle: str) -> Caller:
    return signed_in(await register(accounts, handle))


async def leave(accounts: SubgraphUnderTest, clock: MovableClock, who: Caller) -> None:
    await accounts.data(REQUEST_ERASURE, caller=who)
    await accounts.run_jobs()
    clock.now += timedelta(hours=1)
    await accounts.run_jobs()


async def exists(accounts: SubgraphUnderTest, user_id: UUID) -> bool:
    async with accounts.subgraph.database.read() as session:
        return await session.get(UserRow, user_id) is not None


async def found_organization(accounts: SubgraphUnderTest, **members: Caller) -> UUID:
    """Members by role, in the order in which they came."""
    organization = OrganizationRow(name="School", created_at=accounts.subgraph.transactions.clock())
    async with accounts.subgraph.transactions.begin() as work:
        work.session.add(organization)
        await work.session.flush()
        for number, (role, who) in enumerate(members.items()):
            joined_at = work.now + timedelta(seconds=number)
            membership = MembershipRow(
                organization_id=organization.id,
                user_id=who.user_id,
                role=role.rstrip("_").upper(),
                joined_at=joined_at,
            )
            work.session.add(membership)
    return organization.id


async def roles_in(accounts: SubgraphUnderTest, organization_id: UUID) -> dict[UUID, str]:
    chosen = select(MembershipRow).where(col(MembershipRow.organization_id) == organization_id)
    async with accounts.subgraph.database.read() as session:
        return {row.user_id: row.role for row in (await session.scalars(chosen)).all()}


async def test_an_organization_goes_on_under_its_most_senior_member(
    alone: SubgraphUnderTest, clock: MovableClock
) -> None:
    mika, member, tutor = [await somebody(alone, handle) for handle in ("mika", "member", "tutor")]
    organization_id = await found_organization(alone, owner=mika, member=member, tutor=tutor)
    await leave(alone, clock, mika)
    assert await roles_in(alone, organization_id) == {member.user_id: "MEMBER", tutor.user_id: "OWNER"}


async def test_an_organization_with_another_owner_changes_nothing_else(
    alone: SubgraphUnderTest, clock: MovableClock
) -> None:
    mika, other, admin = [await somebody(alone, handle) for handle in ("mika", "other", "adam")]
    organization_id = await found_organization(alone, owner=mika, owner_=other, admin=admin)
    await leave(alone, clock, mika)
    assert await roles_in(alone, organization_id) == {other.user_id: "OWNER", admin.user_id: "ADMIN"}


async def test_an_organization_without_anybody_left_goes_too(alone: SubgraphUnderTest, clock: MovableClock) -> None:
    mika = await somebody(alone, "mika")
    organization_id = await found_organization(alone, owner=mika)
    await leave(alone, clock, mika)
    async with alone.subgraph.database.read() as session:
        assert await session.get(OrganizationRow, organization_id) is None
    assert "OrganizationDeleted" in [envelope.event_type for envelope in await alone.announced()]


async def test_invitations_to_an_address_go_with_whoever_read_it(alone: SubgraphUnderTest, clock: MovableClock) -> None:
    mika, other = await somebody(alone, "mika"), await somebody(alone, "other")
    organization_id = await found_organization(alone, owner=other)
    async with alone.subgraph.transactions.begin() as work:
        user = await work.session.get_one(UserRow, mika.user_id)
        user.email_key = "mika@example.com"
        invitation = InvitationRow(
            organization_id=organization_id,
            role="MEMBER",
            email="Mika@example.com",
            email_key="mika@example.com",
            token_hash=new_id().hex,
            invited_by=other.user_id,
            created_at=work.now,
            expires_at=work.now + timedelta(days=90),
            uses_left=1,
        )
        work.session.add(invitation)
    await leave(alone, clock, mika)
    async with alone.subgraph.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(InvitationRow)) == 0


async def test_the_audit_log_stays_whole(alone: SubgraphUnderTest, clock: MovableClock) -> None:
    mika = await somebody(alone, "mika")
    await leave(alone, clock, mika)
    assert not await exists(alone, mika.user_id)
    assert (await audit.verify(alone.subgraph.database)).broken is None


async def test_the_record_in_the_end_says_what_was_done_and_names_nobody(
    alone: SubgraphUnderTest, clock: MovableClock
) -> None:
    mika = await somebody(alone, "mika")
    await leave(alone, clock, mika)
    async with alone.subgraph.database.read() as session:
        erasure = (await session.scalars(select(ErasureRow))).one()
        part = (await session.scalars(select(ErasurePartRow))).one()
    assert (erasure.state, erasure.user_id, erasure.finished_at) == (ErasureState.ERASED, mika.user_id, clock.now)
    assert part.erased["user_account"] == 1 and part.erased["session"] == 1
    assert {each["what"] for each in part.retained} == {"audit_entry", "erasure"}
    assert "mika" not in str([part.erased, part.anonymised, part.retained])


async def test_the_handle_and_the_address_are_free_again(alone: SubgraphUnderTest, clock: MovableClock) -> None:
    await leave(alone, clock, await somebody(alone, "mika"))
    assert (await register(alone, "mika"))["userErrors"] == []


async def test_a_mail_server_that_is_away_holds_up_an_erasure_and_never_prevents_it(
    tmp_path: Path, clock: MovableClock
) -> None:
    away = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none"}
    async with alone_at(tmp_path, clock, **away) as alone:
        mika = await somebody(alone, "mika")
        await leave(alone, clock, mika)
        assert await exists(alone, mika.user_id)
        for _ in range(4):
            clock.now += timedelta(hours=2)
            await alone.run_jobs()
        assert not await exists(alone, mika.user_id)


async def test_who_asks_twice_at_once_is_erased_once(alone: SubgraphUnderTest, clock: MovableClock) -> None:
    mika = await somebody(alone, "mika")
    answers = await asyncio.gather(*(alone.execute(REQUEST_ERASURE, caller=mika) for _ in range(4)))
    assert [answer["data"]["requestAccountErasure"]["userErrors"] for answer in answers] == [[]] * 4
    async with alone.subgraph.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(ErasureRow)) == 1


async def test_a_domain_that_has_not_confirmed_for_long_is_asked_again(tmp_path: Path, clock: MovableClock) -> None:
    async with alone_at(tmp_path, clock, privacy_domains=("accounts", "elsewhere")) as alone:
        mika = await somebody(alone, "mika")
        await leave(alone, clock, mika)
        for _ in range(2):
            clock.now += timedelta(days=1)
            await alone.run_jobs()
        asked = [envelope.event_type for envelope in await alone.announced()]
        assert asked.count("UserErasureBegun") >= 2
        assert await exists(alone, mika.user_id)

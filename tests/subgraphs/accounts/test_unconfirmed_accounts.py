"""Accounts whose address nobody ever confirmed, and who stays."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlmodel import SQLModel, col

from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.accounts.models.external_identities import ExternalIdentityRow
from subgraphs.accounts.models.organizations import MembershipRow, OrganizationRow
from subgraphs.accounts.models.passkeys import PasskeyRow
from subgraphs.accounts.models.sessions import SessionRow
from subgraphs.accounts.models.standing import SuspensionRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.seed import LEARNERS
from subgraphs.accounts.service import audit
from subgraphs.shared.ids import new_id
from tests.subgraphs.accounts.conftest import confirmed, letters, register
from tests.subgraphs.accounts.people import add_people, add_session
from tests.subgraphs.accounts.test_erasing import alone_at
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, database_engines, temporary_database

KEPT = timedelta(days=90)


@pytest.fixture(params=database_engines())
async def alone(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[SubgraphUnderTest]:
    async with (
        temporary_database(request.param, tmp_path, "accounts") as url,
        alone_at(tmp_path, clock, database_url=url) as subgraph,
    ):
        yield subgraph


async def add_unconfirmed(accounts: SubgraphUnderTest, *handles: str) -> dict[str, UUID]:
    people = await add_people(accounts, *handles)
    await change(accounts, people.values(), email_key=None, email_confirmed_at=None)
    return people


async def change(accounts: SubgraphUnderTest, user_ids: Any, **values: Any) -> None:
    async with accounts.subgraph.transactions.begin() as work:
        await work.session.execute(update(UserRow).where(col(UserRow.id).in_(list(user_ids))).values(**values))


async def add(accounts: SubgraphUnderTest, *rows: SQLModel) -> None:
    async with accounts.subgraph.transactions.begin() as work:
        for row in rows:
            work.session.add(row)
            await work.session.flush()


async def wait(accounts: SubgraphUnderTest, clock: MovableClock, time: timedelta) -> None:
    """Until then, and until what is pruned then is gone. A periodic job that is new waits for its next slot."""
    for step in (timedelta(), time, timedelta(hours=1)):
        clock.now += step
        await accounts.run_jobs()


async def handles(accounts: SubgraphUnderTest) -> set[str]:
    async with accounts.subgraph.database.read() as session:
        return set((await session.scalars(select(col(UserRow.handle)))).all())


async def test_an_account_that_nobody_confirmed_goes_and_every_domain_hears_of_it(
    alone: SubgraphUnderTest, tmp_path: Path, clock: MovableClock
) -> None:
    await register(alone, "mika", displayName="Buy at shop.example")
    await confirmed(alone, tmp_path, "noor")
    await wait(alone, clock, KEPT - timedelta(days=1))
    assert await handles(alone) == {"mika", "noor"}
    await wait(alone, clock, timedelta(days=2))
    assert await handles(alone) == {"noor"}
    told = [envelope.event_type for envelope in await alone.announced()]
    assert told[-3:] == ["UserErasureScheduled", "UserErasureBegun", "UserErased"]
    assert (await audit.verify(alone.subgraph.database)).broken is None
    assert [letter.subject for letter in letters(tmp_path)][-1] == "Your account is erased"
    assert "shop.example" not in letters(tmp_path)[-1].text


async def test_nobody_goes_who_has_another_way_in_or_would_be_missed(
    alone: SubgraphUnderTest, clock: MovableClock
) -> None:
    keepers = ("passkey", "elsewhere", "program", "tutor", "suspended", "owner", "older")
    people = await add_unconfirmed(alone, "nobody", "member", "co_owner", *keepers)
    helper = (await add_people(alone, "helper"))["helper"]
    now, later = clock(), clock() + timedelta(days=365)
    school, other = [OrganizationRow(name=name, created_at=now) for name in ("School", "Other")]

    def membership(organization: OrganizationRow, user_id: UUID, role: str) -> MembershipRow:
        return MembershipRow(organization_id=organization.id, user_id=user_id, role=role, joined_at=now)

    await add(
        alone,
        PasskeyRow(
            user_id=people["passkey"],
            credential_id="x",
            public_key=b"x",
            name="Phone",
            sign_count=0,
            transports=[],
            is_synced=False,
            created_at=now,
        ),
        ExternalIdentityRow(user_id=people["elsewhere"], provider="github", subject="1", created_at=now),
        ApiKeyRow(
            user_id=people["program"],
            key_hash="x",
            beginning="x",
            name="x",
            scopes=[],
            created_at=now,
            expires_at=later,
        ),
        SuspensionRow(user_id=people["suspended"], reason="Spam.", suspended_by=new_id(), since=now),
        school,
        other,
        membership(school, people["owner"], "OWNER"),
        membership(school, people["member"], "MEMBER"),
        membership(other, people["co_owner"], "OWNER"),
        membership(other, helper, "OWNER"),
    )
    await change(alone, [people["tutor"]], roles=["USER", "TUTOR"])
    await change(alone, [people["older"]], email_key="older@example.com")
    await wait(alone, clock, KEPT + timedelta(days=1))
    assert await handles(alone) == {"helper", *keepers}


async def test_an_account_that_is_used_stays(alone: SubgraphUnderTest, clock: MovableClock) -> None:
    people = await add_unconfirmed(alone, "mika", "noor")
    sessions = [await add_session(alone, user_id) for user_id in people.values()]
    used = update(SessionRow).where(col(SessionRow.id) == sessions[0])
    async with alone.subgraph.transactions.begin() as work:
        await work.session.execute(used.values(last_used_at=work.now + timedelta(days=50)))
    await wait(alone, clock, KEPT + timedelta(days=1))
    assert await handles(alone) == {"mika"}


async def test_more_than_one_batch_goes_in_one_run(
    alone: SubgraphUnderTest, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("subgraphs.accounts.service.unconfirmed_accounts._BATCH", 2)
    await add_unconfirmed(alone, *(f"nobody{number}" for number in range(5)))
    await wait(alone, clock, KEPT + timedelta(days=1))
    assert await handles(alone) == set()


async def test_zero_keeps_everybody(tmp_path: Path, clock: MovableClock) -> None:
    async with alone_at(tmp_path, clock, unconfirmed_account_retention=timedelta()) as alone:
        await add_unconfirmed(alone, "mika")
        await wait(alone, clock, timedelta(days=3_650))
        assert await handles(alone) == {"mika"}


async def test_the_seeded_people_stay(tmp_path: Path, clock: MovableClock) -> None:
    async with alone_at(tmp_path, clock) as alone:
        await alone.subgraph.seed()
        await wait(alone, clock, timedelta(days=3_650))
        assert await handles(alone) == {learner.handle for learner in LEARNERS}

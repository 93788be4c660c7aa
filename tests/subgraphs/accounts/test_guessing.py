"""Whoever guesses passwords: slowed down, without being told who has an account."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.models.audit import AuditEntryRow
from subgraphs.accounts.throttles import Backoff
from subgraphs.shared.client import UNKNOWN_CLIENT, Client
from subgraphs.shared.database import count_statements
from subgraphs.shared.messaging import Messaging
from tests.subgraphs.accounts.conftest import CHEAP, PASSWORD, codes, confirmed, letters, register
from tests.subgraphs.accounts.test_signing_in import SIGN_IN, sign_in
from tests.support.subgraphs import (
    MovableClock,
    SubgraphUnderTest,
    database_engines,
    open_subgraph,
    subgraph_under_test,
    temporary_database,
)

WRONG = "not the password"


async def guess(
    accounts: SubgraphUnderTest, login: str, password: str = WRONG, client: Client = UNKNOWN_CLIENT
) -> dict[str, Any]:
    payload: dict[str, Any] = (await accounts.data(SIGN_IN, {"login": login, "password": password}, client=client))[
        "signIn"
    ]
    return payload


async def lock(accounts: SubgraphUnderTest, login: str) -> None:
    for _ in range(3):
        assert codes(await guess(accounts, login)) == ["CREDENTIALS_ARE_WRONG"]


async def test_after_too_many_guesses_the_right_password_is_refused_like_a_wrong_one(
    accounts: SubgraphUnderTest,
) -> None:
    await register(accounts)
    await lock(accounts, "mika")
    right, wrong = await sign_in(accounts, "mika"), await guess(accounts, "mika")
    assert right == wrong
    assert codes(right) == ["TOO_MANY_ATTEMPTS"]


async def test_a_name_that_nobody_has_is_locked_like_any_other(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    answers = {login: [await guess(accounts, login) for _ in range(5)] for login in ("mika", "nobody")}
    assert answers["mika"] == answers["nobody"]


async def test_locking_a_handle_does_not_show_whose_address_is_whose(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await confirmed(accounts, tmp_path)
    await lock(accounts, "mika")
    assert codes(await guess(accounts, "mika@example.com")) == codes(await guess(accounts, "sora@example.com"))
    assert codes(await guess(accounts, "MIKA")) == ["TOO_MANY_ATTEMPTS"]


async def test_a_lock_opens_by_itself_and_closes_again_for_longer(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    await register(accounts)
    await lock(accounts, "mika")
    clock.now += timedelta(seconds=60)
    assert codes(await guess(accounts, "mika")) == ["CREDENTIALS_ARE_WRONG"]
    clock.now += timedelta(seconds=60)
    assert codes(await sign_in(accounts, "mika")) == ["TOO_MANY_ATTEMPTS"]
    clock.now += timedelta(seconds=60)
    assert codes(await sign_in(accounts, "mika")) == []


async def test_guessing_while_locked_does_not_make_the_wait_longer(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    await register(accounts)
    await lock(accounts, "mika")
    for _ in range(20):
        await guess(accounts, "mika")
    clock.now += timedelta(seconds=60)
    assert codes(await sign_in(accounts, "mika")) == []


async def test_a_right_password_starts_the_count_from_zero(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    for password in (WRONG, WRONG, PASSWORD, WRONG, WRONG, PASSWORD):
        payload = await guess(accounts, "mika", password)
        assert codes(payload) == ([] if password == PASSWORD else ["CREDENTIALS_ARE_WRONG"])


async def test_wrong_attempts_are_forgotten_in_the_end(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    await register(accounts)
    await guess(accounts, "mika")
    await guess(accounts, "mika")
    clock.now += timedelta(hours=24)
    await guess(accounts, "mika")
    assert codes(await sign_in(accounts, "mika")) == []


async def test_one_network_that_tries_many_names_has_to_wait_and_others_do_not(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    thief, owner = Client("203.0.113.7"), Client("198.51.100.1")
    for number in range(6):
        assert codes(await guess(accounts, f"name_{number}", client=thief)) == ["CREDENTIALS_ARE_WRONG"]
    assert codes(await guess(accounts, "mika", PASSWORD, thief)) == ["TOO_MANY_ATTEMPTS"]
    assert codes(await guess(accounts, "mika", PASSWORD, owner)) == []


async def test_signing_in_to_ones_own_account_does_not_help_to_guess_others(accounts: SubgraphUnderTest) -> None:
    thief = Client("203.0.113.7")
    await register(accounts, "thief")
    answers = []
    for number in range(8):
        answers += codes(await guess(accounts, f"name_{number}", client=thief))
        answers += codes(await guess(accounts, "thief", PASSWORD, thief))
    assert answers.count("CREDENTIALS_ARE_WRONG") == 6


async def test_guesses_that_come_at_once_are_counted_one_by_one(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    payloads = await asyncio.gather(*(guess(accounts, "mika") for _ in range(12)))
    assert sorted(code for payload in payloads for code in codes(payload)) == (
        ["CREDENTIALS_ARE_WRONG"] * 3 + ["TOO_MANY_ATTEMPTS"] * 9
    )


@pytest.mark.parametrize("engine", database_engines())
async def test_people_behind_one_address_who_sign_in_at_once_do_not_hinder_each_other(
    engine: str, tmp_path: Path, clock: MovableClock
) -> None:
    settings = CHEAP | {"sign_in_attempts": 100, "sign_in_attempts_of_network": 100}
    async with (
        temporary_database(engine, tmp_path, "accounts") as url,
        subgraph_under_test(ACCOUNTS, tmp_path, clock=clock, database_url=url, **settings) as accounts,
    ):
        await register(accounts)
        await register(accounts, "sora")
        names = ["mika", "sora"] * 6
        payloads = await asyncio.gather(*(guess(accounts, name, PASSWORD, Client("203.0.113.7")) for name in names))
    assert [codes(payload) for payload in payloads] == [[]] * 12


async def test_all_processes_count_together(accounts: SubgraphUnderTest, tmp_path: Path, clock: MovableClock) -> None:
    await register(accounts)
    messaging = Messaging.alone()
    url = accounts.subgraph.database.url.render_as_string(hide_password=False)
    definition = accounts.subgraph.definition
    other = open_subgraph(definition, tmp_path, messaging, clock=clock, database_url=url, **CHEAP)
    try:
        await lock(SubgraphUnderTest(other, messaging), "mika")
        assert codes(await sign_in(accounts, "mika")) == ["TOO_MANY_ATTEMPTS"]
    finally:
        await other.close()
        await messaging.close()


async def test_the_owner_is_told_once_and_strangers_are_not(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await confirmed(accounts, tmp_path)
    await register(accounts, "sora", email="victim@example.com")
    for login in ("mika", "nobody", "sora"):
        await lock(accounts, login)
        await guess(accounts, login)
    await accounts.run_jobs()
    told = [letter for letter in letters(tmp_path) if letter.subject.startswith("Somebody tries")]
    assert [letter.to for letter in told] == ["mika@example.com"]


async def test_the_same_is_written_for_a_name_that_exists_and_one_that_does_not(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    await accounts.run_jobs()
    before = len(await accounts.jobs())
    for login in ("mika", "nobody"):
        await lock(accounts, login)
    asked = [job.kind for job in await accounts.jobs()][before:]
    assert asked == ["tell-of-lockout", "tell-of-lockout"]


async def test_no_name_and_no_address_is_kept_with_the_counters(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await guess(accounts, "secret_admirer@example.com", client=Client("203.0.113.77"))
    if accounts.subgraph.database.is_sqlite:
        stored = await asyncio.to_thread(lambda: b"".join(p.read_bytes() for p in tmp_path.glob("accounts.db*")))
        assert b"secret_admirer" not in stored and b"203.0.113.77" not in stored


async def test_a_password_of_a_megabyte_costs_no_more_than_a_long_one(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    assert codes(await guess(accounts, "mika", PASSWORD + "x" * 1_000_000)) == ["CREDENTIALS_ARE_WRONG"]
    assert codes(await guess(accounts, "m" * 1_000_000, PASSWORD)) == ["CREDENTIALS_ARE_WRONG"]


@pytest.mark.parametrize(("attempts", "seconds"), [(10, 60), (11, 120), (13, 480), (15, 1_800), (10_000, 1_800)])
def test_waits_double_up_to_the_longest(attempts: int, seconds: int) -> None:
    backoff = Backoff(10, timedelta(minutes=1), timedelta(minutes=30), timedelta(days=1))
    assert backoff.wait_after(attempts) == timedelta(seconds=seconds)


async def test_a_name_that_nobody_has_costs_the_same_statements(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await confirmed(accounts, tmp_path)
    seen = {}
    for login in ("mika", "nobody", "mika@example.com", "nobody@example.com"):
        with count_statements() as log:
            await lock(accounts, login)
            await guess(accounts, login)
        seen[login] = [statement.split()[0] for statement in log.statements]
    assert seen["mika"] == seen["nobody"] == seen["mika@example.com"] == seen["nobody@example.com"]


async def test_a_lock_is_in_the_audit_log_of_whom_it_concerns(accounts: SubgraphUnderTest) -> None:
    payload = await register(accounts)
    await lock(accounts, "mika")
    await accounts.run_jobs()
    async with accounts.subgraph.database.read() as session:
        rows = (await session.scalars(select(AuditEntryRow))).all()
    blocked = [row for row in rows if row.kind == "sign_in.blocked"]
    assert [str(row.user_id) for row in blocked] == [payload["user"]["id"]]

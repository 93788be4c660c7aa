"""New passwords: changed, forgotten, hashed anew."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.passwords import Passwords
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import UNKNOWN_CLIENT, Client
from subgraphs.shared.database import count_statements
from tests.subgraphs.accounts.conftest import PASSWORD, codes, confirmed, letters, register, signed_in
from tests.subgraphs.accounts.test_second_factors import challenge, enroll, verify
from tests.subgraphs.accounts.test_signing_in import refresh, sign_in
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

NEW = "a whole new password"
CHANGE = """
mutation ($old: String, $new: String!) {
  changePassword(input: {currentPassword: $old, newPassword: $new}) { user { handle } userErrors { code path } }
}
"""
REQUEST = """
mutation ($email: EmailAddress!) {
  requestPasswordReset(input: {email: $email}) { isAccepted userErrors { code path } }
}
"""
RESET = """
mutation ($token: String!, $password: String!) {
  resetPassword(input: {token: $token, password: $password}) { isReset userErrors { code path } }
}
"""


async def change(
    accounts: SubgraphUnderTest, caller: Caller | None, old: str | None = PASSWORD, new: str = NEW
) -> dict[str, Any]:
    data = await accounts.data(CHANGE, {"old": old, "new": new}, caller=caller)
    return dict(data["changePassword"])


async def request_reset(
    accounts: SubgraphUnderTest, email: str = "mika@example.com", client: Client = UNKNOWN_CLIENT
) -> dict[str, Any]:
    return dict((await accounts.data(REQUEST, {"email": email}, client=client))["requestPasswordReset"])


async def reset(accounts: SubgraphUnderTest, token: str, password: str = NEW) -> dict[str, Any]:
    return dict((await accounts.data(RESET, {"token": token, "password": password}))["resetPassword"])


async def reset_token(accounts: SubgraphUnderTest, home: Path) -> str:
    assert (await request_reset(accounts))["isAccepted"] is True
    await accounts.run_jobs()
    return letters(home)[-1].token


async def test_who_knows_the_old_password_chooses_a_new_one_and_other_sessions_end(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    other = await confirmed(accounts, tmp_path)
    current = await sign_in(accounts, "mika")
    payload = await change(accounts, signed_in(current))
    assert payload == {"user": {"handle": "mika"}, "userErrors": []}
    assert codes(await sign_in(accounts, "mika")) == ["CREDENTIALS_ARE_WRONG"]
    assert codes(await sign_in(accounts, "mika", NEW)) == []
    assert (await refresh(accounts, other["session"]["refreshToken"]))["session"] is None
    assert (await refresh(accounts, current["session"]["refreshToken"]))["session"] is not None
    await accounts.run_jobs()
    assert (letters(tmp_path)[-1].to, letters(tmp_path)[-1].subject) == (
        "mika@example.com",
        "Your password was changed",
    )


async def test_a_session_alone_does_not_change_the_password(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    for old in ("wrong", "", None):
        payload = await change(accounts, caller, old)
        assert payload["userErrors"] == [{"code": "PASSWORD_IS_WRONG", "path": ["input", "currentPassword"]}]
    assert codes(await change(accounts, caller)) == ["TOO_MANY_ATTEMPTS"]
    assert codes(await sign_in(accounts, "mika")) == []


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("short", "PASSWORD_IS_TOO_SHORT"),
        ("password123", "PASSWORD_IS_TOO_EASY"),
        ("the cat of Mika@Example", "PASSWORD_IS_TOO_EASY"),
    ],
)
async def test_a_new_password_follows_the_same_rules(accounts: SubgraphUnderTest, new: str, code: str) -> None:
    payload = await change(accounts, signed_in(await register(accounts)), new=new)
    assert payload["userErrors"] == [{"code": code, "path": ["input", "newPassword"]}]


async def test_programs_and_administrators_do_not_change_passwords(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    other = signed_in(await register(accounts, "sora"))
    for lacking in (
        replace(caller, session_id=None),
        replace(caller, impersonator_id=other.user_id),
        replace(caller, scopes=frozenset()),
    ):
        answer = await accounts.execute(CHANGE, {"old": PASSWORD, "new": NEW}, caller=lacking)
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    stolen = replace(caller, session_id=other.session_id)
    answer = await accounts.execute(CHANGE, {"old": PASSWORD, "new": NEW}, caller=stolen)
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_an_account_without_password_gets_one_after_a_fresh_proof(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    caller = signed_in(await register(accounts))
    async with accounts.subgraph.transactions.begin() as work:
        await work.session.execute(update(UserRow).values(password_hash=""))
    clock.now += timedelta(minutes=15)
    assert codes(await change(accounts, caller, None)) == ["REAUTHENTICATION_IS_NEEDED"]
    clock.now -= timedelta(minutes=1)
    assert codes(await change(accounts, caller, None)) == []
    assert codes(await sign_in(accounts, "mika", NEW)) == []


async def test_a_letter_lets_one_choose_a_new_password_and_ends_all_sessions(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    old = await confirmed(accounts, tmp_path)
    token = await reset_token(accounts, tmp_path)
    letter = letters(tmp_path)[-1]
    assert letter.subject == "Choose a new password" and "within 60 minutes" in letter.text
    assert f"/reset-password#token={token}" in letter.text
    assert await reset(accounts, token) == {"isReset": True, "userErrors": []}
    assert (await refresh(accounts, old["session"]["refreshToken"]))["session"] is None
    assert codes(await sign_in(accounts, "mika")) == ["CREDENTIALS_ARE_WRONG"]
    assert codes(await sign_in(accounts, "mika", NEW)) == []
    await accounts.run_jobs()
    assert letters(tmp_path)[-1].subject == "You have a new password"


async def test_a_letter_works_once_even_when_it_is_used_twice_at_once(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await confirmed(accounts, tmp_path)
    token = await reset_token(accounts, tmp_path)
    payloads = await asyncio.gather(reset(accounts, token), reset(accounts, token, "yet another password"))
    assert sorted(codes(payload) for payload in payloads) == [[], ["MAILED_TOKEN_IS_NOT_VALID"]]


async def test_a_refused_password_leaves_the_letter_good(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await confirmed(accounts, tmp_path)
    token = await reset_token(accounts, tmp_path)
    assert (await reset(accounts, token, "password123"))["userErrors"] == [
        {"code": "PASSWORD_IS_TOO_EASY", "path": ["input", "password"]}
    ]
    assert codes(await reset(accounts, token)) == []


async def test_one_letter_that_was_used_makes_the_others_worthless(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await confirmed(accounts, tmp_path)
    first, second = await reset_token(accounts, tmp_path), await reset_token(accounts, tmp_path)
    assert codes(await reset(accounts, second)) == []
    assert codes(await reset(accounts, first)) == ["MAILED_TOKEN_IS_NOT_VALID"]


async def test_a_letter_expires(accounts: SubgraphUnderTest, tmp_path: Path, clock: MovableClock) -> None:
    await confirmed(accounts, tmp_path)
    token = await reset_token(accounts, tmp_path)
    clock.now += timedelta(hours=1)
    assert codes(await reset(accounts, token)) == ["MAILED_TOKEN_IS_NOT_VALID"]


async def test_the_token_of_another_letter_resets_no_password(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await register(accounts)
    await accounts.run_jobs()
    assert codes(await reset(accounts, letters(tmp_path)[-1].token)) == ["MAILED_TOKEN_IS_NOT_VALID"]


async def test_an_unknown_address_gets_the_same_answer_and_the_same_steps(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await confirmed(accounts, tmp_path)
    await register(accounts, "sora", email="unconfirmed@example.com")
    await accounts.run_jobs()
    asked, sent = len(await accounts.jobs()), len(letters(tmp_path))
    addresses = ("mika@example.com", "nobody@example.com", "unconfirmed@example.com")
    answers = [await request_reset(accounts, email) for email in addresses]
    assert answers == [{"isAccepted": True, "userErrors": []}] * 3
    assert [job.kind for job in await accounts.jobs()][asked:] == ["mail-token"] * 3
    await accounts.run_jobs()
    assert [letter.to for letter in letters(tmp_path)[sent:]] == ["mika@example.com"]


async def test_letters_to_one_address_are_few_whether_or_not_somebody_has_it(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await confirmed(accounts, tmp_path)
    known = [codes(await request_reset(accounts, "mika@example.com")) for _ in range(6)]
    unknown = [codes(await request_reset(accounts, "Nobody@example.com")) for _ in range(6)]
    assert unknown == [[]] * 5 + [["TOO_MANY_ATTEMPTS"]]
    # The letter that confirmed the address counts, too.
    assert known == [[]] * 4 + [["TOO_MANY_ATTEMPTS"]] * 2


async def test_who_resets_the_password_need_not_wait_because_of_who_guessed(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await confirmed(accounts, tmp_path)
    for login in ("mika", "mika@example.com"):
        for _ in range(4):
            await sign_in(accounts, login, "wrong password")
    await reset(accounts, await reset_token(accounts, tmp_path))
    assert codes(await sign_in(accounts, "mika", NEW)) == []
    assert codes(await sign_in(accounts, "mika@example.com", NEW)) == []


async def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    weak = await Passwords(memory_kib=1_024, passes=2, at_once=1).hash(PASSWORD)
    async with accounts.subgraph.transactions.begin() as work:
        await work.session.execute(update(UserRow).values(password_hash=weak))
    assert codes(await sign_in(accounts, "mika", "wrong password")) == ["CREDENTIALS_ARE_WRONG"]
    assert await stored_hash(accounts) == weak
    assert codes(await sign_in(accounts, "mika")) == []
    renewed = await stored_hash(accounts)
    assert "t=1," in renewed and renewed != weak
    assert codes(await sign_in(accounts, "mika")) == []
    assert await stored_hash(accounts) == renewed


async def stored_hash(accounts: SubgraphUnderTest) -> str:
    async with accounts.subgraph.database.read() as session:
        (user,) = (await session.scalars(select(UserRow))).all()
    return user.password_hash


async def test_an_unknown_address_costs_the_same_statements(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await confirmed(accounts, tmp_path)
    seen = {}
    for address in ("mika@example.com", "nobody@example.com"):
        with count_statements() as log:
            await request_reset(accounts, address)
        seen[address] = [statement.split()[0] for statement in log.statements]
    assert len(set(map(tuple, seen.values()))) == 1


async def test_a_new_password_does_not_do_away_with_the_second_factor(
    accounts: SubgraphUnderTest, tmp_path: Path, clock: MovableClock
) -> None:
    await enroll(accounts, clock, signed_in(await confirmed(accounts, tmp_path)))
    waiting = await challenge(accounts)
    await reset(accounts, await reset_token(accounts, tmp_path), PASSWORD + "!")
    payload = await sign_in(accounts, "mika", PASSWORD + "!")
    assert payload["session"] is None and codes(payload) == []
    assert codes(await verify(accounts, waiting, "000000")) == ["CHALLENGE_IS_NOT_VALID"]

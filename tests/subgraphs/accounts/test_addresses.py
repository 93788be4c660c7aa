"""Whose an address is: confirmed by letter, changed, fought over."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.models.mailed_tokens import MailedTokenRow
from subgraphs.accounts.models.throttles import ThrottleRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import Client
from subgraphs.shared.ids import seed_id
from tests.subgraphs.accounts.conftest import (
    CHEAP,
    CONFIRM,
    PASSWORD,
    codes,
    confirm,
    confirmed,
    letters,
    register,
    scopes_of,
    signed_in,
)
from tests.subgraphs.accounts.test_signing_in import refresh, sign_in
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, subgraph_under_test

CHANGE = """
mutation ($email: EmailAddress!) { changeEmail(input: {email: $email}) { awaitedEmail userErrors { code } } }
"""
RESEND = """
mutation { requestEmailConfirmation(input: {clientMutationId: "1"}) { isSent clientMutationId userErrors { code } } }
"""
EMAIL = "{ viewer { email security { isEmailConfirmed } } }"


async def call(accounts: SubgraphUnderTest, document: str, caller: Caller, **variables: Any) -> dict[str, Any]:
    (payload,) = (await accounts.data(document, variables, caller=caller)).values()
    return dict(payload)


async def newest_token(accounts: SubgraphUnderTest, home: Path) -> str:
    await accounts.run_jobs()
    return letters(home)[-1].token


async def test_registering_sends_a_letter_that_confirms_the_address(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    caller = signed_in(await register(accounts, displayName="Mika"))
    await accounts.run_jobs()
    (letter,) = letters(tmp_path)
    assert (letter.to, letter.subject) == ("mika@example.com", "Confirm your address")
    assert "Hello mika," in letter.text and "@mika" in letter.text
    assert f"http://127.0.0.1:4000/confirm-email#token={letter.token}" in letter.text
    assert (await accounts.data(EMAIL, caller=caller))["viewer"]["security"]["isEmailConfirmed"] is False
    payload = await confirm(accounts, letter.token)
    # Who holds a letter is not signed in, and sees what others see.
    assert (payload["email"], payload["user"]) == ("mika@example.com", {"handle": "mika", "email": None})
    assert (await accounts.data(EMAIL, caller=caller))["viewer"]["security"]["isEmailConfirmed"] is True


async def test_a_stranger_cannot_put_words_into_a_letter(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await register(accounts, email="victim@example.com", displayName="You won, see https://evil.example")
    await accounts.run_jobs()
    (letter,) = letters(tmp_path)
    assert letter.to == "victim@example.com" and "evil" not in letter.text


async def test_an_address_signs_in_once_it_is_confirmed(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await register(accounts)
    assert codes(await sign_in(accounts, "mika@example.com")) == ["CREDENTIALS_ARE_WRONG"]
    await confirm(accounts, await newest_token(accounts, tmp_path))
    assert codes(await sign_in(accounts, "mika@example.com")) == []


async def test_a_link_that_is_opened_twice_confirms_once_and_says_the_same(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await register(accounts)
    token = await newest_token(accounts, tmp_path)
    first, second = await asyncio.gather(confirm(accounts, token), confirm(accounts, token))
    assert first == second and codes(first) == []


@pytest.mark.parametrize("token", ["", "made up", "x" * 100_000])
async def test_a_token_that_is_made_up_confirms_nothing(accounts: SubgraphUnderTest, token: str) -> None:
    payload = await confirm(accounts, token)
    assert payload["user"] is None
    assert payload["userErrors"] == [{"code": "MAILED_TOKEN_IS_NOT_VALID", "path": ["input", "token"]}]


async def test_a_token_expires(accounts: SubgraphUnderTest, tmp_path: Path, clock: MovableClock) -> None:
    await register(accounts)
    token = await newest_token(accounts, tmp_path)
    clock.now += timedelta(days=3)
    assert codes(await confirm(accounts, token)) == ["MAILED_TOKEN_IS_NOT_VALID"]


async def test_the_database_does_not_hold_what_letters_carry(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await register(accounts)
    token = await newest_token(accounts, tmp_path)
    if accounts.subgraph.database.is_sqlite:
        stored = await asyncio.to_thread(lambda: b"".join(p.read_bytes() for p in tmp_path.glob("accounts.db*")))
        assert token.encode() not in stored


async def test_a_letter_can_be_asked_for_again_but_not_for_ever(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    caller = signed_in(await register(accounts))
    answers = [await call(accounts, RESEND, caller) for _ in range(5)]
    assert [(answer["isSent"], codes(answer)) for answer in answers] == (
        [(True, [])] * 4 + [(False, ["TOO_MANY_ATTEMPTS"])]
    )
    await accounts.run_jobs()
    sent = letters(tmp_path)
    assert len(sent) == 5 and len({letter.token for letter in sent}) == 5
    assert codes(await confirm(accounts, sent[0].token)) == []
    assert (await call(accounts, RESEND, caller))["isSent"] is False


async def test_until_the_address_is_confirmed_tokens_lack_what_the_settings_withhold(
    tmp_path: Path, clock: MovableClock
) -> None:
    settings = {name: value for name, value in CHEAP.items() if name != "withheld_until_confirmed"}
    async with subgraph_under_test(ACCOUNTS, tmp_path, clock=clock, **settings) as accounts:
        payload = await register(accounts)
        before = scopes_of(payload)
        await confirm(accounts, await newest_token(accounts, tmp_path))
        after = scopes_of(await refresh(accounts, payload["session"]["refreshToken"]))
    assert after - before == {"social:write", "comments:write"}
    assert {"learning:write", "account:manage"} <= before


async def test_who_confirms_first_has_the_address(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await register(accounts, "squatter", email="mika@example.com")
    squatters = await newest_token(accounts, tmp_path)
    await register(accounts, "mika")
    owners = await newest_token(accounts, tmp_path)
    assert codes(await confirm(accounts, owners)) == []
    assert codes(await confirm(accounts, squatters)) == ["MAILED_TOKEN_IS_NOT_VALID"]
    assert (await sign_in(accounts, "mika@example.com"))["user"] == {"handle": "mika"}


async def test_of_two_who_confirm_one_address_at_once_one_has_it(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await register(accounts, "mika", email="shared@example.com")
    await register(accounts, "sora", email="shared@example.com")
    await accounts.run_jobs()
    payloads = await asyncio.gather(*(confirm(accounts, letter.token) for letter in letters(tmp_path)))
    assert sorted(codes(payload) for payload in payloads) == [[], ["MAILED_TOKEN_IS_NOT_VALID"]]


async def test_an_account_that_never_confirmed_its_address_loses_it_to_who_does(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await register(accounts, "older", email="mika@example.com")
    async with accounts.subgraph.transactions.begin() as work:
        older = update(UserRow).where(col(UserRow.handle) == "older").values(email_key="mika@example.com")
        await work.session.execute(older)
    assert codes(await sign_in(accounts, "mika@example.com")) == []
    await register(accounts, "mika", password="another long password")
    await confirm(accounts, await newest_token(accounts, tmp_path))
    assert codes(await sign_in(accounts, "mika@example.com")) == ["CREDENTIALS_ARE_WRONG"]
    assert (await sign_in(accounts, "mika@example.com", "another long password"))["user"] == {"handle": "mika"}
    assert (await sign_in(accounts, "older"))["user"] == {"handle": "older"}


async def test_a_change_of_address_takes_effect_when_it_is_confirmed_and_the_old_one_is_told(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    caller = signed_in(await confirmed(accounts, tmp_path))
    payload = await call(accounts, CHANGE, caller, email="new@example.com")
    assert payload == {"awaitedEmail": "new@example.com", "userErrors": []}
    token = await newest_token(accounts, tmp_path)
    assert (await accounts.data(EMAIL, caller=caller))["viewer"]["email"] == "mika@example.com"
    assert codes(await sign_in(accounts, "new@example.com")) == ["CREDENTIALS_ARE_WRONG"]
    assert (await confirm(accounts, token))["email"] == "new@example.com"
    assert codes(await sign_in(accounts, "new@example.com")) == []
    assert codes(await sign_in(accounts, "mika@example.com")) == ["CREDENTIALS_ARE_WRONG"]
    await accounts.run_jobs()
    assert [(letter.to, letter.subject) for letter in letters(tmp_path)][1:] == [
        ("new@example.com", "Confirm your new address"),
        ("mika@example.com", "Your account has a new address"),
    ]


async def test_only_the_last_change_that_was_asked_for_can_be_confirmed(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    caller = signed_in(await confirmed(accounts, tmp_path))
    await call(accounts, CHANGE, caller, email="typo@example.com")
    typo = await newest_token(accounts, tmp_path)
    await call(accounts, CHANGE, caller, email="new@example.com")
    assert codes(await confirm(accounts, typo)) == ["MAILED_TOKEN_IS_NOT_VALID"]
    assert codes(await confirm(accounts, await newest_token(accounts, tmp_path))) == []


async def test_changing_to_an_address_that_is_taken_looks_like_any_other_change(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await confirmed(accounts, tmp_path, "sora")
    caller = signed_in(await confirmed(accounts, tmp_path))
    payload = await call(accounts, CHANGE, caller, email="Sora@example.com")
    assert payload == {"awaitedEmail": "Sora@example.com", "userErrors": []}
    await accounts.run_jobs()
    letter = letters(tmp_path)[-1]
    assert (letter.to, letter.subject) == ("sora@example.com", "You have an account already")
    assert "mika" not in letter.text


async def test_a_change_of_address_needs_a_fresh_proof(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    caller = signed_in(await register(accounts))
    clock.now += timedelta(minutes=15)
    assert codes(await call(accounts, CHANGE, caller, email="thief@example.com")) == ["REAUTHENTICATION_IS_NEEDED"]


async def test_a_letter_of_before_a_change_does_not_bring_the_old_address_back(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    caller = signed_in(await register(accounts))
    old = await newest_token(accounts, tmp_path)
    await call(accounts, CHANGE, caller, email="new@example.com")
    await confirm(accounts, await newest_token(accounts, tmp_path))
    assert codes(await confirm(accounts, old)) == ["MAILED_TOKEN_IS_NOT_VALID"]


async def test_tokens_cannot_be_tried_without_end_from_one_network(tmp_path: Path, clock: MovableClock) -> None:
    settings = CHEAP | {"mailed_tokens_of_network_per_hour": 2}
    async with subgraph_under_test(ACCOUNTS, tmp_path, clock=clock, **settings) as accounts:
        answers = []
        for number in range(3):
            data = await accounts.data(CONFIRM, {"token": f"guess {number}"}, client=Client("203.0.113.7"))
            answers.append(codes(data["confirmEmail"]))
    assert answers == [["MAILED_TOKEN_IS_NOT_VALID"], ["MAILED_TOKEN_IS_NOT_VALID"], ["TOO_MANY_ATTEMPTS"]]


async def test_expired_tokens_and_counters_are_forgotten(
    accounts: SubgraphUnderTest, tmp_path: Path, clock: MovableClock
) -> None:
    await register(accounts)
    await sign_in(accounts, "mika", "wrong password")
    await accounts.run_jobs()
    clock.now += timedelta(days=4)
    await accounts.run_jobs()
    await accounts.run_jobs()
    async with accounts.subgraph.database.read() as session:
        tokens = (await session.scalars(select(MailedTokenRow))).all()
        counters = (await session.scalars(select(ThrottleRow))).all()
    assert (tokens, counters) == ([], [])


async def test_seeded_people_of_an_older_database_keep_what_they_may_do(tmp_path: Path, clock: MovableClock) -> None:
    async with subgraph_under_test(ACCOUNTS, tmp_path, clock=clock, **CHEAP) as accounts:
        await accounts.subgraph.seed()
        async with accounts.subgraph.transactions.begin() as work:
            await work.session.execute(update(UserRow).values(email_confirmed_at=None))
        await accounts.subgraph.seed()
        async with accounts.subgraph.database.read() as session:
            demo = await session.get(UserRow, seed_id("user", 0))
    assert demo is not None and demo.email_confirmed_at == clock.now
    assert PASSWORD not in demo.password_hash

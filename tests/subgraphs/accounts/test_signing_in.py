"""Sessions: opened, gone on with, stolen, ended."""

import asyncio
import stat
import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import KeySet
from sqlalchemy import select

from subgraphs.accounts.models.sessions import RefreshTokenRow
from subgraphs.accounts.passwords import Passwords
from tests.subgraphs.accounts.conftest import PASSWORD, confirmed, register
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

SIGN_IN = """
mutation ($login: String!, $password: String!) {
  signIn(input: {login: $login, password: $password}) {
    user { handle } session { accessToken refreshToken } userErrors { code message path }
  }
}
"""
REFRESH = """
mutation ($token: String!) {
  refreshSession(input: {refreshToken: $token}) {
    user { handle } session { accessToken refreshToken } userErrors { code path }
  }
}
"""
SIGN_OUT = "mutation ($token: String!) { signOut(input: {refreshToken: $token}) { signedOut userErrors { code } } }"


async def sign_in(accounts: SubgraphUnderTest, login: str, password: str = PASSWORD) -> dict[str, Any]:
    data = await accounts.data(SIGN_IN, {"login": login, "password": password})
    payload: dict[str, Any] = data["signIn"]
    return payload


async def refresh(accounts: SubgraphUnderTest, token: str) -> dict[str, Any]:
    data = await accounts.data(REFRESH, {"token": token})
    payload: dict[str, Any] = data["refreshSession"]
    return payload


@pytest.mark.parametrize("login", ["mika", "MIKA", "mika@example.com", "Mika@Example.COM"])
async def test_handle_and_address_sign_in_in_any_case(accounts: SubgraphUnderTest, login: str, tmp_path: Path) -> None:
    await confirmed(accounts, tmp_path)
    payload = await sign_in(accounts, login)
    assert payload["user"] == {"handle": "mika"} and payload["userErrors"] == []


async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    wrong = await sign_in(accounts, "mika", "wrong password")
    unknown = await sign_in(accounts, "nobody", "wrong password")
    assert wrong == unknown
    assert wrong["session"] is None and wrong["userErrors"][0]["code"] == "CREDENTIALS_ARE_WRONG"


class CountingPasswords(Passwords):
    """Counts the expensive part, which is what an attacker could time."""

    verified = 0
    hashed = 0

    async def hash(self, password: str) -> str:
        self.hashed += 1
        return await super().hash(password)

    def _verify_now(self, password_hash: str, password: str) -> bool:
        self.verified += 1
        return super()._verify_now(password_hash, password)


async def test_a_name_without_an_account_costs_a_whole_verification_too() -> None:
    passwords = CountingPasswords(memory_kib=1_024, passes=1, at_once=1)
    known = await passwords.hash(PASSWORD)
    assert not await passwords.matches("wrong", known)
    assert not await passwords.matches("wrong", None)
    assert not await passwords.matches("the password of nobody", "")
    assert passwords.verified == 3


@pytest.mark.parametrize("is_known", [True, False])
async def test_the_first_sign_in_after_a_start_takes_as_long_for_a_known_name(is_known: bool) -> None:
    known = await Passwords(memory_kib=1_024, passes=1, at_once=1).hash(PASSWORD)
    passwords = CountingPasswords(memory_kib=1_024, passes=1, at_once=1)
    await passwords.matches("wrong", known if is_known else None)
    assert (passwords.hashed, passwords.verified) == (1, 1)


async def test_an_access_token_says_who_and_is_verified_by_the_published_keys(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    payload = await register(accounts)
    keys = KeySet.import_key_set(accounts.subgraph.services.credentials.access_tokens.key_set())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        token = jwt.decode(payload["session"]["accessToken"], keys, algorithms=["EdDSA"])
    assert token.header["alg"] == "EdDSA"
    claims = token.claims
    assert (claims["sub"], claims["roles"], claims["iss"], claims["aud"]) == (
        payload["user"]["id"],
        ["USER"],
        "kumiki",
        "kumiki",
    )
    assert claims["exp"] - claims["iat"] == 900


async def test_the_signing_key_stays_on_this_machine(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    key_file = tmp_path / "keys" / "access-tokens.json"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    (published,) = accounts.subgraph.services.credentials.access_tokens.key_set()["keys"]
    assert "d" not in published


async def test_a_refresh_token_is_exchanged_for_a_new_one_each_time(accounts: SubgraphUnderTest) -> None:
    first = (await register(accounts))["session"]["refreshToken"]
    second = (await refresh(accounts, first))["session"]["refreshToken"]
    third = (await refresh(accounts, second))["session"]["refreshToken"]
    assert len({first, second, third}) == 3


async def test_a_refresh_token_that_is_shown_twice_ends_its_whole_session(accounts: SubgraphUnderTest) -> None:
    first = (await register(accounts))["session"]["refreshToken"]
    second = (await refresh(accounts, first))["session"]["refreshToken"]
    stolen = await refresh(accounts, first)
    assert stolen["session"] is None
    assert stolen["userErrors"] == [{"code": "REFRESH_TOKEN_IS_NOT_VALID", "path": ["input", "refreshToken"]}]
    assert (await refresh(accounts, second))["session"] is None


async def test_another_session_of_the_same_user_goes_on(accounts: SubgraphUnderTest) -> None:
    stolen = (await register(accounts))["session"]["refreshToken"]
    other = (await sign_in(accounts, "mika"))["session"]["refreshToken"]
    await refresh(accounts, stolen)
    await refresh(accounts, stolen)
    assert (await refresh(accounts, other))["userErrors"] == []


async def test_of_two_who_show_a_token_at_once_one_succeeds_and_the_session_ends(accounts: SubgraphUnderTest) -> None:
    token = (await register(accounts))["session"]["refreshToken"]
    payloads = await asyncio.gather(refresh(accounts, token), refresh(accounts, token))
    opened = [payload["session"]["refreshToken"] for payload in payloads if payload["session"]]
    assert len(opened) == 1
    assert (await refresh(accounts, opened[0]))["session"] is None


async def test_a_refresh_token_expires(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    token = (await register(accounts))["session"]["refreshToken"]
    clock.now += timedelta(days=30)
    assert (await refresh(accounts, token))["session"] is None


async def test_who_signed_out_cannot_go_on(accounts: SubgraphUnderTest) -> None:
    token = (await register(accounts))["session"]["refreshToken"]
    data = await accounts.data(SIGN_OUT, {"token": token})
    assert data["signOut"] == {"signedOut": True, "userErrors": []}
    assert (await refresh(accounts, token))["session"] is None


async def test_signing_out_of_no_session_says_nothing_about_it(accounts: SubgraphUnderTest) -> None:
    data = await accounts.data(SIGN_OUT, {"token": "unknown"})
    assert data["signOut"]["signedOut"] is True


async def test_the_database_holds_no_token_and_no_password(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    payload = await register(accounts)
    async with accounts.subgraph.database.read() as session:
        (row,) = (await session.scalars(select(RefreshTokenRow))).all()
    assert row.token_hash != payload["session"]["refreshToken"]
    stored = await asyncio.to_thread(stored_bytes, tmp_path)
    assert payload["session"]["refreshToken"].encode() not in stored
    assert PASSWORD.encode() not in stored


def stored_bytes(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in directory.glob("accounts.db*"))

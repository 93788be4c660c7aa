"""Accounts with hashes that are cheap to compute."""

import base64
import email.policy
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.shared.caller import Caller
from tests.support.subgraphs import (
    MovableClock,
    SubgraphUnderTest,
    database_engines,
    subgraph_under_test,
    temporary_database,
)

CHEAP: dict[str, Any] = {
    "password_memory_kib": 1_024,
    "password_passes": 1,
    "sign_in_attempts": 3,
    "sign_in_attempts_of_network": 6,
    "registrations_of_network_per_hour": 3,
    "withheld_until_confirmed": frozenset(),
}
PASSWORD = "correct horse battery"

REGISTER = """
mutation ($input: RegisterUserInput!) {
  registerUser(input: $input) {
    user { id handle email timeZone profile { displayName bio locale timeZone languages } }
    session { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }
    userErrors { code message path }
  }
}
"""


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(params=database_engines())
async def accounts(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[SubgraphUnderTest]:
    async with (
        temporary_database(request.param, tmp_path, "accounts") as url,
        subgraph_under_test(ACCOUNTS, tmp_path, clock=clock, database_url=url, **CHEAP) as subgraph,
    ):
        yield subgraph


async def register(accounts: SubgraphUnderTest, handle: str = "mika", **fields: Any) -> dict[str, Any]:
    given = {"handle": handle, "email": f"{handle}@example.com", "password": PASSWORD, **fields}
    data = await accounts.data(REGISTER, {"input": given})
    payload: dict[str, Any] = data["registerUser"]
    return payload


def signed_in(payload: dict[str, Any]) -> Caller:
    """The caller that the router makes of the session in a payload."""
    claims = claims_of(payload["session"]["accessToken"])
    return Caller(
        UUID(claims["sub"]),
        frozenset(claims["roles"]),
        frozenset(claims["scope"].split()),
        session_id=UUID(claims["sid"]),
    )


def claims_of(token: str) -> dict[str, Any]:
    """Of an access token, unverified."""
    body = token.split(".")[1]
    claims: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def scopes_of(payload: dict[str, Any]) -> set[str]:
    return set(claims_of(payload["session"]["accessToken"])["scope"].split())


@dataclass(frozen=True, slots=True)
class SentLetter:
    to: str
    subject: str
    text: str

    @property
    def token(self) -> str:
        """What the letter's link carries."""
        return self.text.partition("#token=")[2].split()[0]


def letters(home: Path) -> list[SentLetter]:
    """What was sent, in order."""
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((home / "outbox" / "mail").glob("*.eml"))
    ]
    return [SentLetter(str(m["To"].addresses[0].addr_spec), m["Subject"], m.get_content()) for m in messages]


CONFIRM = """
mutation ($token: String!) {
  confirmEmail(input: {token: $token}) { email user { handle email } userErrors { code path } }
}
"""


async def confirm(accounts: SubgraphUnderTest, token: str) -> dict[str, Any]:
    payload: dict[str, Any] = (await accounts.data(CONFIRM, {"token": token}))["confirmEmail"]
    return payload


async def confirmed(accounts: SubgraphUnderTest, home: Path, handle: str = "mika", **fields: Any) -> dict[str, Any]:
    """An account whose address is confirmed, as registering answered it."""
    payload = await register(accounts, handle, **fields)
    await accounts.run_jobs()
    assert codes(await confirm(accounts, letters(home)[-1].token)) == []
    return payload

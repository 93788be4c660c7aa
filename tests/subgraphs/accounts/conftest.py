"""Accounts with hashes that are cheap to compute."""

import base64
from collections.abc import AsyncIterator
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

CHEAP: dict[str, Any] = {"password_memory_kib": 1_024, "password_passes": 1}
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

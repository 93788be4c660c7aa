"""Where somebody is signed in, seen and ended by themselves."""

from datetime import timedelta
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.models.sessions import RefreshTokenRow, SessionRow
from subgraphs.accounts.networks import counted_network, shown_network
from subgraphs.accounts.user_agents import device_in_words
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import UNKNOWN_CLIENT, Client, client_of
from subgraphs.shared.ids import new_id
from tests.subgraphs.accounts.conftest import CHEAP, PASSWORD, codes, register, signed_in
from tests.subgraphs.accounts.test_signing_in import REFRESH, SIGN_IN, refresh
from tests.support.country_database import write_country_database
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, subgraph_under_test

SESSIONS = """
query ($first: Int, $after: String) {
  viewer {
    sessions(first: $first, after: $after) {
      edges { cursor node { id device place createdAt lastUsedAt isCurrent } }
      pageInfo { hasNextPage }
    }
  }
}
"""
END = "mutation ($id: ID!) { endSession(input: {sessionId: $id}) { sessionId userErrors { code path } } }"
EVERYWHERE = """
mutation ($keep: Boolean!) {
  signOutEverywhere(input: {keepCurrent: $keep}) { endedSessions userErrors { code } }
}
"""
PHONE = Client(
    "203.0.113.77",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 "
    "Mobile/15E148 Safari/604.1",
)


async def sign_in_from(accounts: SubgraphUnderTest, client: Client) -> dict[str, Any]:
    data = await accounts.data(SIGN_IN, {"login": "mika", "password": PASSWORD}, client=client)
    payload: dict[str, Any] = data["signIn"]
    return payload


async def sessions_of(accounts: SubgraphUnderTest, caller: Caller) -> list[dict[str, Any]]:
    data = await accounts.data(SESSIONS, {}, caller=caller)
    return [edge["node"] for edge in data["viewer"]["sessions"]["edges"]]


async def test_sessions_are_listed_with_device_and_place_the_newest_first(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    await register(accounts)
    clock.now += timedelta(hours=1)
    phone = await sign_in_from(accounts, PHONE)
    newest, oldest = await sessions_of(accounts, signed_in(phone))
    assert newest | {"id": None} == {
        "id": None,
        "device": "Safari on iPhone",
        "place": "203.0.113.0/24",
        "createdAt": "2026-03-02T10:00:00Z",
        "lastUsedAt": "2026-03-02T10:00:00Z",
        "isCurrent": True,
    }
    assert (oldest["device"], oldest["place"], oldest["isCurrent"]) == (None, None, False)


async def test_a_session_shows_the_country_where_a_database_of_them_is_set(tmp_path: Path, clock: MovableClock) -> None:
    file = tmp_path / "countries.mmdb"
    write_country_database(file, IPv4Network("203.0.113.0/24"), "JP")
    async with subgraph_under_test(ACCOUNTS, tmp_path, clock=clock, country_database=file, **CHEAP) as accounts:
        await register(accounts)
        await sign_in_from(accounts, Client("198.51.100.1"))
        await sign_in_from(accounts, Client("2001:db8:1:2::/64"))
        caller = signed_in(await sign_in_from(accounts, PHONE))
        document = "{ viewer { sessions { edges { node { country } } } } }"
        edges = (await accounts.data(document, caller=caller))["viewer"]["sessions"]["edges"]
    assert [edge["node"]["country"] for edge in edges] == ["JP", None, None, None]


async def test_a_session_says_where_it_was_used_last(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    payload = await register(accounts)
    clock.now += timedelta(days=3)
    token = payload["session"]["refreshToken"]
    await accounts.data(REFRESH, {"token": token}, client=Client("2001:db8:1:2::/64", "KumikiApp/2.1 (Android 16)"))
    (session,) = await sessions_of(accounts, signed_in(payload))
    assert (session["place"], session["device"]) == ("2001:db8:1::/48", "KumikiApp on Android")
    assert session["lastUsedAt"] == "2026-03-05T09:00:00Z"


async def test_sessions_that_cannot_go_on_are_not_listed(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    await register(accounts)
    clock.now += timedelta(days=30)
    later = await sign_in_from(accounts, UNKNOWN_CLIENT)
    assert [session["isCurrent"] for session in await sessions_of(accounts, signed_in(later))] == [True]


async def test_the_list_is_read_page_by_page(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    for _ in range(2):
        await sign_in_from(accounts, PHONE)
    first = (await accounts.data(SESSIONS, {"first": 2}, caller=caller))["viewer"]["sessions"]
    after = first["edges"][-1]["cursor"]
    rest = (await accounts.data(SESSIONS, {"first": 2, "after": after}, caller=caller))["viewer"]["sessions"]
    assert (len(first["edges"]), first["pageInfo"]["hasNextPage"]) == (2, True)
    assert (len(rest["edges"]), rest["pageInfo"]["hasNextPage"]) == (1, False)
    seen = [edge["node"]["id"] for edge in first["edges"] + rest["edges"]]
    assert len(set(seen)) == 3


async def test_nobody_sees_the_sessions_of_others(accounts: SubgraphUnderTest) -> None:
    mika = await register(accounts)
    sora = signed_in(await register(accounts, "sora"))
    document = "query ($id: ID!) { user(id: $id) { handle sessions { edges { node { id } } } } }"
    data = await accounts.data(document, {"id": mika["user"]["id"]}, caller=sora)
    assert data["user"] == {"handle": "mika", "sessions": None}


async def test_without_the_scope_one_does_not_even_see_ones_own(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    answer = await accounts.execute(SESSIONS, {}, caller=Caller(caller.user_id, session_id=caller.session_id))
    assert answer["data"]["viewer"]["sessions"] is None
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_session_is_ended_from_another_one(accounts: SubgraphUnderTest) -> None:
    lost = await register(accounts)
    current = signed_in(await sign_in_from(accounts, PHONE))
    lost_id = str(signed_in(lost).session_id)
    data = await accounts.data(END, {"id": lost_id}, caller=current)
    assert data["endSession"] == {"sessionId": lost_id, "userErrors": []}
    assert (await refresh(accounts, lost["session"]["refreshToken"]))["session"] is None
    assert [session["isCurrent"] for session in await sessions_of(accounts, current)] == [True]


@pytest.mark.parametrize("whose", ["nobody's", "no id", "somebody else's"])
async def test_only_ones_own_sessions_are_ended_and_others_are_not_told_of(
    accounts: SubgraphUnderTest, whose: str
) -> None:
    caller = signed_in(await register(accounts))
    other = await register(accounts, "sora")
    ids = {"nobody's": str(new_id()), "no id": "x", "somebody else's": str(signed_in(other).session_id)}
    data = await accounts.data(END, {"id": ids[whose]}, caller=caller)
    assert data["endSession"] == {
        "sessionId": None,
        "userErrors": [{"code": "SESSION_IS_UNKNOWN", "path": ["input", "sessionId"]}],
    }
    assert (await refresh(accounts, other["session"]["refreshToken"]))["session"] is not None


@pytest.mark.parametrize("keep", [True, False])
async def test_signing_out_everywhere_ends_all_sessions_but_those_of_others(
    accounts: SubgraphUnderTest, keep: bool
) -> None:
    first = await register(accounts)
    other = await register(accounts, "sora")
    current = await sign_in_from(accounts, PHONE)
    data = await accounts.data(EVERYWHERE, {"keep": keep}, caller=signed_in(current))
    assert data["signOutEverywhere"] == {"endedSessions": 1 if keep else 2, "userErrors": []}
    assert (await refresh(accounts, first["session"]["refreshToken"]))["session"] is None
    assert ((await refresh(accounts, current["session"]["refreshToken"]))["session"] is not None) == keep
    assert (await refresh(accounts, other["session"]["refreshToken"]))["session"] is not None


async def test_who_holds_only_an_access_token_of_an_ended_session_cannot_end_others(
    accounts: SubgraphUnderTest,
) -> None:
    thief = signed_in(await register(accounts))
    owner = await sign_in_from(accounts, PHONE)
    await accounts.data(END, {"id": str(thief.session_id)}, caller=signed_in(owner))
    answer = await accounts.execute(EVERYWHERE, {"keep": False}, caller=thief)
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    ended = await accounts.execute(END, {"id": str(signed_in(owner).session_id)}, caller=thief)
    assert ended["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await refresh(accounts, owner["session"]["refreshToken"]))["session"] is not None


async def test_an_administrator_in_somebodys_name_ends_no_session(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    impersonated = Caller(caller.user_id, scopes=caller.scopes, session_id=caller.session_id, impersonator_id=new_id())
    answer = await accounts.execute(EVERYWHERE, {"keep": False}, caller=impersonated)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
         "Safari/537.36 Edg/140.0", "Edge on macOS"),
        ("Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile "
         "Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64 16000.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
         "Chrome on ChromeOS"),
        ("python-httpx/0.28.1", "python-httpx"),
        ("Mozilla/5.0", None),
        ("<script>alert(1)</script>", None),
        ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_a_device_is_named_in_words(agent: str | None, words: str | None) -> None:
    assert device_in_words(agent) == words


def test_a_header_that_is_too_long_or_not_printable_is_cut() -> None:
    client = client_of({"x-client-agent": "Ki\x00osk\n" + "x" * 1_000, "x-client-address": "unknown"})
    assert client.address is None
    assert client.agent is not None and client.agent.startswith("Kioskx") and len(client.agent) == 300


@pytest.mark.parametrize(
    ("address", "counted", "shown"),
    [
        ("203.0.113.77", "203.0.113.77/32", "203.0.113.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("127.0.0.1", None, "localhost"),
        ("nonsense", None, None),
        (None, None, None),
    ],
)
def test_addresses_are_counted_whole_and_kept_without_their_end(
    address: str | None, counted: str | None, shown: str | None
) -> None:
    assert (counted_network(address), shown_network(address)) == (counted, shown)


async def test_reauthentication_needs_the_password(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    document = """
    mutation ($password: String) { reauthenticate(input: {password: $password}) { validUntil userErrors { code } } }
    """
    right = (await accounts.data(document, {"password": PASSWORD}, caller=caller))["reauthenticate"]
    wrong = (await accounts.data(document, {"password": "wrong"}, caller=caller))["reauthenticate"]
    assert (right["validUntil"], codes(right)) == ("2026-03-02T09:15:00Z", [])
    assert (wrong["validUntil"], codes(wrong)) == (None, ["PROOF_IS_WRONG"])


async def test_sessions_are_forgotten_some_time_after_they_could_have_gone_on(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    await register(accounts)
    await accounts.run_jobs()
    clock.now += timedelta(days=59)
    kept = await sign_in_from(accounts, PHONE)
    clock.now += timedelta(days=1, hours=1)
    await accounts.run_jobs()
    async with accounts.subgraph.database.read() as session:
        sessions = (await session.scalars(select(SessionRow))).all()
        tokens = (await session.scalars(select(RefreshTokenRow))).all()
    assert [row.id for row in sessions] == [signed_in(kept).session_id]
    assert [row.session_id for row in tokens] == [signed_in(kept).session_id]

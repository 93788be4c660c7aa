"""Making an account."""

import asyncio
from uuid import UUID

import pytest

from tests.subgraphs.accounts.conftest import PASSWORD, REGISTER, register
from tests.support.subgraphs import SubgraphUnderTest


async def test_a_new_user_has_a_profile_and_a_session(accounts: SubgraphUnderTest) -> None:
    payload = await register(accounts, "Mika_7", displayName="Mika", timeZone="Asia/Tokyo", languages=["ja", "ko"])
    assert payload["userErrors"] == []
    assert payload["user"] | {"id": None} == {
        "id": None,
        "handle": "mika_7",
        "email": "Mika_7@example.com",
        "timeZone": "Asia/Tokyo",
        "profile": {
            "displayName": "Mika",
            "bio": None,
            "locale": "en",
            "timeZone": "Asia/Tokyo",
            "languages": ["ja", "ko"],
        },
    }
    assert payload["session"]["accessTokenExpiresAt"] == "2026-03-02T09:15:00Z"
    assert payload["session"]["refreshTokenExpiresAt"] == "2026-04-01T09:00:00Z"


async def test_registering_is_announced_without_the_address(accounts: SubgraphUnderTest) -> None:
    payload = await register(accounts)
    (envelope,) = await accounts.announced()
    assert (envelope.event_type, envelope.topic) == ("UserRegistered", "user-events")
    assert envelope.key == payload["user"]["id"]
    assert envelope.data == {
        "userId": payload["user"]["id"],
        "handle": "mika",
        "displayName": "mika",
        "locale": "en",
        "timeZone": "UTC",
        "registeredAt": "2026-03-02T09:00:00Z",
    }


async def test_a_handle_and_an_address_belong_to_one_account_in_any_case(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    payload = await register(accounts, "MIKA", email="Mika@Example.com")
    assert payload["user"] is None and payload["session"] is None
    assert [(e["code"], e["path"]) for e in payload["userErrors"]] == [
        ("HANDLE_IS_TAKEN", ["input", "handle"]),
        ("EMAIL_IS_TAKEN", ["input", "email"]),
    ]


async def test_of_two_who_want_one_handle_at_once_one_gets_it(accounts: SubgraphUnderTest) -> None:
    payloads = await asyncio.gather(*(register(accounts, "mika", email=f"mika{n}@example.com") for n in range(4)))
    assert sorted(len(payload["userErrors"]) for payload in payloads) == [0, 1, 1, 1]


async def test_every_fault_of_a_form_is_shown_at_once(accounts: SubgraphUnderTest) -> None:
    payload = await register(
        accounts, "m", password="short", displayName=" ", locale="english", timeZone="Mars/Base", languages=["??"]
    )
    assert [error["code"] for error in payload["userErrors"]] == [
        "HANDLE_IS_NOT_USABLE",
        "PASSWORD_IS_TOO_SHORT",
        "TEXT_IS_EMPTY",
        "LANGUAGE_IS_UNKNOWN",
        "TIME_ZONE_IS_UNKNOWN",
        "LANGUAGE_IS_UNKNOWN",
    ]
    assert await accounts.announced() == []


@pytest.mark.parametrize("handle", ["ab", "a" * 25, "_abc", "abc_", "a__b", "ab c", "äbc", "ab@c", "ab\n"])
async def test_an_unusable_handle_is_refused(accounts: SubgraphUnderTest, handle: str) -> None:
    payload = await register(accounts, handle, email="some@example.com")
    assert [error["code"] for error in payload["userErrors"]] == ["HANDLE_IS_NOT_USABLE"]


@pytest.mark.parametrize("time_zone", ["", "../etc/passwd", "/etc/passwd", "Europe", "x" * 500, "Europe/\x00"])
async def test_a_time_zone_that_is_none_is_refused(accounts: SubgraphUnderTest, time_zone: str) -> None:
    payload = await register(accounts, timeZone=time_zone)
    assert [error["code"] for error in payload["userErrors"]] == ["TIME_ZONE_IS_UNKNOWN"]


@pytest.mark.parametrize("email", ["", "mika", "mika@", "@example.com", "mi ka@example.com", "mika@example", 7])
async def test_what_is_no_address_never_reaches_the_mutation(accounts: SubgraphUnderTest, email: object) -> None:
    answer = await accounts.execute(REGISTER, {"input": {"handle": "mika", "email": email, "password": PASSWORD}})
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "EmailAddress cannot represent" in error["message"]


async def test_the_address_is_shown_to_oneself_only(accounts: SubgraphUnderTest) -> None:
    one = await register(accounts, "mika")
    other = await register(accounts, "sora")
    document = "query ($id: ID!) { user(id: $id) { handle email } }"
    shown = await accounts.data(document, {"id": one["user"]["id"]}, caller=UUID(one["user"]["id"]))
    hidden = await accounts.data(document, {"id": one["user"]["id"]}, caller=UUID(other["user"]["id"]))
    assert shown["user"] == {"handle": "mika", "email": "mika@example.com"}
    assert hidden["user"] == {"handle": "mika", "email": None}

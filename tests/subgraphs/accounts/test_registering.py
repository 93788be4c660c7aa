"""Making an account."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from subgraphs.shared.client import Client
from tests.subgraphs.accounts.conftest import PASSWORD, REGISTER, codes, confirmed, letters, register, scopes_of
from tests.subgraphs.accounts.test_signing_in import sign_in
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


async def test_a_handle_belongs_to_one_account_in_any_case(accounts: SubgraphUnderTest) -> None:
    await register(accounts)
    payload = await register(accounts, "MIKA", email="other@example.com")
    assert payload["user"] is None and payload["session"] is None
    assert [(e["code"], e["path"]) for e in payload["userErrors"]] == [("HANDLE_IS_TAKEN", ["input", "handle"])]


async def test_registering_with_an_address_that_is_taken_looks_like_any_other(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    await confirmed(accounts, tmp_path, "mika")
    taken = await register(accounts, "sora", email="Mika@Example.com")
    free = await register(accounts, "yuki", email="yuki@example.com")
    assert (taken["userErrors"], free["userErrors"]) == ([], [])
    assert taken["session"].keys() == free["session"].keys()
    assert scopes_of(taken) == scopes_of(free)
    by_taken = await sign_in(accounts, "mika@example.com", "a wrong password")
    by_free = await sign_in(accounts, "yuki@example.com", "a wrong password")
    assert by_taken == by_free
    assert codes(await sign_in(accounts, "yuki@example.com")) == ["CREDENTIALS_ARE_WRONG"]


async def test_only_the_owner_learns_that_an_address_is_taken(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    await confirmed(accounts, tmp_path, "mika")
    await register(accounts, "sora", email="mika@example.com")
    await accounts.run_jobs()
    letter = letters(tmp_path)[-1]
    assert (letter.to, letter.subject) == ("mika@example.com", "You have an account already")
    assert "@mika" in letter.text and "sora" not in letter.text and "token" not in letter.text
    assert (await sign_in(accounts, "mika@example.com"))["user"] == {"handle": "mika"}


async def test_too_many_accounts_from_one_network_have_to_wait(accounts: SubgraphUnderTest) -> None:
    school = Client("203.0.113.7")
    answers = []
    for number in range(4):
        given = {"handle": f"pupil_{number}", "email": f"pupil{number}@example.com", "password": PASSWORD}
        answers.append((await accounts.data(REGISTER, {"input": given}, client=school))["registerUser"])
    assert [codes(payload) for payload in answers] == [[], [], [], ["TOO_MANY_ATTEMPTS"]]
    assert codes(await register(accounts, "elsewhere")) == []


async def test_a_letter_is_not_sent_again_and_again_to_an_address_that_strangers_give(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    for number in range(7):
        payload = await register(accounts, f"stranger_{number}", email="mika@example.com")
        assert codes(payload) == []
    await accounts.run_jobs()
    assert len(letters(tmp_path)) == 5


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "PASSWORD_IS_TOO_SHORT"),
        ("x" * 257, "PASSWORD_IS_TOO_LONG"),
        ("password123", "PASSWORD_IS_TOO_EASY"),
        ("qwertyuiop", "PASSWORD_IS_TOO_EASY"),
        ("1234567890", "PASSWORD_IS_TOO_EASY"),
        ("aaaaaaaaaaaaaaaaaaaa", "PASSWORD_IS_TOO_EASY"),
        ("iloveyou12", "PASSWORD_IS_TOO_EASY"),
        ("all of Mika_7's cats", "PASSWORD_IS_TOO_EASY"),
        ("Cats-of-Mika.Sato!", "PASSWORD_IS_TOO_EASY"),
    ],
)
async def test_a_password_that_is_easy_to_guess_is_refused(
    accounts: SubgraphUnderTest, password: str, code: str
) -> None:
    payload = await register(accounts, "mika_7", email="mika.sato@example.com", password=password)
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [(code, ["input", "password"])]


@pytest.mark.parametrize("password", ["correct horse battery", "7!qK2#vv" + "x" * 200, "雨にも負けず風にも負けず"])
async def test_a_password_that_is_hard_to_guess_is_taken(accounts: SubgraphUnderTest, password: str) -> None:
    assert codes(await register(accounts, password=password)) == []


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
    payload = await register(accounts, handle, email="some@example.com", displayName="Some")
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

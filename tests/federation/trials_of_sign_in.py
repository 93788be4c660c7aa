"""Sessions, passwords, addresses and second factors, through the router."""

import asyncio
import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp

from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.support.subgraphs import eventually

PASSWORD, NEW_PASSWORD = "quite a long secret", "another long secret"
OPENED = "session { accessToken refreshToken } userErrors { code }"
SIGNED_IN = f"challenge {{ token kinds }} {OPENED}"
CODES = "userErrors { code }"


async def newcomer(client: Client) -> Client:
    """Somebody who has just registered."""
    given = {"handle": "newcomer", "email": "newcomer@example.com", "password": PASSWORD}
    payload = await mutate(client, "registerUser", given, OPENED)
    return replace(client, token=payload["session"]["accessToken"])


async def token_mailed(client: Client, subject: str) -> str:
    """What the letter with this subject carries, once it has come."""
    found: list[str] = []

    async def has_come() -> bool:
        found[:] = await asyncio.to_thread(_texts_of, client.home, subject)
        return bool(found)

    await eventually(has_come)
    return found[-1].partition("#token=")[2].split()[0]


def _texts_of(home: Path | None, subject: str) -> list[str]:
    assert home is not None
    files = sorted((home / "outbox" / "mail").glob("*.eml"))
    letters = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return [letter.get_content() for letter in letters if letter["Subject"] == subject]


async def sign_in(client: Client, password: str = PASSWORD, login: str = "newcomer") -> dict[str, Any]:
    return await mutate(client, "signIn", {"login": login, "password": password}, SIGNED_IN)


async def end_session(client: Client) -> None:
    person = await newcomer(client)
    sessions = "{ viewer { sessions { edges { node { id place isCurrent } } } } }"
    await sign_in(client)
    edges = (await person.data(sessions))["viewer"]["sessions"]["edges"]
    assert sorted(edge["node"]["isCurrent"] for edge in edges) == [False, True]
    other = next(edge["node"]["id"] for edge in edges if not edge["node"]["isCurrent"])
    payload = await mutate(person, "endSession", {"sessionId": other}, f"sessionId {CODES}")
    assert payload == {"sessionId": other, "userErrors": []}
    assert len((await person.data(sessions))["viewer"]["sessions"]["edges"]) == 1


async def sign_out_everywhere(client: Client) -> None:
    person = await newcomer(client)
    other = (await sign_in(client))["session"]
    payload = await mutate(person, "signOutEverywhere", {"keepCurrent": True}, f"endedSessions {CODES}")
    assert payload == {"endedSessions": 1, "userErrors": []}
    refused = await mutate(client, "refreshSession", {"refreshToken": other["refreshToken"]}, OPENED)
    assert refused["session"] is None


async def reauthenticate(client: Client) -> None:
    person = await newcomer(client)
    payload = await mutate(person, "reauthenticate", {"password": PASSWORD}, f"validUntil {CODES}")
    assert payload["validUntil"] and payload["userErrors"] == []
    refused = await mutate(person, "reauthenticate", {"password": "wrong"}, f"validUntil {CODES}")
    assert refused == {"validUntil": None, "userErrors": [{"code": "PROOF_IS_WRONG"}]}


async def two_steps(client: Client) -> None:
    """From setting up an app to giving it up."""
    person = await newcomer(client)
    begun = await mutate(person, "beginTotpEnrollment", {}, f"enrollment {{ secret qrCode }} {CODES}")
    app = pyotp.TOTP(begun["enrollment"]["secret"])
    confirmed = await mutate(
        person, "confirmTotpEnrollment", {"code": app.at(datetime.now(UTC))}, f"recoveryCodes {CODES}"
    )
    assert len(confirmed["recoveryCodes"]) == 10
    challenge = (await sign_in(client))["challenge"]
    assert challenge["kinds"][:2] == ["TOTP", "RECOVERY_CODE"]
    answer = {"challengeToken": challenge["token"], "kind": "RECOVERY_CODE", "code": confirmed["recoveryCodes"][0]}
    assert (await mutate(client, "verifySecondFactor", answer, OPENED))["session"] is not None
    assert (await mutate(client, "verifySecondFactor", answer, OPENED))["session"] is None
    renewed = await mutate(person, "renewRecoveryCodes", {}, f"recoveryCodes {CODES}")
    assert set(renewed["recoveryCodes"]).isdisjoint(confirmed["recoveryCodes"])
    disabled = await mutate(person, "disableTotp", {}, "user { handle security { isTotpEnabled } }")
    assert disabled["user"] == {"handle": "newcomer", "security": {"isTotpEnabled": False}}


async def change_password(client: Client) -> None:
    person = await newcomer(client)
    given = {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}
    assert (await mutate(person, "changePassword", given, f"user {{ handle }} {CODES}"))["userErrors"] == []
    assert (await sign_in(client))["session"] is None
    assert (await sign_in(client, NEW_PASSWORD))["session"] is not None


async def forgotten_password(client: Client) -> None:
    """From the request to the new password."""
    await confirm_email(client)
    payload = await mutate(client, "requestPasswordReset", {"email": "newcomer@example.com"}, f"isAccepted {CODES}")
    assert payload == {"isAccepted": True, "userErrors": []}
    given = {"token": await token_mailed(client, "Choose a new password"), "password": NEW_PASSWORD}
    assert (await mutate(client, "resetPassword", given, f"isReset {CODES}"))["isReset"] is True
    assert (await sign_in(client, NEW_PASSWORD))["session"] is not None


async def confirm_email(client: Client) -> None:
    await newcomer(client)
    token = await token_mailed(client, "Confirm your address")
    payload = await mutate(client, "confirmEmail", {"token": token}, f"email user {{ handle }} {CODES}")
    assert (payload["email"], payload["user"]) == ("newcomer@example.com", {"handle": "newcomer"})
    assert (await sign_in(client, login="newcomer@example.com"))["session"] is not None


async def request_email_confirmation(client: Client) -> None:
    person = await newcomer(client)
    payload = await mutate(person, "requestEmailConfirmation", {}, f"isSent {CODES}")
    assert payload == {"isSent": True, "userErrors": []}


async def change_email(client: Client) -> None:
    person = await newcomer(client)
    payload = await mutate(person, "changeEmail", {"email": "moved@example.com"}, f"awaitedEmail {CODES}")
    assert payload == {"awaitedEmail": "moved@example.com", "userErrors": []}
    token = await token_mailed(client, "Confirm your new address")
    await mutate(client, "confirmEmail", {"token": token}, CODES)
    assert (await person.data("{ viewer { email } }"))["viewer"]["email"] == "moved@example.com"


TRIALS: dict[str, Trial] = {
    "endSession": end_session,
    "signOutEverywhere": sign_out_everywhere,
    "reauthenticate": reauthenticate,
    "beginTotpEnrollment": two_steps,
    "confirmTotpEnrollment": two_steps,
    "verifySecondFactor": two_steps,
    "renewRecoveryCodes": two_steps,
    "disableTotp": two_steps,
    "changePassword": change_password,
    "requestPasswordReset": forgotten_password,
    "resetPassword": forgotten_password,
    "confirmEmail": confirm_email,
    "requestEmailConfirmation": request_email_confirmation,
    "changeEmail": change_email,
}

INPUTS_OF_SIGNED_IN = {
    "endSession": '{sessionId: "1"}',
    "signOutEverywhere": "{}",
    "reauthenticate": '{password: "x"}',
    "beginTotpEnrollment": "{}",
    "confirmTotpEnrollment": '{code: "000000"}',
    "renewRecoveryCodes": "{}",
    "disableTotp": "{}",
    "changePassword": '{newPassword: "x"}',
    "requestEmailConfirmation": "{}",
    "changeEmail": '{email: "x@example.com"}',
}
"""For those mutations that mean nothing without a caller."""

"""Signing in in two steps."""

import asyncio
import base64
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from subgraphs.accounts.models.second_factors import RecoveryCodeRow, TotpRow
from subgraphs.shared.caller import Caller
from tests.subgraphs.accounts.conftest import PASSWORD, codes, confirmed, letters, register, signed_in
from tests.subgraphs.accounts.test_signing_in import refresh
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

SIGN_IN = """
mutation ($password: String!) {
  signIn(input: {login: "mika", password: $password}) {
    user { handle } session { accessToken refreshToken } challenge { token expiresAt kinds } userErrors { code }
  }
}
"""
VERIFY = """
mutation ($token: String!, $kind: SecondFactor!, $code: String!) {
  verifySecondFactor(input: {challengeToken: $token, kind: $kind, code: $code}) {
    user { handle } session { accessToken refreshToken } userErrors { code path }
  }
}
"""
BEGIN = """
mutation {
  beginTotpEnrollment(input: {clientMutationId: "1"}) {
    enrollment { secret uri qrCode } clientMutationId userErrors { code }
  }
}
"""
CONFIRM = """
mutation ($code: String!) { confirmTotpEnrollment(input: {code: $code}) { recoveryCodes userErrors { code } } }
"""
DISABLE = "mutation { disableTotp(input: {}) { user { handle } userErrors { code } } }"
RENEW = "mutation { renewRecoveryCodes(input: {}) { recoveryCodes userErrors { code } } }"
REAUTHENTICATE = """
mutation ($password: String, $code: String) {
  reauthenticate(input: {password: $password, code: $code}) { validUntil userErrors { code } }
}
"""
SECURITY = "{ viewer { security { hasPassword isEmailConfirmed isTotpEnabled recoveryCodesLeft } } }"


class Phone:
    """An authenticator app."""

    def __init__(self, secret: str, clock: MovableClock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock

    def code(self, steps: int = 0) -> str:
        return self._totp.at(self._clock.now + timedelta(seconds=30 * steps))


async def call(
    accounts: SubgraphUnderTest, document: str, caller: Caller | None = None, **variables: Any
) -> dict[str, Any]:
    (payload,) = (await accounts.data(document, variables, caller=caller)).values()
    return dict(payload)


async def enroll(accounts: SubgraphUnderTest, clock: MovableClock, caller: Caller) -> tuple[Phone, list[str]]:
    phone = Phone((await call(accounts, BEGIN, caller))["enrollment"]["secret"], clock)
    payload = await call(accounts, CONFIRM, caller, code=phone.code())
    assert codes(payload) == []
    clock.now += timedelta(seconds=60)
    return phone, payload["recoveryCodes"]


async def challenge(accounts: SubgraphUnderTest) -> str:
    token: str = (await call(accounts, SIGN_IN, password=PASSWORD))["challenge"]["token"]
    return token


async def verify(accounts: SubgraphUnderTest, token: str, code: str, kind: str = "TOTP") -> dict[str, Any]:
    return await call(accounts, VERIFY, token=token, kind=kind, code=code)


async def test_with_an_authenticator_app_signing_in_takes_two_steps(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    phone, _ = await enroll(accounts, clock, signed_in(await register(accounts)))
    first = await call(accounts, SIGN_IN, password=PASSWORD)
    assert (first["user"], first["session"]) == (None, None)
    assert first["challenge"]["kinds"] == ["TOTP", "RECOVERY_CODE"]
    assert first["challenge"]["expiresAt"] == "2026-03-02T09:06:00Z"
    second = await verify(accounts, first["challenge"]["token"], phone.code())
    assert second["user"] == {"handle": "mika"} and codes(second) == []
    assert codes(await refresh(accounts, second["session"]["refreshToken"])) == []


async def test_a_wrong_password_does_not_show_that_there_is_a_second_factor(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    await enroll(accounts, clock, signed_in(await register(accounts)))
    payload = await call(accounts, SIGN_IN, password="wrong")
    assert payload["challenge"] is None and codes(payload) == ["CREDENTIALS_ARE_WRONG"]


async def test_a_code_works_once_even_when_it_is_shown_twice_at_once(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    phone, _ = await enroll(accounts, clock, signed_in(await register(accounts)))
    tokens = [await challenge(accounts), await challenge(accounts)]
    payloads = await asyncio.gather(*(verify(accounts, token, phone.code()) for token in tokens))
    assert sorted(codes(payload) for payload in payloads) == [[], ["SECOND_FACTOR_IS_WRONG"]]


async def test_the_code_that_set_up_the_app_does_not_sign_in(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    caller = signed_in(await register(accounts))
    phone = Phone((await call(accounts, BEGIN, caller))["enrollment"]["secret"], clock)
    await call(accounts, CONFIRM, caller, code=phone.code())
    assert codes(await verify(accounts, await challenge(accounts), phone.code())) == ["SECOND_FACTOR_IS_WRONG"]


@pytest.mark.parametrize(("steps", "expected"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_clocks_may_differ_by_half_a_minute(
    accounts: SubgraphUnderTest, clock: MovableClock, steps: int, expected: bool
) -> None:
    phone, _ = await enroll(accounts, clock, signed_in(await register(accounts)))
    clock.now += timedelta(minutes=5)
    payload = await verify(accounts, await challenge(accounts), phone.code(steps))
    assert (codes(payload) == []) == expected


async def test_an_older_code_is_not_accepted_after_a_newer_one(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    phone, _ = await enroll(accounts, clock, signed_in(await register(accounts)))
    clock.now += timedelta(minutes=5)
    assert codes(await verify(accounts, await challenge(accounts), phone.code(1))) == []
    assert codes(await verify(accounts, await challenge(accounts), phone.code())) == ["SECOND_FACTOR_IS_WRONG"]


async def test_a_recovery_code_works_once_however_it_is_typed(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    caller = signed_in(await register(accounts))
    _, recovery = await enroll(accounts, clock, caller)
    typed = recovery[0].upper().replace("-", " ")
    assert codes(await verify(accounts, await challenge(accounts), typed, "RECOVERY_CODE")) == []
    again = await verify(accounts, await challenge(accounts), recovery[0], "RECOVERY_CODE")
    assert codes(again) == ["SECOND_FACTOR_IS_WRONG"]
    security = (await accounts.data(SECURITY, caller=caller))["viewer"]["security"]
    assert security == {
        "hasPassword": True,
        "isEmailConfirmed": False,
        "isTotpEnabled": True,
        "recoveryCodesLeft": 9,
    }


async def test_a_recovery_code_is_no_code_of_the_app_and_of_no_other_account(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    _, recovery = await enroll(accounts, clock, signed_in(await register(accounts, "sora")))
    _, own = await enroll(accounts, clock, signed_in(await register(accounts)))
    token = await challenge(accounts)
    assert codes(await verify(accounts, token, own[0], "TOTP")) == ["SECOND_FACTOR_IS_WRONG"]
    assert codes(await verify(accounts, token, own[0], "PASSKEY")) == ["PASSKEY_IS_NOT_VALID"]
    assert codes(await verify(accounts, token, recovery[0], "RECOVERY_CODE")) == ["SECOND_FACTOR_IS_WRONG"]


async def test_a_challenge_opens_one_session(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    phone, recovery = await enroll(accounts, clock, signed_in(await register(accounts)))
    token = await challenge(accounts)
    payloads = await asyncio.gather(
        verify(accounts, token, phone.code()), verify(accounts, token, recovery[0], "RECOVERY_CODE")
    )
    assert sorted(codes(payload) for payload in payloads) == [[], ["CHALLENGE_IS_NOT_VALID"]]


async def test_a_challenge_expires(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    phone, _ = await enroll(accounts, clock, signed_in(await register(accounts)))
    token = await challenge(accounts)
    clock.now += timedelta(minutes=5)
    assert codes(await verify(accounts, token, phone.code())) == ["CHALLENGE_IS_NOT_VALID"]
    assert codes(await verify(accounts, "made up", phone.code())) == ["CHALLENGE_IS_NOT_VALID"]


async def test_who_knows_the_password_cannot_try_all_codes_with_ever_new_challenges(
    accounts: SubgraphUnderTest, clock: MovableClock, tmp_path: Path
) -> None:
    phone, _ = await enroll(accounts, clock, signed_in(await confirmed(accounts, tmp_path)))
    answers = [codes(await verify(accounts, await challenge(accounts), "000000")) for _ in range(5)]
    assert answers == [["SECOND_FACTOR_IS_WRONG"]] * 3 + [["TOO_MANY_ATTEMPTS"]] * 2
    assert codes(await verify(accounts, await challenge(accounts), phone.code())) == ["TOO_MANY_ATTEMPTS"]
    await accounts.run_jobs()
    assert letters(tmp_path)[-1].subject == "Somebody tries to sign in as you"


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "0" * 100_000])
async def test_what_is_no_code_is_refused(accounts: SubgraphUnderTest, clock: MovableClock, code: str) -> None:
    await enroll(accounts, clock, signed_in(await register(accounts)))
    assert codes(await verify(accounts, await challenge(accounts), code)) == ["SECOND_FACTOR_IS_WRONG"]


async def test_an_app_that_is_not_confirmed_protects_nothing(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    await call(accounts, BEGIN, caller)
    assert codes(await call(accounts, CONFIRM, caller, code="000000")) == ["SECOND_FACTOR_IS_WRONG"]
    assert (await call(accounts, SIGN_IN, password=PASSWORD))["session"] is not None


async def test_codes_of_an_app_that_is_being_set_up_cannot_be_tried_for_ever(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    await call(accounts, BEGIN, caller)
    answers = [codes(await call(accounts, CONFIRM, caller, code="000000")) for _ in range(4)]
    assert answers == [["SECOND_FACTOR_IS_WRONG"]] * 3 + [["TOO_MANY_ATTEMPTS"]]


async def test_what_the_app_is_told_says_who_and_where(accounts: SubgraphUnderTest) -> None:
    payload = await call(accounts, BEGIN, signed_in(await register(accounts)))
    enrollment = payload["enrollment"]
    assert payload["clientMutationId"] == "1"
    assert enrollment["uri"] == f"otpauth://totp/Kumiki:mika?secret={enrollment['secret']}&issuer=Kumiki"
    kind, _, picture = enrollment["qrCode"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(picture).startswith(b"<?xml") and b"<svg" in base64.b64decode(picture)


async def test_what_is_dangerous_asks_for_a_fresh_proof(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    caller = signed_in(await register(accounts))
    phone, _ = await enroll(accounts, clock, caller)
    clock.now += timedelta(minutes=15)
    for document in (DISABLE, RENEW, BEGIN):
        assert codes(await call(accounts, document, caller)) == ["REAUTHENTICATION_IS_NEEDED"]
    assert codes(await call(accounts, REAUTHENTICATE, caller, code=phone.code())) == []
    renewed = await call(accounts, RENEW, caller)
    assert codes(renewed) == [] and len(renewed["recoveryCodes"]) == 10
    assert codes(await call(accounts, DISABLE, caller)) == []
    assert (await call(accounts, SIGN_IN, password=PASSWORD))["session"] is not None


async def test_a_proof_in_one_session_is_none_in_another(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    stolen = signed_in(await register(accounts))
    clock.now += timedelta(minutes=15)
    fresh = signed_in(await call(accounts, SIGN_IN, password=PASSWORD))
    assert codes(await call(accounts, BEGIN, fresh)) == []
    assert codes(await call(accounts, BEGIN, stolen)) == ["REAUTHENTICATION_IS_NEEDED"]


async def test_a_proof_cannot_be_guessed_for_ever(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await register(accounts))
    answers = [codes(await call(accounts, REAUTHENTICATE, caller, password="wrong")) for _ in range(4)]
    assert answers == [["PROOF_IS_WRONG"]] * 3 + [["TOO_MANY_ATTEMPTS"]]
    assert codes(await call(accounts, REAUTHENTICATE, caller, password=PASSWORD)) == ["TOO_MANY_ATTEMPTS"]


async def test_the_code_of_a_proof_does_not_sign_in_too(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    caller = signed_in(await register(accounts))
    phone, _ = await enroll(accounts, clock, caller)
    assert codes(await call(accounts, REAUTHENTICATE, caller, code=phone.code())) == []
    assert codes(await verify(accounts, await challenge(accounts), phone.code())) == ["SECOND_FACTOR_IS_WRONG"]


@pytest.mark.parametrize("document", [BEGIN, DISABLE, RENEW])
async def test_a_program_with_a_key_cannot_touch_second_factors(accounts: SubgraphUnderTest, document: str) -> None:
    caller = signed_in(await register(accounts))
    for lacking in (replace(caller, session_id=None), replace(caller, scopes=frozenset()), None):
        answer = await accounts.execute(document, caller=lacking)
        expected = "UNAUTHENTICATED" if lacking is None else "FORBIDDEN"
        assert answer["errors"][0]["extensions"]["code"] == expected


async def test_old_recovery_codes_do_not_work_after_new_ones(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    caller = signed_in(await register(accounts))
    _, old = await enroll(accounts, clock, caller)
    new = (await call(accounts, RENEW, caller))["recoveryCodes"]
    assert set(old).isdisjoint(new)
    assert codes(await verify(accounts, await challenge(accounts), old[0], "RECOVERY_CODE")) == [
        "SECOND_FACTOR_IS_WRONG"
    ]


async def test_giving_up_the_app_ends_sign_ins_that_wait_for_it(
    accounts: SubgraphUnderTest, clock: MovableClock
) -> None:
    caller = signed_in(await register(accounts))
    phone, _ = await enroll(accounts, clock, caller)
    token = await challenge(accounts)
    await call(accounts, DISABLE, caller)
    assert codes(await verify(accounts, token, phone.code())) == ["CHALLENGE_IS_NOT_VALID"]


async def test_the_database_alone_gives_no_code(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    caller = signed_in(await register(accounts))
    secret = (await call(accounts, BEGIN, caller))["enrollment"]["secret"]
    recovery = (await call(accounts, CONFIRM, caller, code=Phone(secret, clock).code()))["recoveryCodes"]
    async with accounts.subgraph.database.read() as session:
        (totp,) = (await session.scalars(select(TotpRow))).all()
        stored = [row.code_hash for row in (await session.scalars(select(RecoveryCodeRow))).all()]
    assert secret not in totp.encrypted_secret
    assert len(stored) == 10 and set(stored).isdisjoint(recovery)


async def test_the_owner_is_told_when_a_second_factor_comes_or_goes(
    accounts: SubgraphUnderTest, clock: MovableClock, tmp_path: Path
) -> None:
    caller = signed_in(await confirmed(accounts, tmp_path))
    await enroll(accounts, clock, caller)
    await call(accounts, RENEW, caller)
    await call(accounts, DISABLE, caller)
    await accounts.run_jobs()
    assert [letter.subject for letter in letters(tmp_path)][1:] == [
        "Signing in takes two steps now",
        "You have new recovery codes",
        "Signing in takes one step again",
    ]

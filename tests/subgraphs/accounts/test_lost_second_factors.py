"""Somebody lost phone and recovery codes, and an administrator lets them in again."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col

from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.roles import Role, scopes_of
from subgraphs.accounts.service import roles
from subgraphs.shared.caller import Caller
from tests.subgraphs.accounts.conftest import PASSWORD, codes, confirmed, letters, register, signed_in
from tests.subgraphs.accounts.people import add_person, add_session
from tests.subgraphs.accounts.test_administrators import act, refresh, security_events
from tests.subgraphs.accounts.test_passkeys import add, passkeys_of
from tests.subgraphs.accounts.test_passkeys import sign_in as sign_in_with_passkey
from tests.subgraphs.accounts.test_second_factors import SIGN_IN, VERIFY, call, challenge, enroll
from tests.support.authenticator import Authenticator
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

REMOVE = "removeSecondFactors"


async def administrator(accounts: SubgraphUnderTest) -> Caller:
    """Who has just proven who they are."""
    user_id = await add_person(accounts, "ada")
    async with accounts.subgraph.transactions.begin() as work:
        await roles.grant_role(work, "ada", Role.ADMIN)
    scopes = frozenset(scope.value for scope in scopes_of(Role))
    return Caller(user_id, frozenset(Role), scopes, session_id=await add_session(accounts, user_id))


async def test_who_lost_phone_and_codes_signs_in_in_one_step_again(
    accounts: SubgraphUnderTest, tmp_path: Path, clock: MovableClock
) -> None:
    registered = await confirmed(accounts, tmp_path)
    mika = signed_in(registered)
    _, recovery_codes = await enroll(accounts, clock, mika)
    begun = await challenge(accounts)
    done = await act(accounts, REMOVE, await administrator(accounts), mika.user_id, reason="Known by video call.")
    assert (codes(done), done["managedUser"]["user"]) == ([], {"handle": "mika"})
    assert await refresh(accounts, registered["session"]["refreshToken"]) is None
    late = await call(accounts, VERIFY, token=begun, kind="RECOVERY_CODE", code=recovery_codes[0])
    assert codes(late) == ["CHALLENGE_IS_NOT_VALID"]
    assert (await call(accounts, SIGN_IN, password="not the password"))["session"] is None
    opened = await call(accounts, SIGN_IN, password=PASSWORD)
    assert opened["session"] is not None and opened["challenge"] is None


async def test_the_person_is_told_by_letter_and_reads_who_did_it_and_why(
    accounts: SubgraphUnderTest, tmp_path: Path, clock: MovableClock
) -> None:
    mika = signed_in(await confirmed(accounts, tmp_path))
    await enroll(accounts, clock, mika)
    await act(accounts, REMOVE, await administrator(accounts), mika.user_id, reason="Known by video call.")
    await accounts.run_jobs()
    letter = letters(tmp_path)[-1]
    assert (letter.to, letter.subject) == ("mika@example.com", "Your second step was taken away")
    newest = (await security_events(accounts, mika.user_id))[0]
    assert (newest["kind"], newest["actor"]) == ("SECOND_FACTORS_REMOVED", {"handle": "ada"})
    assert {"name": "reason", "value": "Known by video call."} in newest["details"]


async def test_passkeys_go_only_where_that_is_asked_for(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    mika, device, admin = signed_in(await register(accounts)), Authenticator(), await administrator(accounts)
    await add(accounts, mika, device)
    await enroll(accounts, clock, mika)
    assert codes(await act(accounts, REMOVE, admin, mika.user_id, reason="Lost phone.")) == []
    assert len(await passkeys_of(accounts, mika)) == 1
    done = await act(accounts, REMOVE, admin, mika.user_id, reason="Stolen.", removesPasskeys=True)
    assert codes(done) == [] and await passkeys_of(accounts, mika) == []
    assert codes(await sign_in_with_passkey(accounts, device)) == ["PASSKEY_IS_NOT_VALID"]


@pytest.mark.parametrize(
    ("address", "expected"), [(None, ["ONLY_PASSKEYS_OPEN_THE_ACCOUNT"]), ("mika@example.com", [])]
)
async def test_nobody_is_shut_out_for_ever(
    accounts: SubgraphUnderTest, address: str | None, expected: list[str]
) -> None:
    mika = signed_in(await register(accounts))
    await add(accounts, mika, Authenticator())
    await forget_password(accounts, mika.user_id, address)
    admin = await administrator(accounts)
    done = await act(accounts, REMOVE, admin, mika.user_id, reason="Stolen.", removesPasskeys=True)
    assert codes(done) == expected
    assert len(await passkeys_of(accounts, mika)) == len(expected)


async def forget_password(accounts: SubgraphUnderTest, user_id: UUID, address: str | None) -> None:
    without = update(UserRow).where(col(UserRow.id) == user_id).values(password_hash="", email_key=address)
    async with accounts.subgraph.transactions.begin() as work:
        await work.session.execute(without)


async def test_what_cannot_be_taken_away_is_refused_and_changes_nothing(accounts: SubgraphUnderTest) -> None:
    registered, admin = await register(accounts), await administrator(accounts)
    mika = signed_in(registered).user_id
    assert codes(await act(accounts, REMOVE, admin, mika, reason=" ")) == ["TEXT_IS_EMPTY"]
    assert codes(await act(accounts, REMOVE, admin, mika, reason="x")) == ["HAS_NO_SECOND_FACTOR"]
    assert [event["kind"] for event in await security_events(accounts, mika)] == ["SESSION_OPENED"]
    assert await refresh(accounts, registered["session"]["refreshToken"]) is not None

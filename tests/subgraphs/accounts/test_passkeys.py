"""Passkeys: added, used, copied, stolen, removed. The other side is a security key in software."""

import asyncio
import json
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlmodel import col

from subgraphs.accounts.models.passkeys import PasskeyChallengeRow, PasskeyRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.relying_party import AnswerIsNotValid, RelyingParty, challenge_in, credential_id_in, person_in
from subgraphs.accounts.repository.passkeys import PasskeysRepository
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import Client
from subgraphs.shared.ids import new_id
from subgraphs.shared.scopes import Scope
from tests.subgraphs.accounts.conftest import PASSWORD, codes, register, signed_in
from tests.subgraphs.accounts.test_second_factors import enroll
from tests.support.authenticator import Authenticator, decoded, encoded
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

BEGIN = """
mutation ($attachment: PasskeyAttachment) {
  beginAddingPasskey(input: {attachment: $attachment}) { options userErrors { code } }
}
"""
ADD = """
mutation ($credential: JSON!, $name: String!) {
  addPasskey(input: {credential: $credential, name: $name}) {
    passkey { id name isSynced createdAt lastUsedAt countedBackwardsAt } userErrors { code path }
  }
}
"""
REQUEST = "mutation ($use: PasskeyUse!) { requestPasskey(input: {use: $use}) { options userErrors { code } } }"
SIGN_IN = """
mutation ($credential: JSON!) {
  signInWithPasskey(input: {credential: $credential}) {
    user { handle email } session { accessToken } userErrors { code path }
  }
}
"""
REMOVE = "mutation ($id: ID!) { removePasskey(input: {passkeyId: $id}) { passkeyId userErrors { code path } } }"
RENAME = """
mutation ($id: ID!, $name: String!) {
  renamePasskey(input: {passkeyId: $id, name: $name}) { passkey { name } userErrors { code path } }
}
"""
LIST = "{ viewer { passkeys { id name lastUsedAt countedBackwardsAt } } }"

REFUSED = [{"code": "PASSKEY_IS_NOT_VALID", "path": ["input"]}]


@pytest.fixture
async def mika(accounts: SubgraphUnderTest) -> Caller:
    return signed_in(await register(accounts))


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


async def ask(
    accounts: SubgraphUnderTest, document: str, caller: Caller | None = None, **variables: Any
) -> dict[str, Any]:
    data = await accounts.data(document, variables, caller=caller)
    (payload,) = data.values()
    return dict(payload)


async def add(
    accounts: SubgraphUnderTest, caller: Caller, device: Authenticator, name: str = "My phone"
) -> dict[str, Any]:
    options = (await ask(accounts, BEGIN, caller))["options"]
    return await ask(accounts, ADD, caller, credential=device.create(options), name=name)


async def sign_in(accounts: SubgraphUnderTest, device: Authenticator) -> dict[str, Any]:
    options = (await ask(accounts, REQUEST, use="SIGN_IN"))["options"]
    return await ask(accounts, SIGN_IN, credential=device.get(options))


async def passkeys_of(accounts: SubgraphUnderTest, caller: Caller) -> list[dict[str, Any]]:
    passkeys: list[dict[str, Any]] = (await ask(accounts, LIST, caller))["passkeys"]
    return passkeys


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
async def test_a_passkey_signs_in_without_a_name_and_without_a_password(
    accounts: SubgraphUnderTest, mika: Caller, algorithm: Any
) -> None:
    device = Authenticator(algorithm=algorithm)
    assert codes(await add(accounts, mika, device)) == []
    payload = await sign_in(accounts, device)
    assert payload["user"] == {"handle": "mika", "email": "mika@example.com"}
    caller = signed_in(payload)
    assert (caller.user_id, Scope.ACCOUNT_MANAGE in caller.scopes) == (mika.user_id, True)
    assert caller.session_id != mika.session_id


async def test_the_browser_is_asked_for_a_key_that_is_found_by_itself_and_verifies_its_person(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    options = (await ask(accounts, BEGIN, mika, attachment="CROSS_PLATFORM"))["options"]
    assert options["rp"] == {"name": "Kumiki", "id": "localhost"}
    assert options["user"] == {"id": encoded(mika.user_id.bytes), "name": "mika", "displayName": "mika"}
    assert options["authenticatorSelection"] == {
        "authenticatorAttachment": "cross-platform",
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert options["attestation"] == "none" and len(decoded(options["challenge"])) == 32


async def test_a_device_that_has_a_passkey_already_is_told_so(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    await add(accounts, mika, device)
    options = (await ask(accounts, BEGIN, mika))["options"]
    assert options["excludeCredentials"] == [
        {"id": encoded(device.passkeys[0].credential_id), "type": "public-key", "transports": ["hybrid", "internal"]}
    ]


async def test_several_passkeys_are_listed_with_their_last_use(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    phone, laptop = Authenticator(), Authenticator(is_synced=True, counts=False)
    await add(accounts, mika, phone, "Phone")
    clock.now += timedelta(minutes=1)
    added = await add(accounts, mika, laptop, "Laptop")
    assert added["passkey"]["isSynced"] is True
    for _ in range(2):
        assert codes(await sign_in(accounts, laptop)) == []
    listed = await passkeys_of(accounts, mika)
    used_at = clock.now.isoformat().replace("+00:00", "Z")
    assert [(each["name"], each["lastUsedAt"]) for each in listed] == [("Laptop", used_at), ("Phone", None)]


WRONG_PAGES: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://kumiki.example.net"},
    "another port": {"origin": "http://localhost:4001"},
    "an origin that begins alike": {"origin": "http://localhost:4000.example.com"},
    "another domain": {"domain": "example.com"},
    "a domain below": {"domain": "www.localhost"},
    "a person who was not verified": {"verifies_person": False},
    "nobody there": {"is_present": False},
    "a frame of another origin": {"cross_origin": True},
}


@pytest.mark.parametrize("wrong", WRONG_PAGES.values(), ids=WRONG_PAGES.keys())
async def test_a_passkey_of_another_page_or_nobody_is_not_added(
    accounts: SubgraphUnderTest, mika: Caller, wrong: dict[str, Any]
) -> None:
    payload = await add(accounts, mika, replace(Authenticator(), **wrong))
    assert payload == {"passkey": None, "userErrors": REFUSED}
    assert await passkeys_of(accounts, mika) == []


@pytest.mark.parametrize("wrong", WRONG_PAGES.values(), ids=WRONG_PAGES.keys())
async def test_an_answer_given_to_another_page_or_by_nobody_opens_nothing(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator, wrong: dict[str, Any]
) -> None:
    await add(accounts, mika, device)
    payload = await sign_in(accounts, replace(device, **wrong))
    assert payload == {"user": None, "session": None, "userErrors": REFUSED}


async def test_an_answer_counts_once(accounts: SubgraphUnderTest, mika: Caller, device: Authenticator) -> None:
    await add(accounts, mika, device)
    answer = device.get((await ask(accounts, REQUEST, use="SIGN_IN"))["options"])
    both = await asyncio.gather(*(ask(accounts, SIGN_IN, credential=answer) for _ in range(2)))
    assert sorted(len(payload["userErrors"]) for payload in both) == [0, 1]
    assert codes(await ask(accounts, SIGN_IN, credential=answer)) == ["PASSKEY_IS_NOT_VALID"]


async def test_a_wrong_answer_uses_up_its_challenge_too(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    await add(accounts, mika, device)
    options = (await ask(accounts, REQUEST, use="SIGN_IN"))["options"]
    wrong = replace(device, origin="https://example.net").get(options)
    assert codes(await ask(accounts, SIGN_IN, credential=wrong)) == ["PASSKEY_IS_NOT_VALID"]
    assert codes(await ask(accounts, SIGN_IN, credential=device.get(options))) == ["PASSKEY_IS_NOT_VALID"]


async def test_an_answer_that_comes_late_opens_nothing(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator, clock: MovableClock
) -> None:
    await add(accounts, mika, device)
    options = (await ask(accounts, REQUEST, use="SIGN_IN"))["options"]
    clock.now += timedelta(minutes=5)
    assert codes(await ask(accounts, SIGN_IN, credential=device.get(options))) == ["PASSKEY_IS_NOT_VALID"]


async def test_a_challenge_that_was_never_given_is_none(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    await add(accounts, mika, device)
    options = (await ask(accounts, REQUEST, use="SIGN_IN"))["options"]
    invented = {**options, "challenge": encoded(b"x" * 32)}
    assert codes(await ask(accounts, SIGN_IN, credential=device.get(invented))) == ["PASSKEY_IS_NOT_VALID"]


async def test_an_answer_to_one_question_is_none_to_another(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    await add(accounts, mika, device)
    proof = (await ask(accounts, REQUEST, mika, use="PROOF"))["options"]
    assert codes(await ask(accounts, SIGN_IN, credential=device.get(proof))) == ["PASSKEY_IS_NOT_VALID"]
    adding = (await ask(accounts, BEGIN, mika))["options"]
    as_request = {"challenge": adding["challenge"], "rpId": "localhost", "allowCredentials": []}
    assert codes(await ask(accounts, SIGN_IN, credential=device.get(as_request))) == ["PASSKEY_IS_NOT_VALID"]


async def test_nobody_adds_a_passkey_by_the_challenge_of_another(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    ren = signed_in(await register(accounts, "ren"))
    options = (await ask(accounts, BEGIN, mika))["options"]
    stolen = await ask(accounts, ADD, ren, credential=device.create(options), name="Mine")
    assert codes(stolen) == ["PASSKEY_IS_NOT_VALID"]
    assert await passkeys_of(accounts, ren) == []


async def test_a_passkey_that_nobody_has_and_a_wrong_signature_get_the_same_answer(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    await add(accounts, mika, device)
    stranger = Authenticator()
    stranger.create((await ask(accounts, BEGIN, mika))["options"])
    unknown = await sign_in(accounts, stranger)
    impostor = replace(device.passkeys[0], key=stranger.passkeys[0].key)
    forged = await sign_in(accounts, Authenticator(passkeys=[impostor]))
    assert unknown == forged == {"user": None, "session": None, "userErrors": REFUSED}


async def test_a_passkey_names_its_own_person_only(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    ren = signed_in(await register(accounts, "ren"))
    await add(accounts, mika, device)
    for handle in (ren.user_id.bytes, new_id().bytes, b"", b"short"):
        device.passkeys[0].user_handle = handle
        assert codes(await sign_in(accounts, device)) == ["PASSKEY_IS_NOT_VALID"]


async def test_the_id_of_somebody_elses_passkey_cannot_be_taken(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    await add(accounts, mika, device)
    ren = signed_in(await register(accounts, "ren"))
    options = (await ask(accounts, BEGIN, ren))["options"]
    own = Authenticator()
    made = own.create(options)
    theirs, mine = device.passkeys[0].credential_id, own.passkeys[0].credential_id
    attestation = decoded(made["response"]["attestationObject"]).replace(mine, theirs)
    made["id"] = made["rawId"] = encoded(theirs)
    made["response"]["attestationObject"] = encoded(attestation)
    assert codes(await ask(accounts, ADD, ren, credential=made, name="Taken")) == ["PASSKEY_IS_NOT_VALID"]
    assert codes(await sign_in(accounts, device)) == []


async def test_a_copied_passkey_shows_by_its_counter(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator, clock: MovableClock
) -> None:
    await add(accounts, mika, device)
    copy = deepcopy(device)
    assert codes(await sign_in(accounts, device)) == []
    assert codes(await sign_in(accounts, copy)) == ["PASSKEY_IS_NOT_VALID"]
    (listed,) = await passkeys_of(accounts, mika)
    assert listed["countedBackwardsAt"] == clock.now.isoformat().replace("+00:00", "Z")
    assert codes(await sign_in(accounts, device)) == []


async def test_an_old_session_proves_anew_before_it_adds_or_removes_a_passkey(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator, clock: MovableClock
) -> None:
    added = await add(accounts, mika, device)
    clock.now += timedelta(minutes=16)
    assert codes(await ask(accounts, BEGIN, mika)) == ["REAUTHENTICATION_IS_NEEDED"]
    removed = await ask(accounts, REMOVE, mika, id=added["passkey"]["id"])
    assert codes(removed) == ["REAUTHENTICATION_IS_NEEDED"]


async def test_a_removed_passkey_opens_nothing(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    passkey_id = (await add(accounts, mika, device))["passkey"]["id"]
    assert await ask(accounts, REMOVE, mika, id=passkey_id) == {"passkeyId": passkey_id, "userErrors": []}
    assert codes(await sign_in(accounts, device)) == ["PASSKEY_IS_NOT_VALID"]
    assert await passkeys_of(accounts, mika) == []


async def test_the_last_way_in_stays(accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock) -> None:
    devices = [Authenticator(), Authenticator()]
    ids = [(await add(accounts, mika, device))["passkey"]["id"] for device in devices]
    async with accounts.subgraph.transactions.begin() as work:
        await work.session.execute(update(UserRow).where(col(UserRow.id) == mika.user_id).values(password_hash=""))
    payloads = await asyncio.gather(*(ask(accounts, REMOVE, mika, id=passkey_id) for passkey_id in ids))
    assert sorted(map(codes, payloads)) == [[], ["LAST_WAY_IN"]]
    assert len(await passkeys_of(accounts, mika)) == 1


async def test_a_passkey_of_somebody_else_is_as_unknown_as_one_that_never_was(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    passkey_id = (await add(accounts, mika, device))["passkey"]["id"]
    ren = signed_in(await register(accounts, "ren"))
    for unknown in (passkey_id, str(new_id()), "nonsense"):
        assert codes(await ask(accounts, REMOVE, ren, id=unknown)) == ["PASSKEY_IS_UNKNOWN"]
        assert codes(await ask(accounts, RENAME, ren, id=unknown, name="x")) == ["PASSKEY_IS_UNKNOWN"]
    query = f'{{ user(id: "{mika.user_id}") {{ handle passkeys {{ id }} }} }}'
    assert (await ask(accounts, query, ren))["passkeys"] is None


async def test_a_passkey_may_be_called_something_else(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    passkey_id = (await add(accounts, mika, device))["passkey"]["id"]
    assert (await ask(accounts, RENAME, mika, id=passkey_id, name=" Old phone "))["passkey"] == {"name": "Old phone"}
    for name, code in ((" ", "TEXT_IS_EMPTY"), ("x" * 81, "TEXT_IS_TOO_LONG")):
        assert codes(await ask(accounts, RENAME, mika, id=passkey_id, name=name)) == [code]
        assert codes(await add(accounts, mika, Authenticator(), name)) == [code]


async def test_passkeys_are_counted(accounts: SubgraphUnderTest, mika: Caller) -> None:
    async with accounts.subgraph.transactions.begin() as work:
        for number in range(20):
            work.session.add(
                PasskeyRow(
                    user_id=mika.user_id,
                    credential_id=str(number),
                    public_key=b"",
                    name="Full",
                    sign_count=0,
                    transports=[],
                    is_synced=False,
                    created_at=work.now,
                )
            )
    assert codes(await ask(accounts, BEGIN, mika)) == ["TOO_MANY_PASSKEYS"]


async def test_one_address_cannot_fill_the_table_of_challenges(accounts: SubgraphUnderTest) -> None:
    here, there = Client("203.0.113.7"), Client("203.0.114.7")
    for _ in range(300):
        await accounts.data(REQUEST, {"use": "SIGN_IN"}, client=here)
    refused = await accounts.data(REQUEST, {"use": "SIGN_IN"}, client=here)
    assert codes(refused["requestPasskey"]) == ["TOO_MANY_ATTEMPTS"]
    assert codes((await accounts.data(REQUEST, {"use": "SIGN_IN"}, client=there))["requestPasskey"]) == []
    async with accounts.subgraph.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(PasskeyChallengeRow)) == 301


async def test_a_proof_is_asked_for_by_somebody_who_is_signed_in(accounts: SubgraphUnderTest) -> None:
    answer = await accounts.execute(REQUEST, {"use": "PROOF"})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


PROVE = """
mutation ($passkey: JSON!) { reauthenticate(input: {passkey: $passkey}) { validUntil userErrors { code } } }
"""


async def test_a_passkey_proves_that_it_is_still_the_same_person(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator, clock: MovableClock
) -> None:
    await add(accounts, mika, device)
    clock.now += timedelta(minutes=16)
    assert codes(await ask(accounts, BEGIN, mika)) == ["REAUTHENTICATION_IS_NEEDED"]
    options = (await ask(accounts, REQUEST, mika, use="PROOF"))["options"]
    assert [each["id"] for each in options["allowCredentials"]] == [encoded(device.passkeys[0].credential_id)]
    answer = device.get(options)
    assert codes(await ask(accounts, PROVE, mika, passkey=answer)) == []
    assert codes(await ask(accounts, BEGIN, mika)) == []
    assert codes(await ask(accounts, PROVE, mika, passkey=answer)) == ["PASSKEY_IS_NOT_VALID"]


async def test_a_proof_needs_ones_own_passkey_and_its_person(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator
) -> None:
    await add(accounts, mika, device)
    ren, of_ren = signed_in(await register(accounts, "ren")), Authenticator()
    await add(accounts, ren, of_ren)
    for wrong in (of_ren, replace(device, verifies_person=False), replace(device, origin="https://example.net")):
        options = (await ask(accounts, REQUEST, mika, use="PROOF"))["options"]
        answer = wrong.get(options, wrong.passkeys[0])
        assert codes(await ask(accounts, PROVE, mika, passkey=answer)) == ["PASSKEY_IS_NOT_VALID"]
    signing_in = device.get((await ask(accounts, REQUEST, use="SIGN_IN"))["options"])
    assert codes(await ask(accounts, PROVE, mika, passkey=signing_in)) == ["PASSKEY_IS_NOT_VALID"]


REQUEST_SECOND = """
mutation ($token: String) {
  requestPasskey(input: {use: SECOND_FACTOR, challengeToken: $token}) { options userErrors { code } }
}
"""
VERIFY = """
mutation ($token: String!, $passkey: JSON) {
  verifySecondFactor(input: {challengeToken: $token, kind: PASSKEY, passkey: $passkey}) {
    user { handle } session { accessToken } userErrors { code }
  }
}
"""
PASSWORD_SIGN_IN = """
mutation ($login: String!, $password: String!) {
  signIn(input: {login: $login, password: $password}) { challenge { token kinds } userErrors { code } }
}
"""


@pytest.fixture
async def challenge(
    accounts: SubgraphUnderTest, mika: Caller, device: Authenticator, clock: MovableClock
) -> dict[str, Any]:
    """Somebody has shown mika's password."""
    await add(accounts, mika, device)
    await enroll(accounts, clock, mika)
    payload = await ask(accounts, PASSWORD_SIGN_IN, login="mika", password=PASSWORD)
    found: dict[str, Any] = payload["challenge"]
    return found


async def test_a_passkey_is_a_second_factor_even_without_a_finger(
    accounts: SubgraphUnderTest, device: Authenticator, challenge: dict[str, Any]
) -> None:
    assert challenge["kinds"] == ["TOTP", "PASSKEY", "RECOVERY_CODE"]
    options = (await ask(accounts, REQUEST_SECOND, token=challenge["token"]))["options"]
    assert options["userVerification"] == "discouraged" and len(options["allowCredentials"]) == 1
    answer = replace(device, verifies_person=False).get(options)
    payload = await ask(accounts, VERIFY, token=challenge["token"], passkey=answer)
    assert (payload["user"], payload["userErrors"]) == ({"handle": "mika"}, [])
    again = await ask(accounts, VERIFY, token=challenge["token"], passkey=answer)
    assert codes(again) == ["CHALLENGE_IS_NOT_VALID"]


async def test_no_other_answer_opens_the_second_step(
    accounts: SubgraphUnderTest, device: Authenticator, challenge: dict[str, Any]
) -> None:
    ren, of_ren = signed_in(await register(accounts, "ren")), Authenticator()
    await add(accounts, ren, of_ren)
    options = (await ask(accounts, REQUEST_SECOND, token=challenge["token"]))["options"]
    signing_in = (await ask(accounts, REQUEST, use="SIGN_IN"))["options"]
    answers = [of_ren.get(options, of_ren.passkeys[0]), device.get(signing_in), None, {}, "text"]
    for answer in answers:
        payload = await ask(accounts, VERIFY, token=challenge["token"], passkey=answer)
        assert codes(payload) == ["PASSKEY_IS_NOT_VALID"] and payload["session"] is None


async def test_a_challenge_that_is_none_asks_for_no_passkey(
    accounts: SubgraphUnderTest, challenge: dict[str, Any], clock: MovableClock
) -> None:
    for token in (None, "", "invented"):
        assert codes(await ask(accounts, REQUEST_SECOND, token=token)) == ["CHALLENGE_IS_NOT_VALID"]
    clock.now += timedelta(hours=1)
    assert codes(await ask(accounts, REQUEST_SECOND, token=challenge["token"])) == ["CHALLENGE_IS_NOT_VALID"]


async def test_an_answer_without_a_person_opens_no_second_step_elsewhere(
    accounts: SubgraphUnderTest, device: Authenticator, challenge: dict[str, Any]
) -> None:
    options = (await ask(accounts, REQUEST_SECOND, token=challenge["token"]))["options"]
    answer = replace(device, verifies_person=False).get(options)
    assert codes(await ask(accounts, SIGN_IN, credential=answer)) == ["PASSKEY_IS_NOT_VALID"]


async def test_challenges_that_nobody_answered_are_forgotten(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    await ask(accounts, REQUEST, use="SIGN_IN")
    clock.now += timedelta(minutes=4)
    await ask(accounts, REQUEST, use="SIGN_IN")
    async with accounts.subgraph.transactions.begin() as work:
        await PasskeysRepository(work.session).forget_challenges_before(clock.now + timedelta(minutes=2))
    async with accounts.subgraph.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(PasskeyChallengeRow)) == 1


PARTY = RelyingParty("localhost", "Kumiki", ("http://localhost:4000",), 60_000)
CHALLENGE = b"c" * 32
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=60).map(encoded),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def real_answers() -> tuple[dict[str, Any], dict[str, Any], bytes]:
    device = Authenticator()
    user = {"id": encoded(new_id().bytes)}
    made = device.create({"rp": {"id": "localhost"}, "user": user, "challenge": encoded(CHALLENGE)})
    used = device.get({"rpId": "localhost", "challenge": encoded(CHALLENGE), "allowCredentials": []})
    return made, used, device.passkeys[0].cose()


MADE, USED, PUBLIC_KEY = real_answers()


def judge_all(credential: dict[str, Any]) -> None:
    for judge in (
        challenge_in,
        credential_id_in,
        person_in,
        lambda each: PARTY.judge_registration(each, CHALLENGE),
        lambda each: PARTY.judge_answer(each, CHALLENGE, PUBLIC_KEY, True),
    ):
        try:
            judge(credential)
        except AnswerIsNotValid:
            continue


def test_real_answers_are_right() -> None:
    assert PARTY.judge_registration(MADE, CHALLENGE).public_key == PUBLIC_KEY
    assert PARTY.judge_answer(USED, CHALLENGE, PUBLIC_KEY, True).sign_count == 2


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(credential=st.dictionaries(st.sampled_from(["id", "rawId", "type", "response"]), JSON_VALUES))
def test_whatever_is_sent_is_judged(credential: dict[str, Any]) -> None:
    judge_all(credential)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_changed_of_a_right_answer_it_is_wrong(data: st.DataObject) -> None:
    credential = deepcopy(data.draw(st.sampled_from([MADE, USED])))
    part = data.draw(st.sampled_from(sorted(set(credential["response"]) - {"transports", "userHandle"})))
    content = bytearray(decoded(credential["response"][part]))
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))
    credential["response"][part] = encoded(bytes(content))
    judge_all(credential)
    if "signature" in credential["response"]:
        with pytest.raises(AnswerIsNotValid):
            PARTY.judge_answer(credential, CHALLENGE, PUBLIC_KEY, True)


def test_a_text_may_be_sent_in_place_of_an_object() -> None:
    judge_all(json.loads('{"response": "x", "id": 5}'))
